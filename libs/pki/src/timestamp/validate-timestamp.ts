import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { equalBytes } from '../bytes.js';
import { parseCertificate, type Certificate } from '../certificate/certificate.js';
import { failed, notChecked, overall, passed, type Check, type Outcome } from '../check.js';
import { isSigner, type SignedData, type SignerInfo } from '../cms/signed-data.js';
import { mismatch, signingCertificate } from '../cms/signing-certificate.js';
import { verifySigner } from '../cms/verify-signer.js';
import { OID } from '../oids.js';
import { DEFAULT_ALGORITHMS, judgeScheme } from '../path/algorithm-policy.js';
import { CertificatePool } from '../path/certificate-pool.js';
import { parseCrl } from '../revocation/crl.js';
import { parseOcspResponse } from '../revocation/ocsp.js';
import { schemeOf, type HashName } from '../signature/scheme.js';
import type { ValidationPorts, ValidationResult, ValidationSettings } from '../validation/settings.js';
import { validateCertificate } from '../validation/validate-certificate.js';
import type { TimestampToken } from './tst-info.js';

export interface TimestampInput {
  token: TimestampToken;
  /** What was stamped, or its digest by hash where it was made while reading a large file. */
  message: Uint8Array | ((hash: HashName) => Uint8Array | undefined);
  /** Of the request that this is the answer to. */
  nonce?: bigint;
}

export interface TimestampResult {
  outcome: Outcome;
  checks: Check[];
  /** Milliseconds since 1970. Proves that what was stamped existed at `time + accuracy`; only where `outcome` is passed. */
  time: number;
  accuracy: number;
  signer: Certificate | undefined;
  path: ValidationResult | undefined;
}

/**
 * Validates a timestamp (RFC 3161 §2.4.2, §2.3): imprint, signature, reference to the signer's certificate, and the
 * path of a signer that is certified for nothing but timestamps. `settings.at` is when the signer is to be valid, which
 * is now, or the time of a later proof. Purposes in `settings` are replaced.
 *
 * Not checked: whether the policy of the authority is one that the caller accepts.
 */
export async function validateTimestamp(
  { token, message, nonce }: TimestampInput,
  settings: ValidationSettings,
  ports: ValidationPorts = {},
): Promise<TimestampResult> {
  const { info, signedData } = token;
  const checks: Check[] = [imprint(token, message)];
  if (info.unknownCritical !== undefined) {
    const detail = `${info.unknownCritical} is critical and not known here`;
    checks.push(failed('timestamp-extensions', 'RFC 3161 §2.4.2', detail));
  }
  if (nonce !== undefined) {
    const same = nonce === info.nonce;
    const clause = 'RFC 3161 §2.4.2';
    checks.push(
      same ? passed('nonce', clause) : failed('nonce', clause, 'another nonce than in the request'),
    );
  }
  const accuracy = info.accuracy ?? 0;
  const [signerInfo] = signedData.signers;
  const embedded = parsed(signedData.certificates);
  const candidates = [...embedded, ...settings.pool];
  const signer = signerInfo && signerOf(signerInfo, candidates);
  if (!signer || !signerInfo) {
    checks.push(notChecked('signer', 'RFC 3161 §2.4.2', 'the certificate of the signer is not there'));
    return {
      outcome: overall(checks),
      checks,
      time: info.time,
      accuracy,
      signer: undefined,
      path: undefined,
    };
  }
  const signed = { signedData, signer: signerInfo, certificate: signer, requireSigningCertificate: true };
  checks.push(...(await verifySigner(signed, ports)));
  const { algorithms = DEFAULT_ALGORITHMS, at } = settings;
  const { signatureAlgorithm, digestAlgorithm } = signerInfo;
  checks.push(
    judgeScheme(
      algorithms,
      attempt(() => schemeOf(signatureAlgorithm, digestAlgorithm)),
      at,
    ),
  );
  const during = signer.notBefore <= info.time && info.time <= signer.notAfter;
  checks.push(
    during
      ? passed('timestamp-time', 'RFC 3161 §2.4.2')
      : failed('timestamp-time', 'RFC 3161 §2.4.2', 'outside the validity of the signer'),
  );
  const path = await validateCertificate(signer, withEmbedded(settings, embedded, signedData), ports);
  const outcome = worse(overall(checks), path.outcome);
  checks.push(...path.checks);
  return { outcome, checks, time: info.time, accuracy, signer, path };
}

/** Of several certificates that the signer's id fits, the one that the signature itself refers to. */
function signerOf(info: SignerInfo, candidates: readonly Certificate[]): Certificate | undefined {
  const fitting = candidates.filter((certificate) => isSigner(info.sid, certificate));
  const reference = attempt(() => signingCertificate(info.signedAttributes));
  return fitting.find((certificate) => reference && !mismatch(reference, certificate)) ?? fitting[0];
}

function worse(a: Outcome, b: Outcome): Outcome {
  return a === 'failed' || b === 'passed' ? a : b;
}

function imprint({ info }: TimestampToken, message: TimestampInput['message']): Check {
  const name = 'message-imprint';
  const clause = 'RFC 3161 §2.4.2';
  const { hash } = info;
  if (!hash) return notChecked(name, clause, 'unsupported hash');
  const digest = typeof message === 'function' ? message(hash) : createHash(hash).update(message).digest();
  if (!digest) return notChecked(name, clause, 'what was stamped is not there');
  return equalBytes(digest, info.imprint)
    ? passed(name, clause)
    : failed(name, clause, 'something else was stamped');
}

/** What comes with the token may help to build the path; it is trusted for nothing. */
function withEmbedded(
  settings: ValidationSettings,
  certificates: readonly Certificate[],
  { crls, ocspResponses }: SignedData,
): ValidationSettings {
  const lists = crls.slice(0, 16).flatMap((der) => attempt(() => parseCrl(der)) ?? []);
  const answers = ocspResponses.slice(0, 16).flatMap((der) => attempt(() => parseOcspResponse(der)) ?? []);
  return {
    ...settings,
    pool: new CertificatePool([...settings.pool, ...certificates]),
    crls: [...(settings.crls ?? []), ...lists],
    ocsp: [...(settings.ocsp ?? []), ...answers],
    purposes: [OID.timeStamping],
    purposeExclusive: true,
    keyUsage: ['digitalSignature', 'nonRepudiation'],
  };
}

function parsed(encoded: readonly Uint8Array[]): Certificate[] {
  return encoded.slice(0, 100).flatMap((der) => attempt(() => parseCertificate(der)) ?? []);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
