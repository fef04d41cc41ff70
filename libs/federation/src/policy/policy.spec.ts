import { Refusal } from '#libs/errors';
import { applyPolicy, overrideMetadata, resolvePolicy } from './policy.js';

const T = 'openid_relying_party';
type Operators = Record<string, unknown>;
const one = (operators: Operators) => ({ metadata_policy: { [T]: { p: operators } } });
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};
/** Resolves the policies (superior first) and applies them to a parameter `p`. */
const outcome = (policies: Operators[], p?: unknown): unknown => {
  const metadata = { [T]: p === undefined ? {} : { p } };
  try {
    return applyPolicy(metadata, resolvePolicy(policies.map(one)))[T]!['p'];
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};

describe('metadata policy (OpenID Federation 1.0 §6.1)', () => {
  describe('refuses', () => {
    it.each<[string, Operators]>([
      ['add that is not a list (§6.1.3.1.2)', { add: 'a' }],
      ['default null (§6.1.3.1.3)', { default: null }],
      ['one_of that is not a list', { one_of: 'a' }],
      ['subset_of that is not a list', { subset_of: { a: 1 } }],
      ['superset_of that is not a list', { superset_of: 'a' }],
      ['essential that is not a boolean', { essential: 'true' }],
      ['one_of with add', { one_of: ['a'], add: ['a'] }],
      ['one_of with subset_of', { one_of: ['a'], subset_of: ['a'] }],
      ['one_of with superset_of', { one_of: ['a'], superset_of: ['a'] }],
      ['value null with default', { value: null, default: 'a' }],
      ['value null with essential', { value: null, essential: true }],
      ['value without what add adds', { value: ['a'], add: ['b'] }],
      ['value outside one_of', { value: 'c', one_of: ['a', 'b'] }],
      ['value beyond subset_of', { value: ['a', 'c'], subset_of: ['a', 'b'] }],
      ['value short of superset_of', { value: ['a'], superset_of: ['a', 'b'] }],
      ['scalar value with subset_of', { value: 'a', subset_of: ['a'] }],
      ['add beyond subset_of', { add: ['c'], subset_of: ['a'] }],
      ['superset_of beyond subset_of', { superset_of: ['a', 'b'], subset_of: ['a'] }],
    ])('%s', (_rule, operators) => {
      expect(outcome([operators], ['a'])).toBe('METADATA_POLICY_MALFORMED');
    });

    it.each<[string, Operators, Operators]>([
      ['two values that differ', { value: 'a' }, { value: 'b' }],
      ['two defaults that differ', { default: 'a' }, { default: 'b' }],
      ['one_of without a common value', { one_of: ['a'] }, { one_of: ['b'] }],
      ['a subordinate value outside one_of', { one_of: ['a'] }, { value: 'b' }],
      ['a subordinate add beyond subset_of', { subset_of: ['a'] }, { add: ['b'] }],
      ['a subordinate operator that excludes the standing one', { one_of: ['a'] }, { add: ['a'] }],
      ['subset_of that shrinks below superset_of', { superset_of: ['a', 'b'] }, { subset_of: ['a'] }],
      ['value null against essential', { essential: true }, { value: null }],
    ])('the merge of %s (§6.1.4.1)', (_rule, superior, subordinate) => {
      expect(outcome([superior, subordinate], 'a')).toBe('METADATA_POLICY_CONFLICT');
    });

    it.each<[string, Operators, unknown]>([
      ['a value that is not one of those allowed', { one_of: ['a'] }, 'b'],
      ['a list that lacks a required value', { superset_of: ['a', 'b'] }, ['a']],
      ['an essential parameter that is absent', { essential: true }, undefined],
      [
        'an essential parameter that is absent, with subset_of',
        { essential: true, subset_of: ['a'] },
        undefined,
      ],
      ['add to a parameter that is no list', { add: ['a'] }, 'a'],
      ['subset_of on a parameter that is no list', { subset_of: ['a'] }, 'a'],
    ])('%s (§6.1.4.2)', (_rule, operators, parameter) => {
      expect(outcome([operators], parameter)).toBe('METADATA_POLICY_VIOLATED');
    });

    it('a critical operator that is not understood, wherever in the chain it is named (§6.1.3.2)', () => {
      const sources = [one({ regexp: '^a$' }), { metadata_policy_crit: ['regexp'] }];
      expect(codeOf(() => resolvePolicy(sources))).toBe('METADATA_POLICY_CRITICAL_UNKNOWN');
    });

    it('a standard operator called critical (§3.1.3)', () => {
      expect(codeOf(() => resolvePolicy([{ metadata_policy_crit: ['value'] }]))).toBe(
        'METADATA_POLICY_MALFORMED',
      );
    });

    it('a subordinate policy that is malformed by itself, although the merge would hide it', () => {
      expect(outcome([{ subset_of: ['a', 'b'] }, { add: ['c'], subset_of: ['b'] }], ['a'])).toBe(
        'METADATA_POLICY_MALFORMED',
      );
    });
  });

  describe('applies', () => {
    it.each<[string, Operators[], unknown, unknown]>([
      ['value in place of what is there', [{ value: 'x' }], 'a', 'x'],
      ['value null by removing', [{ value: null }], 'a', undefined],
      ['add without doubling', [{ add: ['a', 'b'] }], ['a'], ['a', 'b']],
      ['add to an absent parameter', [{ add: ['a'] }], undefined, ['a']],
      ['default to an absent parameter only', [{ default: 'x' }], undefined, 'x'],
      ['default not to a present one', [{ default: 'x' }], 'a', 'a'],
      ['default not to a present false', [{ default: true }], false, false],
      ['subset_of as intersection (table 1)', [{ subset_of: ['a', 'b', 'c'] }], ['a', 'e'], ['a']],
      ['subset_of down to an empty list (table 1)', [{ essential: true, subset_of: ['a'] }], ['d'], []],
      ['subset_of not to an absent parameter (table 1)', [{ subset_of: ['a'] }], undefined, undefined],
      ['superset_of with equality', [{ superset_of: ['a'] }], ['a'], ['a']],
      ['one_of not to an absent parameter', [{ one_of: ['a'] }], undefined, undefined],
      ['union of adds', [{ add: ['a'] }, { add: ['b'] }], undefined, ['a', 'b']],
      ['intersection of one_of', [{ one_of: ['a', 'b'] }, { one_of: ['b', 'c'] }], 'b', 'b'],
      ['intersection of subset_of, even empty', [{ subset_of: ['a'] }, { subset_of: ['b'] }], ['a', 'b'], []],
      [
        'essential that a subordinate cannot lift',
        [{ essential: true, default: 1 }, { essential: false }],
        undefined,
        1,
      ],
      ['an unknown operator by ignoring it', [{ regexp: '^z$' }], 'a', 'a'],
      [
        'objects by content, members in any order',
        [{ one_of: [{ a: 1, b: 2 }] }],
        { b: 2, a: 1 },
        { b: 2, a: 1 },
      ],
    ])('%s', (_rule, policies, parameter, expected) => {
      expect(outcome(policies, parameter)).toEqual(expected);
    });

    it('scope as a list of words (§6.1.3.1.8)', () => {
      const policy = resolvePolicy([
        { metadata_policy: { [T]: { scope: { subset_of: ['openid', 'email'] } } } },
      ]);
      expect(applyPolicy({ [T]: { scope: 'openid phone email' } }, policy)[T]).toEqual({
        scope: 'openid email',
      });
    });

    it('the example of §6.1.5', () => {
      const anchor = {
        metadata_policy: {
          [T]: {
            grant_types: {
              default: ['authorization_code'],
              subset_of: ['authorization_code', 'refresh_token'],
              superset_of: ['authorization_code'],
            },
            token_endpoint_auth_method: {
              one_of: ['private_key_jwt', 'self_signed_tls_client_auth'],
              essential: true,
            },
            token_endpoint_auth_signing_alg: { one_of: ['PS256', 'ES256'] },
            subject_type: { value: 'pairwise' },
            contacts: { add: ['helpdesk@federation.example.org'] },
          },
        },
      };
      const organization = {
        metadata_policy: {
          [T]: {
            grant_types: { subset_of: ['authorization_code'] },
            token_endpoint_auth_method: { one_of: ['self_signed_tls_client_auth'] },
            contacts: { add: ['helpdesk@org.example.org'] },
          },
        },
      };
      const own = {
        [T]: {
          redirect_uris: ['https://rp.example.org/callback'],
          response_types: ['code'],
          token_endpoint_auth_method: 'self_signed_tls_client_auth',
          contacts: ['rp_admins@rp.example.org'],
        },
      };
      const bySuperior = { [T]: { policy_uri: 'https://org.example.org/policy.html' } };
      const resolved = applyPolicy(overrideMetadata(own, bySuperior), resolvePolicy([anchor, organization]));
      expect(resolved[T]).toEqual({
        redirect_uris: ['https://rp.example.org/callback'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        subject_type: 'pairwise',
        policy_uri: 'https://org.example.org/policy.html',
        contacts: ['rp_admins@rp.example.org', 'helpdesk@federation.example.org', 'helpdesk@org.example.org'],
      });
    });

    it('no policy to types that the subject does not claim, and no type that only a superior names', () => {
      const policy = resolvePolicy([one({ default: 'x' })]);
      expect(applyPolicy({ federation_entity: {} }, policy)).toEqual({ federation_entity: {} });
      expect(overrideMetadata({ a: { x: 1 } }, { a: { x: 2, y: 3 }, b: { z: 1 } })).toEqual({
        a: { x: 2, y: 3 },
      });
    });

    it('nothing that hides behind names of the prototype', () => {
      const policy = resolvePolicy([
        { metadata_policy: { [T]: { constructor: { value: 'x' } } } },
        one({ add: ['a'] }),
      ]);
      expect(applyPolicy({ [T]: {}, constructor: { p: 1 } }, policy)).toEqual({
        [T]: { constructor: 'x', p: ['a'] },
        constructor: { p: 1 },
      });
    });
  });
});
