import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEntry } from '#libs/audit-log';
import { bindKey, issueCredential, parseCombined, proveForIssuance } from '#libs/credentials';
import { generateSigningKey, signingKeyFromJwk } from '#libs/jws';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { changeLicenceStatus, FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import {
  contentsOf,
  decline,
  presentationFor,
  readRequest,
  sendPresentation,
  type KnownRequest,
} from '../../apps/cli/src/wallet/present.js';
import { run } from '../../apps/cli/src/run.js';
import { receive } from '../../apps/cli/src/wallet/receive.js';
import type { HeldCredential } from '../../apps/cli/src/wallet/wallet-file.js';
import { ask, CONTEXT, type GraphqlAnswer, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { issuedToken } from '../support/issued-token.js';
import { hasPythonWallet, pythonWallet } from '../support/python-wallet.js';
import { testWallet, type TestWallet } from '../support/wallet.js';

jest.setTimeout(60_000);

const firm = wellKnownSample('110000');
const person = wellKnownPersonSample('110000');
const FIELDS = ['holderName', 'holderType', 'holderCode', 'number'];
const TTL = 60;

let cluster: Cluster;
let beijing: TestNode;
let tianjin: TestNode;
let wallet: TestWallet;

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    sections: {
      credentials: {
        statusListSize: 256,
        statusTtlSeconds: TTL,
        requestsPerMinute: 100_000,
        presentations: [
          {
            id: 'change-of-firm',
            purposes: [CONTEXT.itemCode],
            licenceTypes: [firm.typeCode],
            fields: [...FIELDS, 'attributes.KZ_FDDBR', 'validFrom'],
          },
        ],
      },
    },
  });
  ({ beijing, tianjin } = cluster.nodes);
  wallet = testWallet(cluster);
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
}, 60_000);
afterAll(async () => {
  await wallet?.close();
  await cluster?.stop();
});

const now = (): number => cluster.now();
const holder = (code: string, type = '001'): Promise<string> =>
  issuedToken(beijing, cluster.now(), {
    role: 'holder',
    holder_type: type,
    holder_code: code,
    person_id: 'person-1',
    person_name: '样例用户',
  });
const clerk = (node: TestNode, person = 'clerk-1'): Promise<string> =>
  issuedToken(node, cluster.now(), { role: 'windowClerk', person_id: person, person_name: '窗口样例' });
const codeIn = ({ errors }: GraphqlAnswer): string => errors?.[0]?.extensions.code ?? '';

const OFFER = `mutation($id: LicenceIdentifier!, $holder: HolderInput) {
  offerCredential(identifier: $id, holder: $holder) { uri uriByValue transactionCode expiresAt } }`;
const offerAs = async (token: Promise<string>, variables: object = {}): Promise<GraphqlAnswer> =>
  ask(beijing, await token, { query: OFFER, variables: { id: firm.identifier, ...variables } });
async function offer(): Promise<{ uri: string; uriByValue: string; transactionCode: string }> {
  const { data, errors } = await offerAs(holder(firm.holderCode));
  expect(errors).toBeUndefined();
  return data.offerCredential;
}
async function issued(copies = 1): Promise<HeldCredential[]> {
  const { uri, transactionCode } = await offer();
  return receive(uri, wallet.http, { txCode: transactionCode, copies, clock: now });
}

const START = `mutation($type: String!, $fields: [String!], $context: LookupContextInput) {
  startPresentation(licenceType: $type, fields: $fields, context: $context) { id uri fields expiresAt } }`;
const { person: _, ...MATTER } = CONTEXT;
const startAs = async (token: Promise<string>, variables: object = {}): Promise<GraphqlAnswer> =>
  ask(tianjin, await token, {
    query: START,
    variables: { type: firm.typeCode, fields: FIELDS, context: MATTER, ...variables },
  });
async function asked(): Promise<{ id: string; uri: string; request: KnownRequest }> {
  const { data, errors } = await startAs(clerk(tianjin));
  expect(errors).toBeUndefined();
  const { id, uri } = data.startPresentation;
  const request = await readRequest(uri, { ...wallet, clock: now });
  return { id, uri, request };
}
const READ = `query($id: ID!) { presentation(id: $id) { phase code expiresAt
  shown { issuer region licenceType fields { name zh value } } } }`;
