import { Refusal } from '#libs/errors';
import { thumbprint, type SigningKey } from '#libs/jws';
import { nodeMetadataOf, newKey, TestFederation } from '../../../../test/support/federation.js';
import { keysAt, readHistoricalKeys } from '../historical-keys.js';
import { parseEntityConfiguration, parseSubordinateStatement, verifyStatement } from '../statement.js';
import { verifyTrustListToken } from '../trust-list/trust-list-token.js';
import { readTrustMarkStatus } from '../trust-mark/status.js';
import { enrol, revokeEntity, revokeTrustMark, type EnrolOptions } from './enrolment.js';
import { historicalKeys, publishedKeys, rotate, signingKeyAt } from './keys.js';
import { publish, type Publication } from './publication.js';
import type { AuthorityState } from './state.js';

const ANCHOR = 'https://anchor.example';
const NODE = 'https://node.example';
const MARK = `${ANCHOR}/marks/accredited`;
const DAY = 86_400;
const T = 1_800_000_000;

let federation: TestFederation;
let keys: Map<string, SigningKey>;
let state: AuthorityState;
const added = (key = newKey()) => {
  keys.set(key.kid, key);
  return { ...key.publicJwk, kid: key.kid };
};
beforeEach(() => {
  federation = new TestFederation();
  federation.add(NODE, [ANCHOR], { metadata: nodeMetadataOf(NODE) });
  keys = new Map();
  const publicJwk = added();
  state = {
    version: 1,
    entityId: ANCHOR,
    organizationName: 'Anchor',
    superiors: [],
    validitySeconds: 30 * DAY,
    overlapSeconds: 7 * DAY,
    keys: [{ kid: publicJwk.kid, publicJwk, createdAt: T, signsFrom: T }],
    trustMarkIssuers: {},
    subordinates: [],
    revoked: [],
    marks: [],
  };
});

const enrolled = async (more: Partial<EnrolOptions> = {}, of = state) =>
  enrol(of, { token: await federation.configurationOf(NODE), now: T, ...more });
