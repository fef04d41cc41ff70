import { nodeMetadataOf, newKey, TestFederation } from '../../../../test/support/federation.js';
import { signTrustMark } from '../trust-mark/trust-mark.js';
import { examineTrustChain } from './examine.js';
import type { ExamineOptions } from './trust-chain.js';

const ANCHOR = 'https://anchor.example';
const REGION = 'https://hebei.example';
const NODE = 'https://xiongan.hebei.example';
const PATH = [NODE, REGION, ANCHOR];
const MARK = 'https://anchor.example/marks/accredited';

let federation: TestFederation;
beforeEach(() => {
  federation = new TestFederation();
  federation.add(ANCHOR, []);
  federation.add(REGION, [ANCHOR]);
  federation.add(NODE, [REGION], { metadata: nodeMetadataOf(NODE, '133100') });
});

const examine = (statements: string[], more: Partial<ExamineOptions> = {}) =>
  examineTrustChain(statements, {
    anchors: [federation.anchor(ANCHOR)],
    clock: federation.clock,
    requiredEntityType: 'tongban_node',
    ...more,
  });
const codeOf = async (statements: string[], more: Partial<ExamineOptions> = {}) =>
  (await examine(statements, more)).refusal?.code ?? 'valid';

describe('trust chains (OpenID Federation 1.0 §4, §10.2)', () => {
  it('accepts district below region below anchor and says what it checked', async () => {
    const { chain, checks } = await examine(await federation.chain(...PATH));
    expect(chain).toMatchObject({ subject: NODE, anchor: ANCHOR, path: PATH, exp: federation.now + 3600 });
    expect(checks.every(({ outcome }) => outcome === 'passed')).toBe(true);
    expect(checks.filter(({ name }) => name.startsWith('signature'))).toHaveLength(5);
  });

  it('names the check that failed, last', async () => {
    const [node, , ...rest] = await federation.chain(...PATH);
    const { checks, chain } = await examine([node!, await stranger(NODE), ...rest]);
    expect(chain).toBeUndefined();
    expect(checks.at(-1)).toMatchObject({ outcome: 'failed', detail: 'STATEMENT_KEY_UNKNOWN' });
  });

  /** A statement of the region about the entity, signed by somebody else. */
  async function stranger(sub: string): Promise<string> {
    const other = new TestFederation();
    other.add(REGION, []);
    other.entities.set(sub, federation.entity(sub));
    other.say(REGION, sub, {});
    return other.statementOf(REGION, sub);
  }

  it.each<[string, (chain: string[]) => string[] | Promise<string[]>, string]>([
    ['nothing', () => [], 'FEDERATION_CHAIN_BROKEN'],
    ['the subject alone', ([node]) => [node!], 'FEDERATION_NO_PATH'],
    ['subject and anchor without a statement', (chain) => [chain[0]!, chain[3]!], 'FEDERATION_CHAIN_BROKEN'],
    ['a missing region', (chain) => chain.toSpliced(1, 1), 'FEDERATION_CHAIN_BROKEN'],
    ['statements in the wrong order', ([a, b, c, d]) => [a!, c!, b!, d!], 'FEDERATION_CHAIN_BROKEN'],
    [
      'a configuration in the middle',
      async ([a, b, , d]) => [a!, b!, await federation.configurationOf(REGION), d!],
      'FEDERATION_CHAIN_BROKEN',
    ],
    ['no anchor configuration', (chain) => chain.slice(0, 3), 'FEDERATION_CHAIN_BROKEN'],
    [
      'thirteen statements',
      (chain) => Array.from({ length: 13 }, () => chain[0]!),
      'FEDERATION_LIMIT_EXCEEDED',
    ],
    ['text that is no statement', ([a, b, c]) => [a!, b!, c!, 'x.y.z'], 'STATEMENT_MALFORMED'],
  ])('refuses %s', async (_rule, change, code) => {
    expect(await codeOf(await change(await federation.chain(...PATH)))).toBe(code);
  });

  it('refuses an entity that stands on the chain twice', async () => {
    federation.add(NODE, [REGION, NODE]);
    const [node, region, anchor, end] = await federation.chain(...PATH);
    federation.say(NODE, REGION, {});
    federation.say(REGION, NODE, {});
    const loop = [node!, region!, await federation.statementOf(NODE, REGION), region!, anchor!, end!];
    expect(await codeOf(loop)).toBe('FEDERATION_LOOP');
  });

  it('refuses a superior that the subject does not name (§3.3 step 6)', async () => {
    const chain = await federation.chain(...PATH);
    federation.add(
      NODE,
      ['https://other.example'],
      { metadata: nodeMetadataOf(NODE) },
      federation.entity(NODE).key,
    );
    expect(await codeOf([await federation.configurationOf(NODE), ...chain.slice(1)])).toBe(
      'FEDERATION_CHAIN_BROKEN',
    );
  });

  it('refuses a subject that signs with a key of which its superior does not know', async () => {
    const chain = await federation.chain(...PATH);
    federation.add(NODE, [REGION], { metadata: nodeMetadataOf(NODE) }, newKey());
    expect(await codeOf([await federation.configurationOf(NODE), ...chain.slice(1)])).toBe(
      'STATEMENT_KEY_UNKNOWN',
    );
  });

  it('refuses an anchor of the same name with other keys', async () => {
    const pinned = federation.anchor(ANCHOR);
    federation.add(ANCHOR, [], {}, newKey());
    expect(await codeOf(await federation.chain(...PATH), { anchors: [pinned] })).toBe('ANCHOR_KEY_UNKNOWN');
  });

  it('refuses from the first second after the earliest end, and before the latest beginning', async () => {
    const chain = await federation.chain(...PATH);
    federation.now += 3629;
    expect(await codeOf(chain)).toBe('valid');
    federation.now += 1;
    expect(await codeOf(chain)).toBe('STATEMENT_EXPIRED');
    federation.now -= 3600 + 30 + 31;
    expect(await codeOf(chain)).toBe('STATEMENT_FROM_FUTURE');
  });

  it.each<[string, string, string, Record<string, unknown>, string]>([
    ['path length', ANCHOR, REGION, { constraints: { max_path_length: 0 } }, 'CONSTRAINT_PATH_LENGTH'],
    ['path length of the region', REGION, NODE, { constraints: { max_path_length: 0 } }, 'valid'],
    [
      'names',
      ANCHOR,
      REGION,
      { constraints: { naming_constraints: { permitted: ['.beijing.example'] } } },
      'CONSTRAINT_NAMING',
    ],
    [
      'names, the region itself outside',
      ANCHOR,
      REGION,
      { constraints: { naming_constraints: { permitted: ['.hebei.example'] } } },
      'CONSTRAINT_NAMING',
    ],
    [
      'entity types',
      ANCHOR,
      REGION,
      { constraints: { allowed_entity_types: ['openid_provider'] } },
      'CONSTRAINT_ENTITY_TYPE',
    ],
    ['an unknown constraint (ignored)', ANCHOR, REGION, { constraints: { moon_phase: 'new' } }, 'valid'],
    [
      'policy of the anchor',
      ANCHOR,
      REGION,
      { metadata_policy: { tongban_node: { jurisdictions: { superset_of: ['110000'] } } } },
      'METADATA_POLICY_VIOLATED',
    ],
    [
      'a critical operator',
      ANCHOR,
      REGION,
      { metadata_policy_crit: ['regexp'] },
      'METADATA_POLICY_CRITICAL_UNKNOWN',
    ],
  ])('keeps to %s', async (_rule, superior, sub, claims, code) => {
    federation.say(superior, sub, claims);
    expect(await codeOf(await federation.chain(...PATH))).toBe(code);
  });

  it('holds a node to the jurisdictions that its superiors leave it, and lets them set its metadata', async () => {
    federation.say(REGION, NODE, {
      metadata: {
        tongban_node: { log: { origin: 'log.set', verifier_key: 'k' }, jurisdictions: ['133100', '110000'] },
      },
    });
    federation.say(ANCHOR, REGION, {
      metadata_policy: { tongban_node: { jurisdictions: { subset_of: ['130000', '133100'] } } },
    });
    const { chain } = await examine(await federation.chain(...PATH));
    expect(chain?.metadata['tongban_node']).toMatchObject({
      jurisdictions: ['133100'],
      log: { origin: 'log.set' },
    });
  });

  it('refuses policies of two superiors that contradict each other', async () => {
    federation.say(ANCHOR, REGION, {
      metadata_policy: { tongban_node: { endpoint: { value: 'https://a.example' } } },
    });
    federation.say(REGION, NODE, {
      metadata_policy: { tongban_node: { endpoint: { value: 'https://b.example' } } },
    });
    expect(await codeOf(await federation.chain(...PATH))).toBe('METADATA_POLICY_CONFLICT');
  });

  it('refuses an entity that does not act in the demanded type', async () => {
    expect(await codeOf(await federation.chain(...PATH), { requiredEntityType: 'openid_provider' })).toBe(
      'METADATA_INVALID',
    );
  });

  it('has the anchor itself as a chain of one statement', async () => {
    const { chain } = await examineTrustChain([await federation.configurationOf(ANCHOR)], {
      anchors: [federation.anchor(ANCHOR)],
      clock: federation.clock,
    });
    expect(chain?.path).toEqual([ANCHOR]);
  });

  describe('trust marks (§7.3)', () => {
    const required = { requiredTrustMarks: [MARK] };
    const mark = (claims: object = {}, key = federation.entity(ANCHOR).key) =>
      signTrustMark(
        {
          iss: ANCHOR,
          sub: NODE,
          trust_mark_type: MARK,
          iat: federation.now,
          exp: federation.now + 600,
          ...claims,
        },
        key,
      );
    const chainWith = async (
      token: string | undefined,
      issuers: Record<string, string[]> | undefined = { [MARK]: [ANCHOR] },
    ) => {
      const { key } = federation.entity(ANCHOR);
      federation.add(ANCHOR, [], issuers === undefined ? {} : { trust_mark_issuers: issuers }, key);
      const marks =
        token === undefined ? {} : { trust_marks: [{ trust_mark_type: MARK, trust_mark: token }] };
      const node = federation.entity(NODE);
      federation.add(NODE, [REGION], { metadata: nodeMetadataOf(NODE), ...marks }, node.key);
      return federation.chain(...PATH);
    };

    it.each<[string, () => Promise<string | undefined>, string]>([
      ['is absent', async () => undefined, 'TRUST_MARK_MISSING'],
      ['is of another entity', () => mark({ sub: REGION }), 'TRUST_MARK_INVALID'],
      [
        'is of another type than it is listed under',
        () => mark({ trust_mark_type: 'x' }),
        'TRUST_MARK_INVALID',
      ],
      ['has expired', () => mark({ exp: federation.now - 31 }), 'TRUST_MARK_EXPIRED'],
      ['is from the future', () => mark({ iat: federation.now + 31 }), 'TRUST_MARK_INVALID'],
      ['is signed by another key', () => mark({}, newKey()), 'TRUST_MARK_INVALID'],
      [
        'is self-signed by the node',
        () => mark({ iss: NODE }, federation.entity(NODE).key),
        'TRUST_MARK_ISSUER_UNTRUSTED',
      ],
      ['is no token', async () => 'x', 'TRUST_MARK_INVALID'],
      ['carries a delegation of nobody', () => mark({ delegation: 'x.y.z' }), 'TRUST_MARK_INVALID'],
      ['is sound', () => mark(), 'valid'],
    ])('where a demanded one %s', async (_case, token, expected) => {
      expect(await codeOf(await chainWith(await token()), required)).toBe(expected);
    });

    it('do not count where the anchor names no issuer of the type, or another', async () => {
      expect(await codeOf(await chainWith(await mark(), {}), required)).toBe('TRUST_MARK_ISSUER_UNTRUSTED');
      expect(await codeOf(await chainWith(await mark(), { [MARK]: [REGION] }), required)).toBe(
        'TRUST_MARK_ISSUER_UNTRUSTED',
      );
    });

    it('count from any entity of the chain where the anchor leaves the issuers open', async () => {
      const byRegion = await mark({ iss: REGION }, federation.entity(REGION).key);
      expect(await codeOf(await chainWith(byRegion, { [MARK]: [] }), required)).toBe('valid');
    });

    it('end the chain with them where they are demanded', async () => {
      const { chain } = await examine(await chainWith(await mark()), required);
      expect([chain?.exp, chain?.expiresAt]).toEqual([federation.now + 3600, (federation.now + 630) * 1000]);
      expect(chain?.trustMarks.map(({ claims }) => claims.trust_mark_type)).toEqual([MARK]);
    });

    it('are left out and reported where nobody demands them and they are not valid', async () => {
      const { chain, checks } = await examine(await chainWith(await mark({}, newKey())));
      expect(chain?.trustMarks).toEqual([]);
      expect(checks.at(-1)).toMatchObject({ name: `trust mark ${MARK}`, outcome: 'not-checked' });
    });

    it('of an owner need its delegation (§7.2)', async () => {
      const owner = newKey();
      const { key } = federation.entity(ANCHOR);
      const claims = {
        trust_mark_issuers: { [MARK]: [ANCHOR] },
        trust_mark_owners: { [MARK]: { sub: 'https://owner.example', jwks: { keys: [owner.publicJwk] } } },
      };
      const delegated = async (delegation: object | undefined) => {
        const { signCompact } = await import('#libs/jws');
        const given = delegation && {
          delegation: await signCompact({
            header: { typ: 'trust-mark-delegation+jwt' },
            payload: {
              iss: 'https://owner.example',
              sub: ANCHOR,
              trust_mark_type: MARK,
              iat: federation.now,
              ...delegation,
            },
            key: owner,
          }),
        };
        const chain = await chainWith(await mark(given));
        federation.add(ANCHOR, [], claims, key);
        return codeOf([...chain.slice(0, 3), await federation.configurationOf(ANCHOR)], required);
      };
      expect(await delegated(undefined)).toBe('TRUST_MARK_INVALID');
      expect(await delegated({ sub: REGION })).toBe('TRUST_MARK_INVALID');
      expect(await delegated({ iss: ANCHOR })).toBe('TRUST_MARK_INVALID');
      expect(await delegated({ trust_mark_type: 'x' })).toBe('TRUST_MARK_INVALID');
      expect(await delegated({ exp: federation.now - 31 })).toBe('TRUST_MARK_EXPIRED');
      expect(await delegated({})).toBe('valid');
    });
  });
});
