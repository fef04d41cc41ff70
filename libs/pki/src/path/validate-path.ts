import { Refusal } from '#libs/errors';
import { describeCertificate, isSelfIssued, type Certificate } from '../certificate/certificate.js';
import { profileViolations } from '../certificate/profile.js';
import type { KeyUsage } from '../certificate/extension-values.js';
import { failed, overall, passed, type Check, type Outcome } from '../check.js';
import { sameName, type Name } from '../names/name.js';
import { OID } from '../oids.js';
import type { SubjectPublicKeyInfo } from '../signature/public-key.js';
import { schemeOf } from '../signature/scheme.js';
import { inheritParameters } from '../signature/verify-signature.js';
import { DEFAULT_ALGORITHMS, judgeKey, judgeScheme, type AlgorithmPolicy } from './algorithm-policy.js';
import { NameSpace } from './name-constraints.js';
import { PolicyGraph } from './policy-graph.js';
import type { SignatureLedger } from './signature-ledger.js';
import type { TrustAnchor } from './trust-anchor.js';

/** Inputs of RFC 5280 §6.1.1 beside path and anchor. */
export interface PathRules {
  /** Milliseconds since 1970: when the path is to be valid. */
  at: number;
  /** user-initial-policy-set; any policy unless told. */
  policies?: readonly string[];
  /** initial-explicit-policy, initial-policy-mapping-inhibit, initial-any-policy-inhibit. */
  requireExplicitPolicy?: boolean;
  inhibitPolicyMapping?: boolean;
  inhibitAnyPolicy?: boolean;
  /**
   * Key purposes of which the target needs one, as do all authorities that list purposes. Not judged unless told.
   * `anyExtendedKeyUsage` counts as each.
   */
  purposes?: readonly string[];
  /** The target must state `purposes`, alone and critical, as a timestamp signer must (RFC 3161 §2.3). */
  purposeExclusive?: boolean;
  /** Usages of which the target's keyUsage must have one, where it has a keyUsage. */
  keyUsage?: readonly KeyUsage[];
  algorithms?: AlgorithmPolicy;
  /**
   * How much of the profile for issuers (RFC 5280 §4) every certificate must follow: `basic` unless told, which no
   * authority in use is known to break; `full` asks for all of it, also of the root.
   */
  profile?: 'basic' | 'full';
}

export interface PathResult {
  outcome: Outcome;
  checks: Check[];
  /** The key of each certificate of the path, DSA parameters inherited; the last is the target's. */
  keys: readonly SubjectPublicKeyInfo[];
  /** Policies for which the path is valid, in the user's terms, with their notices. */
  policies: ReadonlyMap<string, readonly string[]>;
}

/** Critical extensions that the steps below or their callers process. */
const PROCESSED: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.nameConstraints,
  OID.certificatePolicies,
  OID.policyMappings,
  OID.policyConstraints,
  OID.inhibitAnyPolicy,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.cRLDistributionPoints,
  OID.ocspNoCheck,
]);

/**
 * Validates a path by RFC 5280 §6.1, policies by RFC 9618, against one trust anchor. `path` starts with what the anchor
 * issued and ends with the target. Every rule is looked at for every certificate, so that a report is whole.
 *
 * Not checked: revocation (`checkRevocation`), whether the target's names are those that the caller expects.
 */
export async function validatePath(
  path: readonly Certificate[],
  anchor: TrustAnchor,
  rules: PathRules,
  signatures: SignatureLedger,
): Promise<PathResult> {
  const state = new PathState(path.length, anchor, rules);
  for (const [index, certificate] of path.entries()) {
    await state.step(certificate, index + 1, signatures);
  }
  return state.finish(path.at(-1));
}

class PathState {
  private readonly checks: Check[] = [];
  private readonly keys: SubjectPublicKeyInfo[] = [];
  private readonly names = new NameSpace();
  private readonly graph = new PolicyGraph();
  private readonly algorithms: AlgorithmPolicy;
  private explicitPolicy: number;
  private policyMapping: number;
  private anyPolicy: number;
  private maxPathLength: number;
  private issuer: Name;
  private key: SubjectPublicKeyInfo;