const readAs = async (token: Promise<string>, id: string): Promise<GraphqlAnswer> =>
  ask(tianjin, await token, { query: READ, variables: { id } });
async function outcome(id: string): Promise<Json> {
  const { data, errors } = await readAs(clerk(tianjin), id);
  expect(errors).toBeUndefined();
  return data.presentation;
}

async function lastEntry(node: TestNode): Promise<Json> {
  const { rows } = await node.running.database.auditorPool.query<{ body: Buffer }>(
    'SELECT body FROM audit_entry ORDER BY index DESC LIMIT 1',
  );
  return parseEntry(rows[0]?.body ?? new Uint8Array());
}

describe('a licence goes from Beijing to its holder and is shown at a counter in Tianjin', () => {
  it('in the parts that the matter needs; both logs say which, neither says what', async () => {
    const [held] = await issued();
    const checked = await wallet.trust.check(held!.credential);
    expect(checked).toMatchObject({
      issuer: beijing.entityId,
      type: `urn:tongban:licence:${firm.typeCode}`,
      claims: { holderCode: firm.holderCode, attributes: firm.attributes },
      status: 0,
    });
    const entry = await lastEntry(beijing);
    expect(entry).toMatchObject({
      kind: 'home',
      caller: { role: 'holder' },
      lookups: [
        { operation: 'credential', identifiers: [firm.identifier], outcome: 'granted', rule: 'holder' },
      ],
    });

    const { id, request } = await asked();
    expect(request.verifier.entityId).toBe(tianjin.entityId);
    expect((await outcome(id)).phase).toBe('WAITING');
    await sendPresentation(request, await presentationFor(request, held!, cluster.now()), wallet.http);
    const { phase, shown } = await outcome(id);
    expect({ phase, shown }).toEqual({
      phase: 'SHOWN',
      shown: {
        issuer: beijing.entityId,
        region: 'BEIJING',
        licenceType: firm.typeCode,
        fields: FIELDS.map((name) => ({
          name,
          zh: expect.any(String),
          value: (firm as unknown as Record<string, string>)[name],
        })),
      },
    });
    const seen = await lastEntry(tianjin);
    expect(seen).toMatchObject({
      caller: { role: 'windowClerk' },
      context: { caseNumber: CONTEXT.caseNumber },
      lookups: [{ operation: 'presentation', region: '110000', fieldsReleased: FIELDS, outcome: 'granted' }],
    });
    for (const value of [firm.holderCode, firm.holderName, firm.number])
      expect(JSON.stringify([entry, seen])).not.toContain(value);
    // Nor does the database keep what was shown in clear.
    const { rows } = await tianjin.running.database.pool.query('SELECT * FROM credential_presentation');
    expect(JSON.stringify(rows)).not.toContain(firm.holderName);
  });

  it('and the holder can read at Tianjin that it was shown there', async () => {
    const token = await issuedToken(tianjin, cluster.now(), {
      role: 'holder',
      holder_type: '001',
      holder_code: firm.holderCode,
      person_id: 'person-1',
      person_name: '样例用户',
    });
    const { data } = await ask(tianjin, token, {
      query: '{ myAccessRecords(first: 5) { records { lookups { operation fieldsReleased } } } }',
    });
    expect(data.myAccessRecords.records).toContainEqual({
      lookups: [{ operation: 'presentation', fieldsReleased: FIELDS }],
    });
  });

  it('by the clerk at the counter too, with the holder whose document was shown', async () => {
    const present = { type: 'USCC', code: firm.holderCode };
    const { data } = await offerAs(clerk(beijing), { holder: present });
    const { uriByValue, transactionCode } = data.offerCredential;
    const [held] = await receive(uriByValue, wallet.http, { txCode: transactionCode, clock: now });
    expect(contentsOf(held!.credential).claims['holderName']).toBe(firm.holderName);
    expect(await lastEntry(beijing)).toMatchObject({
      caller: { role: 'windowClerk', person: expect.any(String) },
      lookups: [{ rule: 'counter' }],
    });
  });

  it('in copies with keys, places in the list and salts of their own', async () => {
    const held = await issued(3);
    const parts = held.map(({ credential }) => {
      const [jwt = ''] = credential.split('~');
      const payload = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
      return {
        index: payload.status.status_list.idx,
        x: payload.cnf.jwk.x,
        sd: payload._sd[0],
        iat: payload.iat,
      };
    });
    for (const name of ['index', 'x', 'sd'] as const)
      expect(new Set(parts.map((part) => part[name])).size).toBe(3);
    expect(new Set(parts.map(({ iat }) => iat % 86_400))).toEqual(new Set([0]));
  });

  (hasPythonWallet ? it : it.skip)('with a wallet and a verifier that share no code with ours', async () => {
    const { uri, transactionCode } = await offer();
    const at = { ca: `${cluster.certsDir}/ca.crt`, now: now() };
    const received = await pythonWallet<Json>('receive', {
      ...at,
      offer: uri,
      tx_code: transactionCode,
      issuer: beijing.entityId,
    });
    expect(received.refused).toBeUndefined();
    const { data } = await startAs(clerk(tianjin));
    const started = data.startPresentation;
    const verifier = await wallet.http.json(`${tianjin.entityId}/.well-known/jwt-vc-issuer`);
    const answered = await pythonWallet<Json>('answer', {
      ...at,
      ...received,
      request: started.uri,
      verifier_jwks: verifier['jwks'],
    });
    expect(answered).toMatchObject({ reply: {} });
    expect(await outcome(started.id)).toMatchObject({ phase: 'SHOWN', shown: { issuer: beijing.entityId } });
    // What was presented to us, read by the other implementation.
    const read = await pythonWallet<Json>('verify', {
      ...at,
      ...received,
      ...answered,
      issuer: beijing.entityId,
    });
    expect(read.shown).toEqual([...FIELDS].sort());
    expect(read.claims).toMatchObject({ holderName: firm.holderName, holderCode: firm.holderCode });
  });

  it('by the command line, whose wallet nobody else can read', async () => {
    const { uri, transactionCode } = await offer();
    const common = [
      ...['--file', join(cluster.dir, 'wallet.json')],
      ...['--anchor', join(cluster.anchor.directory, 'published/trust-anchor.json')],
      ...['--ca', join(cluster.certsDir, 'ca.crt')],
    ];
    const wrong = transactionCode === '000000' ? '111111' : '000000';
    const tongban = (...args: string[]) => run(['--quiet', '--json', 'wallet', ...args, ...common]);
    expect(await tongban('receive', uri, '--tx-code', wrong)).toBe(1);
    expect(await tongban('receive', uri, '--tx-code', transactionCode, '--copies', '2')).toBe(0);
    expect(statSync(join(cluster.dir, 'wallet.json')).mode & 0o777).toBe(0o600);
    expect(await tongban('show')).toBe(0);
    const { data } = await startAs(clerk(tianjin));
    const { id, uri: request } = data.startPresentation;
    // Without a yes it only says who asks for what.
    expect(await tongban('present', request)).toBe(0);
    expect((await outcome(id)).phase).toBe('WAITING');
    expect(await tongban('present', request, '--yes')).toBe(0);
    expect((await outcome(id)).phase).toBe('SHOWN');
  });

  it('and is declined at once where the holder says no', async () => {
    const { id, request } = await asked();
    await decline(request, wallet.http);
    expect(await outcome(id)).toMatchObject({
      phase: 'DECLINED',
      code: 'PRESENTATION_DECLINED',
      shown: null,
    });
  });
});

