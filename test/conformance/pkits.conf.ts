import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import {
  anchorOf,
  CertificatePool,
  DEFAULT_ALGORITHMS,
  parseCertificate,
  parseCrl,
  validateCertificate,
  type Crl,
  type ValidationResult,
} from '#libs/pki';

/** NIST PKITS, every case: valid paths pass, all others do not. */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'pkits');
const present = existsSync(corpus);
if (!present) console.warn('PKITS is absent: set CORPORA_DIR.');

interface Case {
  id: string;
  name: string;
  cert: string;
  other_certs?: string[];
  crls?: string[];
  path_len?: number;
  error?: { msg_regex: string };
  params?: {
    user_initial_policy_set?: string[];
    initial_explicit_policy?: boolean;
    initial_policy_mapping_inhibit?: boolean;
    initial_any_policy_inhibit?: boolean;
  };
  notice?: string;
}
const bytes = (folder: string, file: string) => new Uint8Array(readFileSync(join(corpus, folder, file)));
const cases = (file: string) =>
  present ? (JSON.parse(readFileSync(join(corpus, file), 'utf8')) as Case[]) : [];

/** The suite is of 2011: it has DSA with SHA-1, which the policy of this project refuses at any date. */
const algorithms = {
  hashes: { ...DEFAULT_ALGORITHMS.hashes, sha1: Number.POSITIVE_INFINITY },
  keys: [...DEFAULT_ALGORITHMS.keys, { kind: 'dsa' as const, bits: 1024, until: Number.POSITIVE_INFINITY }],
};

/** Which check has to say no, by what the suite's own error says; a path that fails for another reason proves nothing. */
const REASONS: [RegExp, RegExp][] = [
  [/signature of|issuer name/, /^path-building|^refused/],
  [/not a CA/, /^basic-constraints/],
  [/not allowed to sign certificates/, /^key-usage/],
  [/maximum path length/, /^path-length/],
  [/permitted namespace|excluded from the namespace/, /^name-constraints/],
  [/mapping for the "any policy"/, /^policy-mappings/],
  [/valid set of policies/, /^(certificate-policies|policy-set)/],
  [/unsupported critical extension/, /^critical-extensions/],
  [/expired|not valid until/, /^validity/],
  [/revocation checks failed|revocation information/, /^revocation: .* not-checked$/],
  [/was revoked/, /^revocation: revoked since/],
];
const reasonOf = ({ msg_regex }: { msg_regex: string }) =>
  REASONS.find(([said]) => said.test(msg_regex))?.[1];

function lists(files: readonly string[]): Crl[] {
  return files.flatMap((file) => {
    try {
      return [parseCrl(bytes('crls', file))];
    } catch (thrown) {
      if (thrown instanceof Refusal) return [];
      throw thrown;
    }
  });
}

/** @returns undefined where the certificate itself is refused */
async function validate(test: Case): Promise<ValidationResult | undefined> {
  const { other_certs = [], crls = [], params = {} } = test;
  const root = parseCertificate(bytes('certs', 'TrustAnchorRootCertificate.crt'));
  try {
    return await validateCertificate(parseCertificate(bytes('certs', test.cert)), {
      at: Date.UTC(2022, 4, 1),
      anchors: [anchorOf(root)],
      pool: CertificatePool.fromDer(other_certs.map((file) => bytes('certs', file))),
      crls: lists(['TrustAnchorRootCRL.crl', ...crls]),
      algorithms,
      ...(params.user_initial_policy_set ? { policies: params.user_initial_policy_set } : {}),
      requireExplicitPolicy: params.initial_explicit_policy ?? false,
      inhibitPolicyMapping: params.initial_policy_mapping_inhibit ?? false,
      inhibitAnyPolicy: params.initial_any_policy_inhibit ?? false,
    });
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}

(present ? describe : describe.skip)('PKITS', () => {
  const suite = cases('pkits.json');
  it('has all of its 246 cases', () => expect(suite).toHaveLength(246));

  it.each(suite.map((test) => [test.id, test.name, test.error ? 'fails' : 'passes', test] as const))(
    '%s %s %s',
    async (_id, _name, _word, test) => {
      const result = await validate(test);
      const problems = result?.checks
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ name, detail, outcome }) => `${name}: ${detail} ${outcome}`) ?? ['refused'];
      if (test.error) {
        expect(result?.outcome).not.toBe('passed');
        expect(problems).toContainEqual(expect.stringMatching(reasonOf(test.error)!));
      } else {
        expect(problems).toEqual([]);
      }
      if (result && !test.error) {
        expect(result.outcome).toBe('passed');
        expect(result.path.length + 1).toBe(test.path_len);
      }
    },
  );

  it.each(cases('pkits-user-notice.json').map((test) => [test.id, test.name, test] as const))(
    '%s %s shows its notice',
    async (_id, _name, test) => {
      const result = await validate(test);
      expect(result?.outcome).toBe('passed');
      expect([...(result?.policies.values() ?? [])].flat().join(' ')).toContain(test.notice);
    },
  );
});
