import { Refusal } from '#libs/errors';
import { equalBytes } from '../bytes.js';
import { parseCertificate, type Certificate } from '../certificate/certificate.js';
import { sameName } from '../names/name.js';
import { judgeScheme } from '../path/algorithm-policy.js';
import { schemeOf } from '../signature/scheme.js';
import { digest, isFor } from './ocsp-request.js';
import type { OcspResponse, SingleResponse } from './ocsp.js';
import { unknown, type Question, type RevocationContext, type RevocationStatus } from './status.js';

const CLAUSE = 'RFC 6960 §3.2';

/** An answer that does not say when the next one comes is believed for so long (milliseconds). */
const MAX_AGE = 24 * 3600 * 1000;
/** Responders that a single answer may bring along. */
const MAX_CERTIFICATES = 8;

/**
 * Status of a certificate by OCSP answers. The signer is the issuer itself, or a responder that the same issuer
 * certified for id-kp-OCSPSigning (RFC 6960 §4.2.2.2). Of several answers the newest decides.
 *
 * Not checked here: the nonce, which matters to whoever sent the question (`checkNonce`).
 */
export async function statusFromOcsp(
  question: Question,
  context: RevocationContext,
): Promise<RevocationStatus> {
  const { certificate, issuer } = question;
  const details: string[] = [];
  const candidates = context.ocsp.flatMap((response) =>
    response.responses
      .filter(({ certId }) => isFor(certId, certificate, issuer.spki))
      .map((single) => ({ response, single })),
  );
  candidates.sort((a, b) => b.single.thisUpdate - a.single.thisUpdate);
  for (const { response, single } of candidates) {
    if (!context.steps.spend()) return unknown(CLAUSE, ['limit of steps']);
    const problem =
      stale(response, single, certificate, context) ?? (await untrusted(response, question, context));
    if (problem !== undefined) {
      details.push(problem);
      continue;
    }
    const { thisUpdate, revokedAt, reason } = single;
    if (single.status === 'unknown') {
      details.push('the responder does not know the certificate');
      continue;
    }
    if (single.status === 'revoked' && revokedAt !== undefined && revokedAt <= context.at) {
      const why = reason ?? 'unspecified';
      return { status: 'revoked', source: 'ocsp', clause: CLAUSE, thisUpdate, revokedAt, reason: why };
    }
    const later = revokedAt === undefined ? {} : { revokedAt, reason: reason ?? 'unspecified' };
    return { status: 'good', source: 'ocsp', clause: CLAUSE, thisUpdate, ...later };
  }
  return unknown(CLAUSE, details);
}

/** @returns undefined where the answer carries the nonce of the question */
export function checkNonce(response: OcspResponse, nonce: Uint8Array): string | undefined {
  // The value is an OCTET STRING of its own; some responders leave its header out.
  const { nonce: own } = response;
  const same = own && (equalBytes(own, nonce) || equalBytes(own.subarray(2), nonce));
  return same ? undefined : 'the answer has another nonce than the question';
}

function stale(
  response: OcspResponse,
  single: SingleResponse,
  certificate: Certificate,
  { at, now }: RevocationContext,
): string | undefined {
  const critical = response.unknownCritical ?? single.unknownCritical;
  if (critical !== undefined)
    return `an answer has the critical extension ${critical}, which is not known here`;
  if (single.thisUpdate > now || response.producedAt > now) return 'an answer is from the future';
  if (single.nextUpdate !== undefined && single.nextUpdate < single.thisUpdate)
    return 'an answer has no period';
  if ((single.nextUpdate ?? single.thisUpdate + MAX_AGE) < at) return 'an answer is out of date';
  const kept = single.archiveCutoff !== undefined && single.archiveCutoff <= certificate.notAfter;
  if (single.status === 'good' && single.thisUpdate > certificate.notAfter && !kept) {
    return 'an answer was made after the certificate expired';
  }
  return undefined;
}

async function untrusted(
  response: OcspResponse,
  { certificate, issuer }: Question,
  context: RevocationContext,
): Promise<string | undefined> {
  const { algorithms, at, signatures } = context;
  const scheme = judgeScheme(algorithms, schemeOrNone(response), at);
  if (scheme.outcome !== 'passed') return `an answer: ${scheme.detail}`;
  const own = await signatures.verify(response, issuer.spki);
  if (own.outcome === 'passed' && names(response, certificate.issuer.key, issuer.spki.publicKey))
    return undefined;
  let problem = 'the responder of an answer was not found';
  for (const responder of responders(response, context)) {
    if (!sameName(responder.issuer, certificate.issuer)) continue;
    if (!names(response, responder.subject.key, responder.spki.publicKey)) continue;
    const signature = await signatures.verify(response, responder.spki);
    if (signature.outcome !== 'passed') {
      problem = `an answer: ${signature.detail}`;
      continue;
    }
    const when = Math.max(at, response.producedAt);
    const distrust = await context.distrustResponder(responder, issuer, when);
    if (distrust === undefined) return undefined;
    problem = `the responder: ${distrust}`;
  }
  return problem;
}

/** The responderID is that of this signer: its name, or the SHA-1 of its key. */
function names({ responder }: OcspResponse, subject: string, publicKey: Uint8Array): boolean {
  return responder.name
    ? responder.name.key === subject
    : equalBytes(responder.keyHash, digest('sha1', publicKey));
}

function* responders(response: OcspResponse, { pool }: RevocationContext): IterableIterator<Certificate> {
  for (const der of response.certificates.slice(0, MAX_CERTIFICATES)) {
    const certificate = parsed(der);
    if (certificate) yield certificate;
  }
  if (response.responder.name) yield* pool.withSubject(response.responder.name.key);
}

function parsed(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}

function schemeOrNone(response: OcspResponse) {
  try {
    return schemeOf(response.signatureAlgorithm);
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
