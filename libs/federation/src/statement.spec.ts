import { Refusal } from '#libs/errors';
import { signCompact } from '#libs/jws';
import { newKey } from '../../../test/support/federation.js';
import { checkStatementTime, parseStatement, verifyStatement } from './statement.js';

const key = newKey();
const NODE = 'https://node.example';
const ANCHOR = 'https://anchor.example';
const base = { iss: NODE, sub: NODE, iat: 1000, exp: 2000, jwks: { keys: [key.publicJwk] } };
const sign = (claims: object, header: object = {}) =>
  signCompact({ header: { typ: 'entity-statement+jwt', ...header }, payload: { ...base, ...claims }, key });
const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};
const parsed = async (claims: object, header: object = {}) => {
  const token = await sign(claims, header);
  return codeOf(() => parseStatement(token));
};
const ABOUT = { iss: ANCHOR };

describe('entity statements (OpenID Federation 1.0 §3)', () => {
  it.each<[string, object, object, string]>([
    ['another typ', {}, { typ: 'JWT' }, 'STATEMENT_MALFORMED'],
    ['a trust chain in the header (§4.3)', {}, { trust_chain: ['x'] }, 'STATEMENT_MALFORMED'],
    ['no issuer', { iss: undefined }, {}, 'STATEMENT_MALFORMED'],
    ['an issuer that is no entity identifier', { iss: 'http://anchor.example' }, {}, 'STATEMENT_MALFORMED'],
    ['no keys', { jwks: undefined }, {}, 'STATEMENT_MALFORMED'],
    ['an empty key set', { jwks: { keys: [] } }, {}, 'STATEMENT_MALFORMED'],
    [
      'a private key in the set',
      { jwks: { keys: [{ ...key.publicJwk, d: 'x' }] } },
      {},
      'STATEMENT_MALFORMED',
    ],
    [
      'a symmetric key in the set',
      { jwks: { keys: [{ kty: 'oct', kid: 'a', k: 'x' }] } },
      {},
      'STATEMENT_MALFORMED',
    ],
    [
      'a key without kid',
      { jwks: { keys: [{ ...key.publicJwk, kid: undefined }] } },
      {},
      'STATEMENT_MALFORMED',
    ],
    ['two keys with one kid', { jwks: { keys: [key.publicJwk, key.publicJwk] } }, {}, 'STATEMENT_MALFORMED'],
    ['exp that is text', { exp: '2000' }, {}, 'STATEMENT_MALFORMED'],
    ['exp that is no whole number', { exp: 2000.5 }, {}, 'STATEMENT_MALFORMED'],
    ['null in metadata (§5)', { metadata: { t: { a: null } } }, {}, 'STATEMENT_MALFORMED'],
    ['empty authority_hints (§3.1.2)', { authority_hints: [] }, {}, 'STATEMENT_MALFORMED'],
    ['a policy in a configuration', { metadata_policy: {} }, {}, 'STATEMENT_CLAIM_MISPLACED'],
    ['constraints in a configuration', { constraints: {} }, {}, 'STATEMENT_CLAIM_MISPLACED'],
    ['a source endpoint in a configuration', { source_endpoint: ANCHOR }, {}, 'STATEMENT_CLAIM_MISPLACED'],
    [
      'hints in a subordinate statement',
      { ...ABOUT, authority_hints: [ANCHOR] },
      {},
      'STATEMENT_CLAIM_MISPLACED',
    ],
    ['marks in a subordinate statement', { ...ABOUT, trust_marks: [] }, {}, 'STATEMENT_CLAIM_MISPLACED'],
    [
      'mark issuers in a subordinate statement',
      { ...ABOUT, trust_mark_issuers: {} },
      {},
      'STATEMENT_CLAIM_MISPLACED',
    ],
    ['a negative path length', { ...ABOUT, constraints: { max_path_length: -1 } }, {}, 'STATEMENT_MALFORMED'],
    [
      'federation_entity as constrained type',
      { ...ABOUT, constraints: { allowed_entity_types: ['federation_entity'] } },
      {},
      'STATEMENT_MALFORMED',
    ],
    ['a policy that is a list', { ...ABOUT, metadata_policy: [] }, {}, 'STATEMENT_MALFORMED'],
    ['an empty list of critical claims', { crit: [] }, {}, 'STATEMENT_MALFORMED'],
    ['a defined claim as critical', { crit: ['jwks'] }, {}, 'STATEMENT_MALFORMED'],
    ['an absent claim as critical', { crit: ['x'] }, {}, 'STATEMENT_MALFORMED'],
    [
      'a critical claim that is not understood (step 13)',
      { crit: ['x'], x: 1 },
      {},
      'STATEMENT_CRITICAL_UNKNOWN',
    ],
  ])('refuses %s', async (_rule, claims, header, code) => {
    expect(await parsed(claims, header)).toBe(code);
  });

  it.each(['', 'a.b', '{"payload":""}', 'a.b.c.d', `${'a'.repeat(200_000)}.b.c`])(
    'refuses %.20s, which is no JWS',
    async (token) => {
      expect(await codeOf(() => parseStatement(token))).toBe('STATEMENT_MALFORMED');
    },
  );

  it('takes claims that it does not know and keeps them (§3.1)', async () => {
    const { kind, claims } = parseStatement(await sign({ hello: 'world' }));
    expect([kind, claims['hello']]).toEqual(['configuration', 'world']);
    expect(parseStatement(await sign(ABOUT)).kind).toBe('subordinate');
  });

  it('refuses a key that the issuer does not have and a signature by another key under its kid', async () => {
    const statement = parseStatement(await sign({}));
    const other = newKey();
    const set = (jwk: object) => ({ keys: [{ kty: 'EC', kid: key.kid, ...jwk }] });
    expect(
      await codeOf(() => verifyStatement(statement, { keys: [{ ...other.publicJwk, kid: other.kid }] })),
    ).toBe('STATEMENT_KEY_UNKNOWN');
    expect(await codeOf(() => verifyStatement(statement, set({ ...other.publicJwk, kid: key.kid })))).toBe(
      'STATEMENT_SIGNATURE_INVALID',
    );
    expect(await codeOf(() => verifyStatement(statement, set(key.publicJwk)))).toBe('accepted');
  });

  it.each([
    [999, 0, 'STATEMENT_FROM_FUTURE'],
    [999, 1, 'accepted'],
    [1000, 0, 'accepted'],
    [1999, 0, 'accepted'],
    [2000, 0, 'STATEMENT_EXPIRED'],
    [2029, 30, 'accepted'],
    [2030, 30, 'STATEMENT_EXPIRED'],
  ])('at %i with a skew of %i: %s (steps 7, 8)', async (seconds, skew, expected) => {
    expect(await codeOf(() => checkStatementTime(base, seconds * 1000, skew))).toBe(expected);
  });

  it('refuses a life that ends before it begins', async () => {
    expect(await codeOf(() => checkStatementTime({ ...base, exp: 1000 }, 1_000_000, 0))).toBe(
      'STATEMENT_MALFORMED',
    );
  });
});