describe('an offer', () => {
  it.each<[string, () => Promise<GraphqlAnswer>, string]>([
    [
      'of another holder’s licence',
      () => offerAs(holder(person.holderCode, '111')),
      'CREDENTIAL_LICENCE_UNAVAILABLE',
    ],
    [
      'of a licence that is not here',
      () => offerAs(holder(firm.holderCode), { id: wellKnownSample('120000').identifier }),
      'CREDENTIAL_LICENCE_UNAVAILABLE',
    ],
    ['by a clerk without the holder', () => offerAs(clerk(beijing)), 'CREDENTIAL_HOLDER_NOT_PRESENT'],
    [
      'by a clerk for somebody else',
      () => offerAs(clerk(beijing), { holder: { type: 'CITIZEN_NUMBER', code: person.holderCode } }),
      'CREDENTIAL_LICENCE_UNAVAILABLE',
    ],
    [
      'by a holder who names another',
      () => offerAs(holder(firm.holderCode), { holder: { type: 'USCC', code: firm.holderCode } }),
      'CREDENTIAL_HOLDER_NOT_PRESENT',
    ],
    [
      'by an auditor',
      () => offerAs(issuedToken(beijing, cluster.now(), { role: 'auditor' })),
      'ROLE_NOT_ALLOWED',
    ],
  ])('%s is refused', async (_name, act, code) => {
    const answer = await act();
    expect(answer.data?.offerCredential ?? undefined).toBeUndefined();
    expect(codeIn(answer)).toBe(code);
  });

  it('is void after three wrong transaction codes, and counts once', async () => {
    const first = await offer();
    const wrong = first.transactionCode === '000000' ? '111111' : '000000';
    const redeem = (txCode: string, uri = first.uri) =>
      receive(uri, wallet.http, { txCode, clock: now }).then(
        () => 'received',
        (error: Error) => error.message.split(':')[0],
      );
    for (let i = 0; i < 3; i += 1) expect(await redeem(wrong)).toBe('invalid_grant');
    expect(await redeem(first.transactionCode)).toBe('invalid_grant');
    const second = await offer();
    expect(await redeem(second.transactionCode, second.uriByValue)).toBe('received');
    expect(await redeem(second.transactionCode, second.uriByValue)).toBe('invalid_grant');
    expect(await redeem(second.transactionCode, second.uri)).toBe('invalid_request');
  });

  it('expires', async () => {
    const { uriByValue, transactionCode } = await offer();
    cluster.advance(601_000);
    await expect(receive(uriByValue, wallet.http, { txCode: transactionCode, clock: now })).rejects.toThrow(
      'ISSUANCE_CODE_INVALID',
    );
  });
});

