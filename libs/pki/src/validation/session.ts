import { equalBytes } from '../bytes.js';
import type { Certificate } from '../certificate/certificate.js';
import type { Check } from '../check.js';
import { OID } from '../oids.js';
import { DEFAULT_ALGORITHMS, type AlgorithmPolicy } from '../path/algorithm-policy.js';
import { Budget, VALIDATION_LIMITS, type ValidationLimits } from '../path/budget.js';
import { findPaths, type CandidatePath } from '../path/find-paths.js';
import { SignatureLedger } from '../path/signature-ledger.js';
import type { TrustAnchor } from '../path/trust-anchor.js';
import { validatePath, type PathResult } from '../path/validate-path.js';
import { statusFromCrls } from '../revocation/crl-status.js';
import { describeStatus } from '../revocation/revocation-check.js';
import { statusFromOcsp } from '../revocation/ocsp-status.js';
import { unknown, type Issuer, type RevocationContext, type RevocationStatus } from '../revocation/status.js';
import { Material } from './material.js';
import type { ValidationPorts, ValidationSettings } from './settings.js';

const CIRCLE = 'its own status rests on it';

/** State of one validation: what was verified, what was fetched, and how much effort is left. */
export class Session {
  readonly limits: ValidationLimits;
  readonly algorithms: AlgorithmPolicy;
  readonly signatures: SignatureLedger;
  readonly steps: Budget;
  readonly material: Material;
  /** Signers that are being validated, the innermost last. */
  private readonly inProgress: string[] = [];
  /** Certificates of the path itself whose status is being asked: none of them may vouch for itself. */
  private readonly asked = new Set<string>();
  private assumptions = 0;
  private readonly statuses = new Map<string, RevocationStatus>();

  constructor(
    readonly settings: ValidationSettings,
    ports: ValidationPorts,
  ) {
    this.limits = { ...VALIDATION_LIMITS, ...settings.limits };
    this.algorithms = settings.algorithms ?? DEFAULT_ALGORITHMS;
    this.signatures = new SignatureLedger(ports, this.limits.maxSignatureVerifications);
    this.steps = new Budget(this.limits.maxSteps);
    this.material = new Material(settings, this.limits, ports.fetcher);
  }

  /** Candidate paths of a certificate, as many as the limits allow. */
  async *paths(
    target: Certificate,
    anchors: readonly TrustAnchor[],
    at: number,
  ): AsyncGenerator<CandidatePath> {
    const { signatures, steps } = this;
    const { pool } = this.material;
    const { maxPathLength, maxPaths } = this.limits;
    let tried = 0;
    for await (const path of findPaths(target, { at, anchors, pool, signatures, steps, maxPathLength })) {
      if (++tried > maxPaths) return;
      yield path;
    }
  }

  /** Status of every certificate of a validated path, from the top down; stops asking at the first that is not good. */
  async pathStatuses(
    { path, anchor }: CandidatePath,
    keys: PathResult['keys'],
    at: number,
    depth = 0,
  ): Promise<(RevocationStatus | undefined)[]> {
    const statuses: (RevocationStatus | undefined)[] = path.map(() => undefined);
    for (const [index, certificate] of path.entries()) {
      if (certificate.fingerprint === anchor.certificate?.fingerprint) continue;
      const above = index > 0 ? path[index - 1] : undefined;
      const issuer: Issuer = { spki: keys[index - 1] ?? anchor.spki, certificate: above };
      const context = this.context({ path: path.slice(0, index + 1), anchor }, keys, at, depth);
      if (depth === 0) this.asked.add(certificate.fingerprint);
      const status = await this.status(certificate, issuer, context);
      this.asked.delete(certificate.fingerprint);
      statuses[index] = status;
      if (status.status !== 'good') break;
    }
    return statuses;
  }

  private async status(
    certificate: Certificate,
    issuer: Issuer,
    context: RevocationContext,
  ): Promise<RevocationStatus> {
    const { anchor, at } = context;
    const keys = [issuer.spki.raw, anchor.spki.raw].map((raw) => Buffer.from(raw).toString('base64'));
    const key = [certificate.fingerprint, anchor.name.key, at, ...keys].join(' ');
    const known = this.statuses.get(key);
    if (known) return known;
    const assumptions = this.assumptions;
    let status = await this.ask(certificate, issuer, context);
    if (status.status === 'unknown' && (await this.material.obtain(certificate, issuer))) {
      status = await this.ask(certificate, issuer, context);
    }
    if (assumptions === this.assumptions) this.statuses.set(key, status);
    return status;
  }