const codeOf = async (work: () => Promise<unknown>) => {
  try {
    await work();
    return 'done';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};
const published = (of: AuthorityState, now: number, before?: Publication, force = false) =>
  publish(of, {
    now,
    force,
    standing: {
      entityConfiguration: () => before?.entityConfiguration,
      statement: (sub) => before?.statements.get(sub),
      trustList: () => before?.trustList,
    },
    privateKey: (kid) => keys.get(kid)!,
  });
const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;

describe('an authority', () => {
  describe('enrols', () => {
    it('nobody whose configuration is not its own', async () => {
      const other = new TestFederation();
      other.add(NODE, [ANCHOR]);
      const [, payload] = (await federation.configurationOf(NODE)).split('.');
      const [header, , signature] = (await other.configurationOf(NODE)).split('.');
      expect(await codeOf(() => enrolled({ token: [header, payload, signature].join('.') }))).toBe(
        'STATEMENT_KEY_UNKNOWN',
      );
    });

    it.each<[string, () => void, string]>([
      [
        'who does not name it as superior',
        () => federation.add(NODE, ['https://other.example']),
        'ENROLMENT_REFUSED',
      ],
      ['who names no superior', () => federation.add(NODE, []), 'ENROLMENT_REFUSED'],
      [
        'whose node metadata is wrong',
        () => federation.add(NODE, [ANCHOR], { metadata: { tongban_node: { endpoint: 'http://x' } } }),
        'METADATA_INVALID',
      ],
      ['whose configuration has expired', () => (federation.now -= 7200), 'STATEMENT_EXPIRED'],
    ])('nobody %s', async (_rule, change, code) => {
      change();
      expect(await codeOf(() => enrolled())).toBe(code);
    });

    it('nobody with another key than the one confirmed', async () => {
      expect(await codeOf(() => enrolled({ confirm: 'x' }))).toBe('ENROLMENT_KEY_MISMATCH');
      const confirm = thumbprint(federation.entity(NODE).key.publicJwk);
      expect(await codeOf(() => enrolled({ confirm }))).toBe('done');
    });

    it('nobody in the place of one that is enrolled, unless confirmed', async () => {
      const { state: first } = await enrolled();
      federation.add(NODE, [ANCHOR], { metadata: nodeMetadataOf(NODE) }, newKey());
      expect(await codeOf(() => enrolled({}, first))).toBe('ENROLMENT_KEY_MISMATCH');
      const confirm = thumbprint(federation.entity(NODE).key.publicJwk);
      expect(await codeOf(() => enrolled({ confirm }, first))).toBe('done');
    });

    it('new keys of one that signs with a standing key, both in the statement', async () => {
      const { state: first } = await enrolled();
      const { key } = federation.entity(NODE);
      const next = newKey();
      const jwks = { keys: [key.publicJwk, next.publicJwk] };
      federation.add(NODE, [ANCHOR], { jwks, metadata: nodeMetadataOf(NODE) }, key);
      const { state: second, renewedEntry } = await enrolled({}, first);
      const { statements } = await published(second, T);
      const { claims } = parseSubordinateStatement(statements.get(NODE)!);
      expect(renewedEntry).toBe(true);
      expect(claims.jwks.keys.map(({ kid }) => kid)).toEqual([key.kid, next.kid]);
    });

    it('a node for the jurisdictions and suites that it names today, by default', async () => {
      const { state: one } = await enrolled({ constraints: { max_path_length: 0 } });
      const { statements } = await published(one, T);
      const { claims } = parseSubordinateStatement(statements.get(NODE)!);
      expect(claims.metadata_policy).toEqual({
        tongban_node: {
          jurisdictions: { subset_of: ['110000'], essential: true },
          suites: { subset_of: ['ES256'], essential: true },
        },
      });
      expect(claims.constraints).toEqual({ max_path_length: 0 });
    });
  });

  describe('signs', () => {
    it('again only what has to be signed', async () => {
      const { state: one } = await enrolled({ trustMarks: [MARK] });
      const first = await published(one, T);
      expect(first.renewed).toBe(3);
      const kept = { ...one, marks: [...first.marks] };
      const later = await published(kept, T + 19 * DAY, first);
      expect([later.renewed, later.entityConfiguration]).toEqual([0, first.entityConfiguration]);
      expect((await published(kept, T + 21 * DAY, first)).renewed).toBe(3);
      expect((await published(kept, T, first, true)).renewed).toBe(3);
      expect((await published({ ...kept, organizationName: 'Other' }, T, first)).renewed).toBe(1);
    });

    it('marks that its configuration accepts, and their status', async () => {
      const { state: one } = await enrolled({ trustMarks: [MARK] });
      const { entityConfiguration, marks, markStatuses } = await published(one, T);
      const { claims } = parseEntityConfiguration(entityConfiguration);
      expect(claims.trust_mark_issuers).toEqual({ [MARK]: [ANCHOR] });
      const revoked = revokeTrustMark({ ...one, marks: [...marks] }, NODE, MARK, T + 1);
      const after = await published(revoked, T + 1);
      const status = (statuses: ReadonlyMap<string, string>) =>
        readTrustMarkStatus(statuses.get(marks[0]!.token)!, marks[0]!.token, ANCHOR, claims.jwks);
      expect([await status(markStatuses), await status(after.markStatuses)]).toEqual(['active', 'revoked']);
      expect(after.subordinates[0]).toMatchObject({ sub: NODE, trustMarks: [] });
    });

    it('a trust list where it keeps one, named in its configuration, and again only when due', async () => {
      const endpoint = ({ entityConfiguration }: Publication) =>
        parseEntityConfiguration(entityConfiguration).claims.metadata?.['federation_entity']?.[
          'tongban_trust_list_endpoint'
        ];
      const none = await published(state, T);
      expect([none.trustList, endpoint(none)]).toEqual([undefined, undefined]);
      const keeping = {
        ...state,
        trustList: { edition: 1, authorities: [{ certificate: 'x'.repeat(200_000) }] },
      };
      const first = await published(keeping, T);
      expect(endpoint(first)).toBe(`${ANCHOR}/federation/trust-list`);
      expect(first.renewed).toBe(2);
      expect((await published(keeping, T + 19 * DAY, first)).trustList).toBe(first.trustList);
      expect((await published({ ...keeping, trustList: { edition: 2 } }, T, first)).renewed).toBe(1);
      const { jwks } = parseEntityConfiguration(first.entityConfiguration).claims;
      const options = { issuer: ANCHOR, jwks, now: T * 1000, skewSeconds: 0 };
      expect((await verifyTrustListToken(first.trustList!, options)).trust_list).toEqual(keeping.trustList);
    });

    it('nothing about one that is revoked, until it is enrolled again', async () => {
      const { state: one } = await enrolled({ trustMarks: [MARK] });
      const first = await published(one, T);
      const gone = revokeEntity({ ...one, marks: [...first.marks] }, NODE, T + 1, 'left');
      const after = await published(gone, T + 1, first);
      expect([after.statements.size, after.subordinates.length]).toEqual([0, 0]);
      expect(after.marks[0]?.revokedAt).toBe(T + 1);
      expect(await codeOf(async () => revokeEntity(gone, NODE, T + 2, 'again'))).toBe('ENTITY_UNKNOWN');
      expect(await codeOf(() => enrolled({}, gone))).toBe('ENROLMENT_REFUSED');
      expect((await enrolled({ readmit: true }, gone)).state.revoked).toEqual([]);
    });
  });

  describe('rotates its key (§11.2)', () => {
    const signs = (list: AuthorityState['keys'], now: number) => signingKeyAt(list, now).kid;
    const shows = (list: AuthorityState['keys'], now: number) =>
      publishedKeys(list, now).map(({ kid }) => kid);

    it('published first, signing one overlap later, the old one gone after another', () => {
      const old = state.keys[0]!.kid;
      const list = rotate(state.keys, added(), { now: T, overlapSeconds: 7 * DAY, reason: 'superseded' });
      const next = list[1]!.kid;
      expect([signs(list, T), shows(list, T)]).toEqual([old, [old, next]]);
      expect(signs(list, T + 7 * DAY - 1)).toBe(old);
      expect([signs(list, T + 7 * DAY), shows(list, T + 7 * DAY)]).toEqual([next, [old, next]]);
      expect(shows(list, T + 14 * DAY)).toEqual([next]);
      expect(historicalKeys(list, T + 14 * DAY)).toMatchObject([
        { kid: old, iat: T, exp: T + 14 * DAY, revoked: { revoked_at: T + 14 * DAY, reason: 'superseded' } },
      ]);
      expect(historicalKeys(list, T + 14 * DAY - 1)).toEqual([]);
    });

    it('at once where the old one is compromised', () => {
      const list = rotate(state.keys, added(), {
        now: T + 5,
        overlapSeconds: 7 * DAY,
        reason: 'compromised',
      });
      expect([signs(list, T + 5), shows(list, T + 5)]).toEqual([list[1]!.kid, [list[1]!.kid]]);
      expect(historicalKeys(list, T + 5)[0]?.revoked).toEqual({ revoked_at: T + 5, reason: 'compromised' });
    });

    it('again before the first rotation is over, without a key that never signed', () => {
      const rotation = { overlapSeconds: 7 * DAY, reason: 'superseded' } as const;
      const once = rotate(state.keys, added(), { now: T, ...rotation });
      const twice = rotate(once, added(), { now: T + DAY, ...rotation });
      expect(twice.map(({ kid }) => kid)).not.toContain(once[1]!.kid);
      expect(signs(twice, T + 7 * DAY)).toBe(state.keys[0]!.kid);
      expect(signs(twice, T + 8 * DAY)).toBe(twice[1]!.kid);
      expect(signs(twice, T + 400 * DAY)).toBe(twice[1]!.kid);
    });

    it('so that every document verifies with the published keys on every day', async () => {
      const { state: one } = await enrolled({ trustMarks: [MARK] });
      const list = rotate(one.keys, added(), { now: T, overlapSeconds: 7 * DAY, reason: 'superseded' });
      let current = { ...one, keys: list };
      let before: Publication | undefined;
      for (let day = 0; day <= 16; day++) {
        const now = T + day * DAY;
        before = await published(current, now, before);
        current = { ...current, marks: [...before.marks] };
        const configuration = parseEntityConfiguration(before.entityConfiguration);
        await verifyStatement(configuration, configuration.claims.jwks);
        await verifyStatement(
          parseSubordinateStatement(before.statements.get(NODE)!),
          configuration.claims.jwks,
        );
        expect(kidOf(before.entityConfiguration)).toBe(list[day < 7 ? 0 : 1]!.kid);
        const historical = await readHistoricalKeys(before.historicalKeys, ANCHOR, configuration.claims.jwks);
        expect(keysAt(historical, T + 3 * DAY).map(({ kid }) => kid)).toEqual(day < 14 ? [] : [list[0]!.kid]);
        expect(keysAt(historical, T + 15 * DAY)).toEqual([]);
      }
    });
  });
});