  constructor(
    private readonly length: number,
    anchor: TrustAnchor,
    private readonly rules: PathRules,
  ) {
    this.algorithms = rules.algorithms ?? DEFAULT_ALGORITHMS;
    this.explicitPolicy = rules.requireExplicitPolicy ? 0 : length + 1;
    this.policyMapping = rules.inhibitPolicyMapping ? 0 : length + 1;
    this.anyPolicy = rules.inhibitAnyPolicy ? 0 : length + 1;
    this.maxPathLength = length;
    this.issuer = anchor.name;
    this.key = anchor.spki;
    if (anchor.nameConstraints) this.names.add(anchor.nameConstraints);
    this.checks.push(judgeKey(this.algorithms, anchor.spki, rules.at, 'trust anchor'));
    if (rules.profile === 'full' && anchor.certificate) this.profile(anchor.certificate, 'trust anchor');
  }

  async step(certificate: Certificate, depth: number, signatures: SignatureLedger): Promise<void> {
    const subject = describeCertificate(certificate);
    await this.basics(certificate, signatures, subject);
    const last = depth === this.length;
    if (last || !isSelfIssued(certificate)) {
      this.note('name-constraints', 'RFC 5280 §6.1.3 (b)(c)', subject, this.names.violation(certificate));
    }
    const acceptAny = this.anyPolicy > 0 || (!last && isSelfIssued(certificate));
    this.graph.addCertificate(certificate.extensions.certificatePolicies, acceptAny);
    const policyMissing = this.explicitPolicy <= 0 && this.graph.isNull;
    this.note(
      'certificate-policies',
      'RFC 5280 §6.1.3 (f)',
      subject,
      policyMissing ? 'no valid policy is left' : undefined,
    );
    const [malformed] = certificate.extensions.malformed;
    this.note('extensions', 'RFC 5280 §4.2', subject, malformed && `${malformed} is malformed`);
    const unknown = certificate.extensions.list.find(({ oid, critical }) => critical && !PROCESSED.has(oid));
    this.note(
      'critical-extensions',
      last ? 'RFC 5280 §6.1.5 (f)' : 'RFC 5280 §6.1.4 (o)',
      subject,
      unknown && `${unknown.oid} is critical and not known here`,
    );
    this.purposes(certificate, last, subject);
    this.profile(certificate, subject);
    if (!last) this.prepare(certificate, subject);
  }

  /** RFC 5280 §6.1.3 (a), without revocation. */
  private async basics(
    certificate: Certificate,
    signatures: SignatureLedger,
    subject: string,
  ): Promise<void> {
    const { at } = this.rules;
    const signature = await signatures.verify(certificate, this.key);
    this.checks.push({ ...signature, subject });
    this.checks.push(judgeScheme(this.algorithms, schemeOrNone(certificate), at, subject));
    const dates =
      at < certificate.notBefore
        ? `not valid before ${new Date(certificate.notBefore).toISOString()}`
        : at > certificate.notAfter
          ? `not valid after ${new Date(certificate.notAfter).toISOString()}`
          : undefined;
    this.note('validity', 'RFC 5280 §6.1.3 (a)(2)', subject, dates);
    const issuer = sameName(certificate.issuer, this.issuer) ? undefined : 'the issuer has another name';
    this.note('issuer-name', 'RFC 5280 §6.1.3 (a)(4)', subject, issuer);
    this.key = inheritParameters(certificate.spki, this.key);
    this.keys.push(this.key);
    this.issuer = certificate.subject;
    this.checks.push(judgeKey(this.algorithms, this.key, at, subject));
  }