  /** Whoever says `revoked` is believed; then whoever says `good`. */
  private async ask(
    certificate: Certificate,
    issuer: Issuer,
    context: RevocationContext,
  ): Promise<RevocationStatus> {
    const ocsp = await statusFromOcsp({ certificate, issuer }, context);
    if (ocsp.status === 'revoked') return ocsp;
    const crl = await statusFromCrls(certificate, context);
    if (crl.status === 'revoked' || ocsp.status === 'unknown') {
      if (crl.status !== 'unknown') return crl;
      const details = [ocsp.detail, crl.detail].filter((text) => text !== undefined);
      return unknown(crl.clause, details);
    }
    return ocsp;
  }

  private context(
    { path, anchor }: CandidatePath,
    keys: PathResult['keys'],
    at: number,
    depth: number,
  ): RevocationContext {
    const { algorithms, signatures, steps, settings } = this;
    const { pool, crls, ocsp } = this.material;
    return {
      at,
      now: Math.max(at, settings.now ?? at),
      algorithms,
      anchor,
      path,
      keys,
      pool,
      crls,
      ocsp,
      signatures,
      steps,
      distrust: (signer, when) => this.distrust(signer, anchor, when, depth + 1),
      distrustResponder: (responder, issuer, when) =>
        this.distrustResponder(responder, issuer, { path, anchor }, keys, when, depth + 1),
    };
  }

  private async distrust(
    signer: Certificate,
    anchor: TrustAnchor,
    at: number,
    depth: number,
  ): Promise<string | undefined> {
    // The signer of an indirect list may stand on that list itself, and nobody else can say more about it; any wider
    // circle of signers that vouch for each other is refused.
    if (this.inProgress.at(-1) === signer.fingerprint) {
      this.assumptions++;
      return undefined;
    }
    if (this.closesCircle(signer)) return CIRCLE;
    if (depth > this.limits.maxRevocationDepth) return 'limit of depth';
    this.inProgress.push(signer.fingerprint);
    try {
      let problem = 'no path to the trust anchor';
      for await (const candidate of this.paths(signer, [anchor], at)) {
        const result = await validatePath(
          candidate.path,
          anchor,
          { at, algorithms: this.algorithms },
          this.signatures,
        );
        problem =
          firstProblem(result.checks) ?? (await this.revoked(candidate, result.keys, at, depth)) ?? '';
        if (problem === '') return undefined;
      }
      return problem;
    } finally {
      this.inProgress.pop();
    }
  }

  private async distrustResponder(
    responder: Certificate,
    issuer: Issuer,
    { path, anchor }: CandidatePath,
    keys: PathResult['keys'],
    at: number,
    depth: number,
  ): Promise<string | undefined> {
    const { extendedKeyUsage, ocspNoCheck } = responder.extensions;
    if (!extendedKeyUsage?.includes(OID.ocspSigning)) return 'not certified for OCSP';
    if (this.closesCircle(responder)) return CIRCLE;
    if (depth > this.limits.maxRevocationDepth) return 'limit of depth';
    // The same authority and key that issued the certificate that is asked about, by the path that was validated.
    const above = path.slice(0, -1);
    const top = above.at(-1);
    if (top && !equalBytes((keys[above.length - 1] ?? top.spki).raw, issuer.spki.raw))
      return 'another issuer';
    const candidate = { path: [...above, responder], anchor };
    const rules = { at, algorithms: this.algorithms };
    const result = await validatePath(candidate.path, anchor, rules, this.signatures);
    const problem = firstProblem(result.checks);
    if (problem !== undefined || ocspNoCheck) return problem;
    this.inProgress.push(responder.fingerprint);
    try {
      const context = this.context(candidate, result.keys, at, depth);
      const status = await this.status(responder, issuer, context);
      return status.status === 'good' ? undefined : describeStatus(status);
    } finally {
      this.inProgress.pop();
    }
  }

  /** What is found inside a circle depends on where it was entered, and is not remembered. */
  private closesCircle({ fingerprint }: Certificate): boolean {
    const closes = this.inProgress.includes(fingerprint) || this.asked.has(fingerprint);
    if (closes) this.assumptions++;
    return closes;
  }

  private async revoked(
    candidate: CandidatePath,
    keys: PathResult['keys'],
    at: number,
    depth: number,
  ): Promise<string | undefined> {
    const statuses = await this.pathStatuses(candidate, keys, at, depth);
    const bad = statuses.find((status) => status && status.status !== 'good');
    return bad && describeStatus(bad);
  }
}

function firstProblem(checks: readonly Check[]): string | undefined {
  const bad = checks.find(({ outcome }) => outcome !== 'passed');
  return bad && `${bad.name}: ${bad.detail}`;
}
