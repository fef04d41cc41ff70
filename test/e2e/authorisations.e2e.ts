import { decodeJwt } from 'jose';
import { issueAuthorisation, type AuthorisationClaims } from '#libs/authorisation';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { filled, formOf, type Form, type Page } from '../../apps/cli/src/holder/holder-browser.js';
import { readKey } from '../../apps/identity/src/keys.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT, type GraphqlAnswer } from '../support/ask.js';
import { freePorts, ORGANISATIONS, startCluster, type Cluster } from '../support/cluster.js';
import { newestOfExchange } from '../support/exchange-entries.js';
import { PLATFORM_MARK, startIdentity, type TestIdentity } from '../support/identity.js';

const card = wellKnownPersonSample('110000');
const licence = wellKnownSample('110000');
const NASTY = '<script>alert(1)</script>';
const ASKED = ['name', 'holderName', 'validUntil', 'attributes.KZ_ZZ'];

let cluster: Cluster;
let identity: TestIdentity;
let stranger: TestIdentity;
let token: string;

beforeAll(async () => {
  const [port = 0, strangerPort = 0] = await freePorts(2);
  const platform = `https://127.0.0.1:${port}`;
  cluster = await startCluster({
    regions: ['beijing', 'hebei'],
    agreements: (ids) => ({
      beijing: [
        sampleAgreement('bj-he', ids.hebei, {
          licenceTypes: [card.typeCode],
          fields: ['name', 'holderName'],
        }),
        sampleAgreement('bj-he-consent', ids.hebei, {
          licenceTypes: [card.typeCode, licence.typeCode],
          fields: ['name', 'holderName', 'validUntil', 'attributes.*'],
          requiresHolderAuthorisation: true,
        }),
      ],
    }),
    sections: (anchorId) => ({
      authorisations: {
        requiredTrustMarks: [`${anchorId}/${PLATFORM_MARK}`],
        platform,
        refreshSeconds: 1,
        uses: 5,
      },
    }),
  });
  const { running, dataDir } = cluster.nodes.beijing;
  const documents = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
  identity = await startIdentity(cluster, { port });
  stranger = await startIdentity(cluster, { port: strangerPort, marked: false, name: 'stranger' });
  await identity.server.refresh();
  token = await accessToken(cluster.nodes.hebei);
});
afterAll(async () => {
  await identity?.stop();
  await stranger?.stop();
  await cluster?.stop();
});

