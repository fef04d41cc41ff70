import { Refusal } from '#libs/errors';
import type { Certificate } from '../certificate/certificate.js';
import type { DistributionPoint } from '../certificate/distribution-point.js';
import { ALL_REASONS, type ReasonFlag } from '../certificate/extension-values.js';
import { sameName } from '../names/name.js';
import { judgeScheme } from '../path/algorithm-policy.js';
import { schemeOf } from '../signature/scheme.js';
import { completes, covers, reasonsOf } from './crl-scope.js';
import type { Crl } from './crl.js';
import { unknown, type RevocationContext, type RevocationStatus } from './status.js';

const CLAUSE = 'RFC 5280 §6.3.3';

/**
 * Status of a certificate by lists: complete and delta, direct and indirect, partitioned by distribution point and by
 * reason (RFC 5280 §6.3). Good takes lists for all reasons; one entry is enough for revoked.
 */
export async function statusFromCrls(
  certificate: Certificate,
  context: RevocationContext,
): Promise<RevocationStatus> {
  const left = new Set<ReasonFlag>(ALL_REASONS);
  const details: string[] = [];
  let later: Pick<RevocationStatus, 'revokedAt' | 'reason'> = {};
  let thisUpdate = Number.POSITIVE_INFINITY;
  // The last one is the point that every certificate has: its issuer (last paragraph of §6.3.3).
  const points: (DistributionPoint | undefined)[] = [
    ...(certificate.extensions.crlDistributionPoints ?? []),
    undefined,
  ];
  const newestFirst = [...context.crls].sort((a, b) => b.thisUpdate - a.thisUpdate);
  for (const point of points) {
    for (const crl of newestFirst) {
      if (crl.baseCrlNumber !== undefined || !covers(crl, certificate, point)) continue;
      const reasons = [...reasonsOf(crl, point)].filter((reason) => left.has(reason));
      if (reasons.length === 0) continue;
      if (!context.steps.spend()) return unknown(CLAUSE, ['limit of steps']);
      const problem = (await unusable(crl, context)) ?? missesExpired(crl, certificate);
      if (problem !== undefined) {
        details.push(problem);
        continue;
      }
      const delta = await deltaFor(crl, newestFirst, context);
      const entry = find(certificate, crl, delta);
      if (entry && entry.revokedAt <= context.at) {
        const { revokedAt, reason, invalidAt } = entry;
        const when = (delta ?? crl).thisUpdate;
        const since = invalidAt === undefined ? {} : { invalidAt };
        return {
          status: 'revoked',
          source: 'crl',
          clause: CLAUSE,
          thisUpdate: when,
          revokedAt,
          reason,
          ...since,
        };
      }
      if (entry) later = { revokedAt: entry.revokedAt, reason: entry.reason };
      for (const reason of reasons) left.delete(reason);
      thisUpdate = Math.min(thisUpdate, (delta ?? crl).thisUpdate);
      if (left.size === 0) return { status: 'good', source: 'crl', clause: CLAUSE, thisUpdate, ...later };
    }
  }
  if (left.size < ALL_REASONS.length) details.push('the lists do not cover all reasons');
  return unknown(CLAUSE, details);
}

/** (i) to (k): the delta list is asked first; it may also take a certificate off the list again. */
function find(certificate: Certificate, complete: Crl, delta: Crl | undefined) {
  const { issuer, serial } = certificate;
  const change = delta?.entries.find(issuer, serial);
  if (change) return change.reason === 'removeFromCRL' ? undefined : change;
  return complete.entries.find(issuer, serial);
}

async function deltaFor(
  complete: Crl,
  newestFirst: readonly Crl[],
  context: RevocationContext,
): Promise<Crl | undefined> {
  for (const delta of newestFirst) {
    if (!completes(delta, complete)) continue;
    if ((await unusable(delta, context)) === undefined) return delta;
  }
  return undefined;
}

/** @returns why a list decides nothing; undefined where it may be used */
async function unusable(crl: Crl, context: RevocationContext): Promise<string | undefined> {
  if (crl.unknownCritical !== undefined) {
    return `a list has the critical extension ${crl.unknownCritical}, which is not known here`;
  }
  if (crl.thisUpdate > context.now) return 'a list is from the future';
  if (crl.nextUpdate === undefined) return 'a list does not say when the next one comes';
  if (crl.nextUpdate < context.at) return 'a list is out of date';
  const { algorithms, at } = context;
  const scheme = judgeScheme(algorithms, schemeOrNone(crl), at);
  if (scheme.outcome !== 'passed') return `a list: ${scheme.detail}`;
  return untrusted(crl, context);
}

/** Lists drop certificates that have expired, unless they say otherwise; silence about those means nothing. */
function missesExpired(crl: Crl, { notAfter }: Certificate): string | undefined {
  if (crl.thisUpdate <= notAfter) return undefined;
  const { expiredCertificatesSince } = crl;
  const keeps = expiredCertificatesSince !== undefined && expiredCertificatesSince <= notAfter;
  return keeps ? undefined : 'a list was made after the certificate expired';
}

/** (f) and (g): the signer of the list, in the path or found apart from it, under the same trust anchor. */
async function untrusted(crl: Crl, context: RevocationContext): Promise<string | undefined> {
  const { anchor, signatures } = context;
  let problem = 'the signer of a list was not found';
  if (sameName(anchor.name, crl.issuer)) {
    const signature = await signatures.verify(crl, anchor.spki);
    if (signature.outcome === 'passed') return undefined;
    problem = `a list: ${signature.detail}`;
  }
  for (const { certificate, spki, known } of signersOf(crl, context)) {
    if (!context.steps.spend()) return 'limit of steps';
    const signature = await signatures.verify(crl, spki);
    if (signature.outcome !== 'passed') {
      problem = `a list: ${signature.detail}`;
      continue;
    }
    if (certificate.extensions.keyUsage?.has('cRLSign') === false) {
      problem = 'the signer of a list may not sign lists';
      continue;
    }
    const distrust = known ? undefined : await context.distrust(certificate, signedAt(crl, context));
    if (distrust === undefined) return undefined;
    problem = `the signer of a list: ${distrust}`;
  }
  return problem;
}

/** A list from after the instant that is asked about has a signer of its own time. */
function signedAt(crl: Crl, { at }: RevocationContext): number {
  return Math.max(at, crl.thisUpdate);
}

/** Authorities of the path come first; their own status is asked by whoever asked for this one. */
function* signersOf(crl: Crl, { path, keys, pool }: RevocationContext) {
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const spki = keys[index] ?? certificate.spki;
    if (sameName(certificate.subject, crl.issuer)) yield { certificate, spki, known: true };
  }
  for (const certificate of pool.withSubject(crl.issuer.key)) {
    yield { certificate, spki: certificate.spki, known: false };
  }
}

function schemeOrNone(crl: Crl) {
  try {
    return schemeOf(crl.signatureAlgorithm);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