  /** RFC 5280 §6.1.4: what an authority's certificate says of those that follow. */
  private prepare(certificate: Certificate, subject: string): void {
    const { extensions, version } = certificate;
    const mappings = extensions.policyMappings ?? [];
    const mapsAny = mappings.some((mapping) => Object.values(mapping).includes(OID.anyPolicy));
    this.note('policy-mappings', 'RFC 5280 §6.1.4 (a)', subject, mapsAny ? 'anyPolicy is mapped' : undefined);
    this.graph.map(mappings, this.policyMapping > 0);
    if (extensions.nameConstraints) this.names.add(extensions.nameConstraints);

    const selfIssued = isSelfIssued(certificate);
    if (!selfIssued) {
      this.explicitPolicy = Math.max(0, this.explicitPolicy - 1);
      this.policyMapping = Math.max(0, this.policyMapping - 1);
      this.anyPolicy = Math.max(0, this.anyPolicy - 1);
    }
    const { requireExplicitPolicy, inhibitPolicyMapping } = extensions.policyConstraints ?? {};
    this.explicitPolicy = Math.min(this.explicitPolicy, requireExplicitPolicy ?? Infinity);
    this.policyMapping = Math.min(this.policyMapping, inhibitPolicyMapping ?? Infinity);
    this.anyPolicy = Math.min(this.anyPolicy, extensions.inhibitAnyPolicy ?? Infinity);

    const isAuthority = version === 3 && extensions.basicConstraints?.ca === true;
    this.note(
      'basic-constraints',
      'RFC 5280 §6.1.4 (k)',
      subject,
      isAuthority ? undefined : 'not the certificate of an authority',
    );
    const tooLong = !selfIssued && this.maxPathLength <= 0;
    this.note('path-length', 'RFC 5280 §6.1.4 (l)(m)', subject, tooLong ? 'the path is too long' : undefined);
    if (!selfIssued) this.maxPathLength--;
    const limit = extensions.basicConstraints?.pathLength ?? Infinity;
    this.maxPathLength = Math.min(this.maxPathLength, limit);
    const signs = extensions.keyUsage?.has('keyCertSign') ?? true;
    this.note(
      'key-usage',
      'RFC 5280 §6.1.4 (n)',
      subject,
      signs ? undefined : 'keyCertSign is not among the usages of the key',
    );
  }

  private profile(certificate: Certificate, subject: string): void {
    const [first] = profileViolations(certificate, this.rules.profile ?? 'basic');
    this.note('profile', first?.clause ?? 'RFC 5280 §4', subject, first?.problem);
  }

  private purposes({ extensions }: Certificate, last: boolean, subject: string): void {
    const { purposes, purposeExclusive, keyUsage } = this.rules;
    if (last && keyUsage) {
      const usable = !extensions.keyUsage || keyUsage.some((usage) => extensions.keyUsage?.has(usage));
      const problem = usable ? undefined : `none of ${keyUsage.join(', ')} is a usage of the key`;
      this.note('key-usage', 'RFC 5280 §4.2.1.3', subject, problem);
    }
    if (!purposes) return;
    const stated = extensions.extendedKeyUsage;
    let problem: string | undefined;
    if (last && purposeExclusive) {
      const critical = extensions.list.some(({ oid, critical: is }) => oid === OID.extKeyUsage && is);
      const alone = stated?.length === 1 && purposes.includes(stated[0] ?? '');
      if (!alone || !critical) problem = 'the purpose must stand alone and critical';
    } else if (stated && !stated.some((oid) => purposes.includes(oid) || oid === OID.anyExtendedKeyUsage)) {
      problem = 'the purpose is not among those of the key';
    }
    this.note('extended-key-usage', 'RFC 5280 §4.2.1.12', subject, problem);
  }

  /** RFC 5280 §6.1.5. */
  finish(target: Certificate | undefined): PathResult {
    const subject = target && describeCertificate(target);
    if (!target) this.checks.push(failed('path', 'RFC 5280 §6.1', 'an empty path'));
    else {
      this.explicitPolicy = Math.max(0, this.explicitPolicy - 1);
      if (target.extensions.policyConstraints?.requireExplicitPolicy === 0) this.explicitPolicy = 0;
    }
    const policies = this.graph.userPolicies(this.rules.policies ?? [OID.anyPolicy]);
    const missing = this.explicitPolicy <= 0 && policies.size === 0;
    this.note(
      'policy-set',
      'RFC 5280 §6.1.5 (g)',
      subject,
      missing ? 'no policy that was asked for is left' : undefined,
    );
    return { outcome: overall(this.checks), checks: this.checks, keys: this.keys, policies };
  }

  private note(
    name: string,
    clause: string,
    subject: string | undefined,
    problem: string | undefined | false,
  ): void {
    this.checks.push(problem ? failed(name, clause, problem, subject) : passed(name, clause, subject));
  }
}

function schemeOrNone(certificate: Certificate) {
  try {
    return schemeOf(certificate.signatureAlgorithm);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined; // the check of the signature says why
    throw thrown;
  }
}