const LOOKUP = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, context: $context) {
    status refusal { code message messageZh advice adviceZh } withheld { field reason }
    licence { name holderName validUntil attributes(codes: ["KZ_ZZ"]) { code value } }
  }
}`;
const REQUEST = `mutation($licences: [AuthorisationLicenceInput!]!, $context: LookupContextInput!) {
  requestHolderAuthorisation(region: BEIJING, licences: $licences, context: $context) { id state url qrSvg expiresAt }
}`;
const READ = `query($id: ID!) {
  holderAuthorisation(id: $id) { state granted { id capacity validUntil licences { typeCode fields } } }
}`;

const lookup = (more: object = {}, id: string = card.identifier): Promise<GraphqlAnswer> =>
  ask(cluster.nodes.hebei, token, {
    query: LOOKUP,
    variables: { id, context: { ...CONTEXT, ...more } },
  });
const read = async (id: string) => {
  // The node asks the platform once a second at most.
  cluster.advance(1_100);
  const answer = await ask(cluster.nodes.hebei, token, { query: READ, variables: { id } });
  expect(answer.errors).toBeUndefined();
  return answer.data.holderAuthorisation;
};

async function request(context: object = {}, typeCode: string = card.typeCode) {
  const answer = await ask(cluster.nodes.hebei, token, {
    query: REQUEST,
    variables: { licences: [{ typeCode, fields: ASKED }], context: { ...CONTEXT, ...context } },
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.requestHolderAuthorisation as { id: string; state: string; url: string; qrSvg: string };
}

/** The holder opens the address, changes the form as a person would, and sends it. */
async function decide(
  url: string,
  change: (form: Form) => Form = (form) => form,
  username = 'citizen',
): Promise<{ before: Page; after: Page }> {
  const browser = await identity.browserOf(username);
  const before = await browser.open(new URL(url).pathname);
  const form = change(filled(formOf(before, /^\/a\//), { decision: 'confirm' }));
  return { before, after: await browser.submit(form) };
}
const without = (field: string) => (form: Form) => ({
  ...form,
  fields: form.fields.filter(([name, value]) => name !== 'field' || value !== `0:${field}`),
});
const codesOf = ({ data }: GraphqlAnswer) => ({
  status: data.licence.status,
  refusal: data.licence.refusal?.code ?? null,
  reasons: [...new Set(data.licence.withheld.map(({ reason }: { reason: string }) => reason))],
});

/** An authorisation as a platform would sign it, for what a platform would not. */
const signed = (by: TestIdentity, more: Partial<AuthorisationClaims> = {}): Promise<string> => {
  const iat = Math.floor(cluster.now() / 1000);
  return issueAuthorisation(
    {
      iss: by.entityId,
      jti: 'BBBBBBBBBBBBBBBBBBBBBB',
      iat,
      exp: iat + 3600,
      holder: { type: card.holderType, code: card.holderCode },
      grantee: { node: cluster.nodes.hebei.entityId, organisation: ORGANISATIONS.hebei.code },
      licences: [{ typeCode: card.typeCode, fields: ['validUntil'] }],
      purpose: { itemCode: CONTEXT.itemCode },
      uses: 5,
      assurance: 'two-factor',
      status: { status_list: { idx: 0, uri: `${by.entityId}/status-lists/1` } },
      ...more,
    },
    readKey(by.config.keys.signingFile),
  );
};

describe('a holder agrees at a counter of another region', () => {
  it('gives what was asked but for what was unticked, and both logs say by what', async () => {
    const reduced = await lookup();
    expect(codesOf(reduced)).toEqual({
      status: 'REDUCED',
      refusal: null,
      reasons: ['HOLDER_AUTHORISATION_REQUIRED'],
    });
    expect(reduced.data.licence.licence).toMatchObject({ holderName: card.holderName, validUntil: null });

    const asked = await request();
    expect(asked).toMatchObject({ state: 'PENDING', qrSvg: expect.stringContaining('<svg') });
    expect(asked.url.startsWith(`${identity.entityId}/a/`)).toBe(true);
    expect(await read(asked.id)).toEqual({ state: 'PENDING', granted: null });

    const { before, after } = await decide(asked.url, without('attributes.KZ_ZZ'));
    for (const told of [ORGANISATIONS.hebei.name, CONTEXT.person.name, CONTEXT.itemName, CONTEXT.caseNumber])
      expect(before.text).toContain(told);
    expect(before.text).toMatch(/依协议可查/);
    expect(before.text).toMatch(/需您授权/);
    expect(after.text).toContain('您已同意授权');

    const granted = await read(asked.id);
    expect(granted).toMatchObject({
      state: 'GRANTED',
      granted: { capacity: null, licences: [{ fields: ['name', 'holderName', 'validUntil'] }] },
    });
    const answer = await lookup({ holderAuthorisationId: asked.id });
    expect(answer.data.licence).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'attributes.KZ_ZZ', reason: 'HOLDER_AUTHORISATION_REQUIRED' }],
      licence: { validUntil: card.validUntil, attributes: [] },
    });
    const [there] = await newestOfExchange(cluster.nodes.beijing, 1);
    const [, here] = await newestOfExchange(cluster.nodes.hebei, 2);
    expect(there?.entry.context?.authorisation).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(here?.entry.context?.authorisation).toBe(there?.entry.context?.authorisation);
    expect(there?.entry.lookups[0]).toMatchObject({
      rule: expect.stringContaining('bj-he-consent@'),
      authorisation: granted.granted.id,
    });
  });

  it('may say no, which is told and opens nothing', async () => {
    const asked = await request();
    const { after } = await decide(asked.url, (form) => filled(form, { decision: 'refuse' }));
    expect(after.text).toContain('您已拒绝');
    expect(await read(asked.id)).toEqual({ state: 'REFUSED', granted: null });
    const answer = await lookup({ holderAuthorisationId: asked.id });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'AUTHORISATION_NOT_GRANTED',
      messageZh: expect.stringMatching(/\p{Script=Han}/u),
    });
  });

  it('counts for that case and that holder alone', async () => {
    const asked = await request();
    await decide(asked.url);
    expect(await read(asked.id)).toMatchObject({ state: 'GRANTED' });
    const given = { holderAuthorisationId: asked.id };
    expect(codesOf(await lookup({ ...given, caseNumber: 'TJ-OTHER' })).reasons).toEqual([
      'AUTHORISATION_OTHER_MATTER',
    ]);
    expect(codesOf(await lookup(given, licence.identifier))).toMatchObject({ status: 'DENIED' });
    const stored = await cluster.nodes.hebei.running.database.pool.query<{ token: string }>(
      'SELECT token FROM holder_authorisation_request WHERE id = $1',
      [asked.id],
    );
    const raw = stored.rows[0]?.token ?? '';
    expect(decodeJwt(raw)).toMatchObject({ holder: { code: card.holderCode }, assurance: 'two-factor' });
    expect(
      codesOf(
        await lookup({
          holderAuthorisation: await signed(identity, { holder: { type: '001', code: licence.holderCode } }),
        }),
      ).reasons,
    ).toEqual(['AUTHORISATION_OTHER_HOLDER']);
    expect(
      codesOf(
        await lookup({
          holderAuthorisation: await signed(identity, {
            grantee: { node: cluster.nodes.beijing.entityId, organisation: ORGANISATIONS.hebei.code },
          }),
        }),
      ).reasons,
    ).toEqual(['AUTHORISATION_OTHER_GRANTEE']);
  });

  it('is used as often as was agreed and not once more, also at the same moment', async () => {
    const asked = await request();
    await decide(asked.url);
    await read(asked.id);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => lookup({ holderAuthorisationId: asked.id })),
    );
    const used = answers.filter(({ data }) => data.licence.status === 'FOUND');
    const refused = answers.filter(({ data }) => data.licence.status === 'REDUCED');
    expect([used.length, refused.length]).toEqual([5, 7]);
    for (const answer of refused) expect(codesOf(answer).reasons).toEqual(['AUTHORISATION_USED_UP']);
  });

  it('is taken back by the holder, and counts no more once the kept status list is over', async () => {
    const asked = await request();
    await decide(asked.url);
    const { granted } = await read(asked.id);
    const given = { holderAuthorisationId: asked.id };
    expect((await lookup(given)).data.licence.status).toBe('FOUND');
    const browser = await identity.browserOf('citizen');
    const list = await browser.open('/given');
    await browser.submit(formOf(list, new RegExp(granted.id)));
    cluster.advance(61_000);
    const answer = await lookup(given);
    expect(codesOf(answer).reasons).toEqual(['AUTHORISATION_WITHDRAWN']);
    const [there] = await newestOfExchange(cluster.nodes.beijing, 1);
    expect(there?.entry.lookups[0]).toMatchObject({ outcome: 'reduced', code: 'AUTHORISATION_WITHDRAWN' });
  });

  it('is given by a guardian for a child alone, and by a legal representative for the firm', async () => {
    const forChild = await request();
    await decide(forChild.url, (form) => filled(form, { for: 'child' }));
    expect(await read(forChild.id)).toMatchObject({ granted: { capacity: 'guardian' } });
    expect(codesOf(await lookup({ holderAuthorisationId: forChild.id })).reasons).toEqual([
      'AUTHORISATION_OTHER_HOLDER',
    ]);

    const forFirm = await request({}, licence.typeCode);
    const { after } = await decide(forFirm.url, (form) => filled(form, { for: 'firm' }), 'citizen');
    expect(after.status).toBe(400); // the citizen does not act for the firm
    await decide(forFirm.url, (form) => filled(form, { for: 'firm' }), 'director').catch(() => undefined);
    expect(await read(forFirm.id)).toMatchObject({ state: 'PENDING' }); // who opened it first alone decides

    const again = await request({}, licence.typeCode);
    await decide(again.url, (form) => filled(form, { for: 'firm' }), 'director');
    expect(await read(again.id)).toMatchObject({ granted: { capacity: 'representative' } });
    const answer = await lookup({ holderAuthorisationId: again.id }, licence.identifier);
    expect(answer.data.licence.licence).toMatchObject({ holderName: licence.holderName });
  });
});

describe('what does not count', () => {
  it.each([
    ['a token that is none', async () => 'x.y.z', /^(JWS|AUTHORISATION)_/],
    ['of a platform without the trust mark', () => signed(stranger), /^AUTHORISATION_PLATFORM_UNKNOWN$/],
    [
      'of nobody in the federation',
      () => signed({ ...stranger, entityId: 'https://127.0.0.1:1' }),
      /^AUTHORISATION_PLATFORM_UNKNOWN$/,
    ],
    [
      'in the name of the good platform by another key',
      () => signed({ ...stranger, entityId: identity.entityId }),
      /^AUTHORISATION_PLATFORM_UNKNOWN$/,
    ],
    [
      'whose status stands elsewhere',
      () =>
        signed(identity, { status: { status_list: { idx: 0, uri: `${stranger.entityId}/status-lists/1` } } }),
      /^AUTHORISATION_STATUS_UNKNOWN$/,
    ],
  ])('%s', async (_name, make, code) => {
    const { reasons } = codesOf(await lookup({ holderAuthorisation: await make() }));
    expect(reasons).toEqual([expect.stringMatching(code)]);
  });

  it('an id of a request that is none, and both ways at once', async () => {
    const none = await lookup({ holderAuthorisationId: '00000000-0000-4000-8000-000000000000' });
    expect(none.errors?.[0]?.extensions).toMatchObject({ code: 'AUTHORISATION_REQUEST_UNKNOWN' });
    const both = await lookup({ holderAuthorisationId: 'x', holderAuthorisation: 'y' });
    expect(both.errors?.[0]?.extensions).toMatchObject({ code: 'CONTEXT_INVALID' });
  });
});

describe('the pages of the platform', () => {
  it('show what a counter wrote as text', async () => {
    const asked = await request({ itemName: NASTY, reason: NASTY });
    const { before } = await decide(asked.url, (form) => filled(form, { decision: 'refuse' }));
    expect(before.text).not.toContain('<script');
    expect(before.text).toContain('&lt;script&gt;');
    expect(before.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(before.headers['x-frame-options']).toBe('DENY');
  });

  it('take a form from this session and this site only', async () => {
    const asked = await request();
    const browser = await identity.browserOf('citizen');
    const page = await browser.open(new URL(asked.url).pathname);
    const form = filled(formOf(page, /^\/a\//), { decision: 'confirm' });
    const attempts = [
      await browser.submit(filled(form, { token: '' })),
      await browser.submit(filled(form, { token: 'A'.repeat(43) })),
      await browser.submit(form, { origin: 'https://evil.example' }),
      await browser.submit(form, { 'sec-fetch-site': 'cross-site' }),
      await identity.browser().submit(form),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(await read(asked.id)).toMatchObject({ state: 'PENDING' });
  });

  it('are closed to whoever showed one factor', async () => {
    const asked = await request();
    const browser = identity.browser();
    const { password = '' } = identity.passwords.find(({ username }) => username === 'citizen') ?? {};
    const half = await browser.submit(
      filled(formOf(await browser.open('/sign-in')), { username: 'citizen', password }),
    );
    expect(half.path).toBe('/sign-in/code');
    expect((await browser.open(new URL(asked.url).pathname)).path).toBe('/sign-in');
    const wrong = await browser.submit(
      filled(formOf(await browser.open('/sign-in/code')), { code: '000000x' }),
    );
    expect(wrong.status).toBe(401);
    expect((await browser.open('/given')).path).toBe('/sign-in');
  });

  it('tell the outcome to nobody without the secret', async () => {
    const asked = await request();
    const page = await identity.browser().open(`/authorisation-requests/${asked.url.split('/').at(-1)}`);
    expect(page.status).toBe(404);
  });
});

// Last: they spoil the platform for what comes after.
describe('a platform that fails', () => {
  it('makes authorisations count no more while its status list cannot be had', async () => {
    const asked = await request();
    await decide(asked.url);
    await read(asked.id);
    const given = { holderAuthorisationId: asked.id };
    expect((await lookup(given)).data.licence.status).toBe('FOUND');
    await identity.server.stop();
    expect((await lookup(given)).data.licence.status).toBe('FOUND'); // the kept list still holds
    cluster.advance(61_000);
    expect(codesOf(await lookup(given)).reasons).toEqual(['AUTHORISATION_STATUS_UNKNOWN']);
    const refused = await ask(cluster.nodes.hebei, token, {
      query: REQUEST,
      variables: { licences: [{ typeCode: card.typeCode, fields: ASKED }], context: CONTEXT },
    });
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'AUTHORISATION_PLATFORM_UNAVAILABLE' });
    await identity.restart();
    expect((await lookup(given)).data.licence.status).toBe('FOUND');
  });

  it('is no platform any more once its trust mark is withdrawn', async () => {
    const asked = await request();
    await decide(asked.url);
    await read(asked.id);
    await identity.revokeMark();
    cluster.advance(2_000);
    expect(codesOf(await lookup({ holderAuthorisationId: asked.id })).reasons).toEqual([
      'AUTHORISATION_PLATFORM_UNKNOWN',
    ]);
  });
});