describe('the credential endpoint', () => {
  const key = () => signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
  const nonce = async (): Promise<string> =>
    String((await wallet.http.json(`${beijing.entityId}/credentials/nonce`, { method: 'POST' }))['c_nonce']);
  const token = async (): Promise<string> => {
    const { uriByValue, transactionCode } = await offer();
    const value = JSON.parse(new URL(uriByValue).searchParams.get('credential_offer') ?? '');
    const [[grant_type, grant]] = Object.entries<Json>(value.grants) as [[string, Json]];
    const reply = await wallet.http.form(`${beijing.entityId}/credentials/token`, {
      grant_type,
      'pre-authorized_code': grant['pre-authorized_code'],
      tx_code: transactionCode,
    });
    return JSON.parse(reply).access_token;
  };
  const proof = async (more: { audience?: string; nonce?: string; issuedAt?: number } = {}, by = key()) =>
    proveForIssuance(by, {
      audience: beijing.entityId,
      nonce: more.nonce ?? (await nonce()),
      issuedAt: cluster.now(),
      ...more,
    });
  const ID = `urn:tongban:licence:${firm.typeCode}`;
  const post = async (accessToken: string | undefined, body: unknown) => {
    const { status, headers, text } = await wallet.raw(`${beijing.entityId}/credentials/credential`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const { error, error_description: description } = JSON.parse(text);
    return { status, headers, error, code: String(description).split(':')[0] };
  };
  const requestFor = (...jwt: string[]) => ({ credential_configuration_id: ID, proofs: { jwt } });

  it.each<[string, () => Promise<unknown>, string, string]>([
    [
      'for another issuer',
      async () => requestFor(await proof({ audience: tianjin.entityId })),
      'invalid_proof',
      'ISSUANCE_PROOF_AUDIENCE',
    ],
    [
      'with a nonce that is not ours',
      async () => requestFor(await proof({ nonce: 'abc.def.ghi' })),
      'invalid_nonce',
      'ISSUANCE_NONCE_INVALID',
    ],
    [
      'of last week',
      async () => requestFor(await proof({ issuedAt: cluster.now() - 604_800_000 })),
      'invalid_proof',
      'ISSUANCE_PROOF_TIME',
    ],
    [
      'of tomorrow',
      async () => requestFor(await proof({ issuedAt: cluster.now() + 86_400_000 })),
      'invalid_proof',
      'ISSUANCE_PROOF_TIME',
    ],
    [
      'signed by another key',
      async () => {
        const [head, body] = (await proof()).split('.');
        return requestFor(`${head}.${body}.${(await proof()).split('.')[2]}`);
      },
      'invalid_proof',
      'JWS_SIGNATURE_WRONG',
    ],
    ['that is none', async () => requestFor('a.b.c'), 'invalid_proof', 'JWS_BASE64URL'],
    [
      'twice for one key',
      async () => {
        const same = key();
        return requestFor(await proof({}, same), await proof({}, same));
      },
      'invalid_proof',
      'ISSUANCE_PROOF_KEY_REPEATED',
    ],
    [
      'absent',
      async () => ({ credential_configuration_id: ID }),
      'invalid_proof',
      'ISSUANCE_PROOF_MALFORMED',
    ],
    [
      'of too many keys',
      async () => requestFor(...Array.from({ length: 11 }, () => 'a.b.c')),
      'invalid_credential_request',
      'ISSUANCE_BATCH_TOO_LARGE',
    ],
    [
      'for another configuration',
      async () => ({ ...requestFor(await proof()), credential_configuration_id: 'urn:tongban:licence:x' }),
      'unknown_credential_configuration',
      'ISSUANCE_CONFIGURATION_UNKNOWN',
    ],
    [
      'by identifier',
      async () => ({ credential_identifier: 'x', proofs: { jwt: [await proof()] } }),
      'invalid_credential_request',
      'ISSUANCE_REQUEST_MALFORMED',
    ],
    [
      'with a member twice',
      async () => '{"proofs":{},"proofs":{}}',
      'invalid_credential_request',
      'ISSUANCE_REQUEST_MALFORMED',
    ],
    [
      'with encryption that is not offered',
      async () => ({ ...requestFor(await proof()), credential_response_encryption: {} }),
      'invalid_encryption_parameters',
      'ISSUANCE_ENCRYPTION_UNSUPPORTED',
    ],
  ])('refuses a proof %s', async (_name, body, error, code) => {
    expect(await post(await token(), await body())).toMatchObject({ status: 400, error, code });
  });

  it('refuses whoever has no token, and a body without end', async () => {
    expect(await post(undefined, {})).toMatchObject({ status: 401, error: 'invalid_token' });
    const refused = await post('made-up', {});
    expect(refused).toMatchObject({ status: 401, error: 'invalid_token' });
    expect(refused.headers['www-authenticate']).toContain('invalid_token');
    expect(await post('made-up', `"${'x'.repeat(400_000)}"`)).toMatchObject({ status: 413 });
  });

  it('takes one nonce and one token once, also where two come at the same instant', async () => {
    const used = await nonce();
    const tokens = [await token(), await token()];
    const both = await Promise.all(
      tokens.map(async (one) => post(one, requestFor(await proof({ nonce: used })))),
    );
    expect(both.map(({ status, error }) => `${status} ${error}`).sort()).toEqual([
      '200 undefined',
      '400 invalid_nonce',
    ]);
    const spent = tokens[both.findIndex(({ status }) => status === 200)];
    expect(await post(spent, requestFor(await proof()))).toMatchObject({ status: 401 });
  });
});

describe('what is shown at the counter', () => {
  let held: HeldCredential;
  beforeAll(async () => {
    [held] = (await issued()) as [HeldCredential];
  });

  /** Answers a fresh request with what `make` makes of it; tells what the wallet and what the clerk hears. */
  async function answerWith(make: (request: KnownRequest) => Promise<string>): Promise<string[]> {
    const { id, request } = await asked();
    const told = await sendPresentation(request, await make(request), wallet.http).then(
      () => 'accepted',
      (error: Error & { description?: string }) => error.description?.split(':')[0] ?? error.message,
    );
    const { phase, code, shown } = await outcome(id);
    if (phase === 'REFUSED') expect(shown).toBeNull();
    return [told, phase === 'REFUSED' ? code : phase];
  }
  const honest = (request: KnownRequest) => presentationFor(request, held, cluster.now());
  /** Disclosures are changed and the key binding made anew, as somebody who holds the key can. */
  const rebound = async (request: KnownRequest, change: (parts: string[]) => string[]): Promise<string> => {
    const { credential, key } = held;
    const parts = change(credential.split('~').slice(0, -1));

    const combined = parseCombined(`${parts.join('~')}~`);
    const binding = await bindKey(
      combined,
      { audience: request.clientId, nonce: request.nonce, issuedAt: cluster.now() },
      signingKeyFromJwk(key),
    );
    return `${parts.join('~')}~${binding}`;
  };
  const disclosure = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, (request: KnownRequest) => Promise<string>, string]>([
    [
      'for another verifier',
      (request) => honest({ ...request, clientId: `openid_federation:${beijing.entityId}` }),
      'KEY_BINDING_AUDIENCE',
    ],
    [
      'for another occasion',
      (request) => honest({ ...request, nonce: 'another-nonce' }),
      'KEY_BINDING_NONCE',
    ],
    [
      'by somebody who does not hold the key',
      (request) =>
        presentationFor(request, { ...held, key: generateSigningKey('ES256').privateJwk }, cluster.now()),
      'JWS_SIGNATURE_WRONG',
    ],
    ['long ago', (request) => presentationFor(request, held, cluster.now() - 3_600_000), 'KEY_BINDING_TIME'],
    [
      'without a key binding',
      async (request) => `${(await honest(request)).split('~').slice(0, -1).join('~')}~`,
      'KEY_BINDING_MISSING',
    ],
    [
      'with a disclosure added',
      (request) => rebound(request, (parts) => [...parts, disclosure(['salt', 'holderName', '别人'])]),
      'SD_JWT_DISCLOSURE_UNREFERENCED',
    ],
    [
      'with a disclosure twice',
      (request) => rebound(request, (parts) => [...parts, parts[1] ?? '']),
      'SD_JWT_DISCLOSURE_REPEATED',
    ],
    [
      'with a disclosure of another credential',
      async (request) => {
        const [other] = await issued();
        return rebound(request, (parts) => [...parts, other?.credential.split('~')[1] ?? '']);
      },
      'SD_JWT_DISCLOSURE_UNREFERENCED',
    ],
    [
      'with a disclosure changed',
      (request) =>
        rebound(request, ([jwt = '', first = '', ...rest]) => {
          const [salt, name] = JSON.parse(Buffer.from(first, 'base64url').toString());
          return [jwt, disclosure([salt, name, 'changed']), ...rest];
        }),
      'SD_JWT_DISCLOSURE_UNREFERENCED',
    ],
    [
      'with disclosures taken out after binding',
      async (request) => {
        const parts = (await honest(request)).split('~');
        return [parts[0], ...parts.slice(2)].join('~');
      },
      'KEY_BINDING_OTHER',
    ],
    [
      'with less than was asked for',
      (request) => honest({ ...request, query: { ...request.query, claims: request.query.claims.slice(1) } }),
      'PRESENTATION_CLAIM_MISSING',
    ],
    [
      'with a payload that was changed',
      async (request) => {
        const [jwt = '', ...rest] = (await honest(request)).split('~');
        const [head, body = '', signature] = jwt.split('.');
        const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
        const changed = Buffer.from(JSON.stringify({ ...payload, exp: payload.exp + 1 })).toString(
          'base64url',
        );
        return [`${head}.${changed}.${signature}`, ...rest].join('~');
      },
      'JWS_SIGNATURE_WRONG',
    ],
  ])('%s is refused, and the request is used up', async (_name, make, code) => {
    expect(await answerWith(make)).toEqual([code, code]);
  });

  it('that an issuer outside of the federation signed is refused, and nothing of it is fetched', async () => {
    const forged = (issuer: string) => async (request: KnownRequest) => {
      const key = generateSigningKey('ES256').privateJwk;
      const credential = await issueCredential(
        {
          issuer,
          type: `urn:tongban:licence:${firm.typeCode}`,
          issuedAt: cluster.now(),
          holder: { kty: 'EC', crv: 'P-256', x: key.x, y: key.y },
          status: { index: 1, uri: `${issuer}/credentials/status/1` },
          claims: { holderName: '假', holderType: '001', holderCode: firm.holderCode, number: '1' },
          frame: { conceal: FIELDS },
        },
        signingKeyFromJwk(generateSigningKey('ES256').privateJwk),
        randomBytes,
      );
      return presentationFor(request, { credential, key }, cluster.now());
    };
    const UNTRUSTED = 'CREDENTIAL_ISSUER_UNTRUSTED';
    expect(await answerWith(forged('https://evil.example'))).toEqual([UNTRUSTED, UNTRUSTED]);
    // A key that the issuer whom it names does not publish.
    expect(await answerWith(forged(beijing.entityId))).toEqual([UNTRUSTED, UNTRUSTED]);
  });

  it('counts once: a replayed response finds the request used, at another one it is for another occasion', async () => {
    const { request } = await asked();
    const presentation = await honest(request);
    await sendPresentation(request, presentation, wallet.http);
    await expect(sendPresentation(request, presentation, wallet.http)).rejects.toMatchObject({
      description: expect.stringContaining('PRESENTATION_USED'),
    });
    expect(await answerWith(async () => presentation)).toEqual(['KEY_BINDING_NONCE', 'KEY_BINDING_NONCE']);
  });

  it('of two answers at one instant takes one', async () => {
    const { request } = await asked();
    const presentation = await honest(request);
    const both = await Promise.allSettled(
      [1, 2].map(() => sendPresentation(request, presentation, wallet.http)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('without the state of the request object uses nothing up; a huge or broken body neither', async () => {
    const { id, request } = await asked();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = async (body: string) =>
      (await wallet.raw(request.responseUri, { method: 'POST', headers: form, body })).status;
    expect(await post('vp_token=%7B%7D&state=wrong')).toBe(400);
    expect(await post(`state=${request.state}&state=${request.state}`)).toBe(400);
    expect(await post(`vp_token=${'a'.repeat(400_000)}`)).toBe(413);
    expect((await outcome(id)).phase).toBe('WAITING');
    await sendPresentation(request, await honest(request), wallet.http);
    expect((await outcome(id)).phase).toBe('SHOWN');
  });

  it('is told to the clerk who asked and to nobody else, and forgotten in time', async () => {
    const { id, request } = await asked();
    await sendPresentation(request, await honest(request), wallet.http);
    expect(codeIn(await readAs(clerk(tianjin, 'clerk-2'), id))).toBe('PRESENTATION_UNKNOWN');
    cluster.advance(301_000);
    expect(await outcome(id)).toMatchObject({ phase: 'EXPIRED', shown: null });
    await expect(sendPresentation(request, 'x', wallet.http)).rejects.toThrow('PRESENTATION_USED');
  });

  it('cannot be asked for by a request that was altered on the way, or to another address', async () => {
    const { uri } = await asked();
    const altered = {
      ...wallet.http,
      form: async (...args: Parameters<TestWallet['http']['form']>) => {
        const [head, body = '', signature] = (await wallet.http.form(...args)).split('.');
        const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
        const changed = { ...payload, response_uri: 'https://evil.example/response' };
        return `${head}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`;
      },
    } as unknown as TestWallet['http'];
    const read = (parts: object, at = uri) => readRequest(at, { ...wallet, clock: now, ...parts });
    await expect(read({ http: altered })).rejects.toMatchObject({ code: 'JWS_SIGNATURE_WRONG' });
    // Whoever changes the code that is shown changes whose keys count.
    const other = uri.replace(encodeURIComponent(tianjin.entityId), encodeURIComponent(beijing.entityId));
    await expect(read({}, other)).rejects.toMatchObject({ code: 'JWS_KID_UNKNOWN' });
  });

  it.each<[string, object, string]>([
    ['a field that the matter does not need', { fields: ['sealedBy'] }, 'PRESENTATION_FIELD_NOT_NEEDED'],
    ['a type that the matter does not need', { type: person.typeCode }, 'PRESENTATION_MATTER_UNKNOWN'],
    [
      'a matter without a rule',
      { context: { ...MATTER, itemCode: '11120000TB9000024Y2000131002000' } },
      'PRESENTATION_MATTER_UNKNOWN',
    ],
    ['no matter', { context: null }, 'CONTEXT_REQUIRED'],
  ])('is never asked for with %s', async (_name, variables, code) => {
    expect(codeIn(await startAs(clerk(tianjin), variables))).toBe(code);
  });
});

describe('a credential ends', () => {
  const show = async (held: HeldCredential): Promise<string> => {
    const { id, request } = await asked();
    await sendPresentation(request, await presentationFor(request, held, cluster.now()), wallet.http).catch(
      () => undefined,
    );
    const { phase, code } = await outcome(id);
    return code ?? phase;
  };
  const MINE = '{ myCredentials { id licenceIdentifier status } }';
  const REVOKE = 'mutation($id: ID!) { revokeMyCredential(id: $id) { status } }';
  const decide = (to: '01' | '02' | '04') =>
    beijing.running.database.transactions.run(({ client }) =>
      changeLicenceStatus(client, firm.identifier, {
        to,
        by: firm.issuerCode,
        reason: '样例',
        at: new Date(cluster.now()),
      }),
    );

  it('by its holder, alone and for good; known elsewhere when the list is due again', async () => {
    const [first, second] = (await issued(2)) as [HeldCredential, HeldCredential];
    expect(await show(first)).toBe('SHOWN');
    const { data } = await ask(beijing, await holder(firm.holderCode), { query: MINE });
    const newest = data.myCredentials.slice(0, 2) as { id: string; status: string }[];
    expect(newest.map(({ status }) => status)).toEqual(['VALID', 'VALID']);
    const revoke = async (token: Promise<string>, id: string | undefined) =>
      ask(beijing, await token, { query: REVOKE, variables: { id } });
    expect(codeIn(await revoke(holder(person.holderCode, '111'), newest[0]?.id))).toBe(
      'CREDENTIAL_NOT_FOUND',
    );
    expect((await revoke(holder(firm.holderCode), newest[0]?.id)).data.revokeMyCredential.status).toBe(
      'REVOKED',
    );
    cluster.advance((TTL + 1) * 1000);
    expect([await show(first), await show(second)].sort()).toEqual(['CREDENTIAL_REVOKED', 'SHOWN']);
  });

  it('when nobody can say how it stands', async () => {
    const [held] = (await issued()) as [HeldCredential];
    cluster.advance((TTL + 1) * 1000);
    await beijing.stop();
    try {
      const { id, request } = await asked();
      await sendPresentation(request, await presentationFor(request, held, cluster.now()), wallet.http).catch(
        () => undefined,
      );
      expect(await outcome(id)).toMatchObject({ phase: 'REFUSED', code: 'CREDENTIAL_STATUS_UNKNOWN' });
    } finally {
      await beijing.restart();
    }
  });

  it('with its licence: suspended and lifted, then cancelled for good, by whichever way', async () => {
    const [held] = (await issued()) as [HeldCredential];
    await decide('02');
    cluster.advance((TTL + 1) * 1000);
    expect(await show(held)).toBe('CREDENTIAL_SUSPENDED');
    expect(codeIn(await offerAs(holder(firm.holderCode)))).toBe('CREDENTIAL_LICENCE_NOT_VALID');
    await decide('01');
    cluster.advance((TTL + 1) * 1000);
    expect(await show(held)).toBe('SHOWN');
    const { uri, transactionCode } = await offer();
    await decide('04');
    cluster.advance((TTL + 1) * 1000);
    expect(await show(held)).toBe('CREDENTIAL_REVOKED');
    // An offer that was made before is no licence to issue.
    await expect(receive(uri, wallet.http, { txCode: transactionCode, clock: now })).rejects.toThrow(
      'credential_request_denied',
    );
  });
});
