import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import type { AuthorisationRequest } from '#libs/authorisation';
import { generateSigningKey, signingKeyFromJwk } from '#libs/jws';
import { GivenStore } from '../given/given-store.js';
import type { Person } from '../persons/persons.js';
import { DecideRequest } from './decide-request.js';
import { PendingRequests } from './pending-requests.js';

const NOW = Date.UTC(2026, 5, 1);
const SELF = 'https://id.example';
const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const CARD = '11100000000013127D001';

const asked = (more: Partial<AuthorisationRequest> = {}): AuthorisationRequest => ({
  iss: 'https://hebei.example',
  grantee: {
    organisation: { code: '11100000MB0143028R', name: '样例机构' },
    person: { name: '样例经办人' },
  },
  licences: [{ typeCode: CARD, fields: ['holderName', 'validUntil', 'attributes.*'] }],
  purpose: { itemCode: '11100000MB0143028R2000131026000', itemName: '样例事项', caseNumber: 'HE-1' },
  legalBasis: '样例',
  reason: '样例',
  provider: 'https://beijing.example',
  uses: 2,
  validSeconds: 86_400,
  ...more,
});

const person: Person = {
  username: 'parent',
  name: '样例',
  holder: { type: '111', code: '11010519491231002X' },
  passwordHash: 'x',
  totpSecret: 'A'.repeat(27),
  relations: [
    {
      id: 'child',
      capacity: 'guardian',
      of: { type: '111', code: '110101201906010018' },
      name: '样例儿童',
      proof: { kind: '出生医学证明', digest: 'A'.repeat(43) },
      until: NOW / 1000 + 600,
    },
    {
      id: 'past',
      capacity: 'delegate',
      of: { type: '001', code: '11100000MB0143028R' },
      name: '样例公司',
      proof: { kind: '授权委托书', digest: 'A'.repeat(43) },
      until: NOW / 1000 - 1,
    },
  ],
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'identity-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function world() {
  const store = await GivenStore.open(join(folder, 'state.json'));
  const pending = new PendingRequests(600_000, () => NOW);
  const { request, secret } = pending.add(asked(), undefined);
  return { store, pending, request, secret, decide: new DecideRequest(SELF, store, key, () => NOW) };
}

describe('deciding on a request', () => {
  it('signs what was ticked, never more than was asked', async () => {
    const { pending, request, secret, decide } = await world();
    const fields = ['0:holderName', '0:document', '1:holderName', 'holderName'];
    expect(await decide.grant(request, person, { actingFor: 'self', fields })).toBe('granted');
    const state = pending.stateFor(request.id, secret);
    const claims = decodeJwt(state?.state === 'granted' ? state.token : '');
    expect(claims).toMatchObject({
      holder: person.holder,
      licences: [{ typeCode: CARD, fields: ['holderName'] }],
      grantee: { node: 'https://hebei.example', organisation: '11100000MB0143028R' },
      purpose: { caseNumber: 'HE-1' },
      uses: 2,
      assurance: 'two-factor',
    });
    expect(claims['by']).toBeUndefined();
  });

  it('names a guardian with the proof and holds no longer than the proof', async () => {
    const { pending, request, secret, decide } = await world();
    await decide.grant(request, person, { actingFor: 'child', fields: ['0:holderName'] });
    const state = pending.stateFor(request.id, secret);
    expect(decodeJwt(state?.state === 'granted' ? state.token : '')).toMatchObject({
      holder: { type: '111', code: '110101201906010018' },
      by: { capacity: 'guardian', person: person.holder, proof: { kind: '出生医学证明' } },
      exp: NOW / 1000 + 600,
    });
  });

  it.each([
    ['past', ['0:holderName'], 'no-such-relation'],
    ['somebody', ['0:holderName'], 'no-such-relation'],
    ['self', [], 'nothing-ticked'],
    ['self', ['0:document'], 'nothing-ticked'],
  ])('grants nothing for %s with %j', async (actingFor, fields, outcome) => {
    const { store, pending, request, secret, decide } = await world();
    expect(await decide.grant(request, person, { actingFor, fields })).toBe(outcome);
    expect(pending.stateFor(request.id, secret)).toEqual({ state: 'pending' });
    expect(store.list()).toEqual([]);
  });

  it('is made once, also under parallel clicks', async () => {
    const { store, request, decide } = await world();
    const click = () => decide.grant(request, person, { actingFor: 'self', fields: ['0:holderName'] });
    const outcomes = await Promise.all([click(), click(), click()]);
    expect(outcomes.toSorted()).toEqual(['already-decided', 'already-decided', 'granted']);
    expect(decide.refuse(request)).toBe(false);
    expect(store.list()).toHaveLength(1);
  });

  it('tells its state to nobody without the secret', async () => {
    const { pending, request } = await world();
    expect(pending.stateFor(request.id, '')).toBeUndefined();
    expect(pending.stateFor(request.id, 'A'.repeat(43))).toBeUndefined();
    expect(pending.stateFor('no such id', '')).toBeUndefined();
  });
});

describe('what was given', () => {
  it('is withdrawn once, in the status list, and after a restart still', async () => {
    const { store, request, decide } = await world();
    await decide.grant(request, person, { actingFor: 'self', fields: ['0:holderName'] });
    const { claims } = store.list()[0]!;
    const index = claims.status.status_list.idx;
    expect(store.statusList().get(index)).toBe(0);
    expect(await store.withdraw(claims.jti, NOW)).toBe(true);
    expect(await store.withdraw(claims.jti, NOW)).toBe(false);
    const again = await GivenStore.open(join(folder, 'state.json'));
    expect(again.statusList().get(index)).toBe(1);
  });

  it('is not forgotten where the file is spoiled: the platform does not start', async () => {
    writeFileSync(join(folder, 'state.json'), '{"version":1');
    await expect(GivenStore.open(join(folder, 'state.json'))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe('{"version":1');
  });
});
