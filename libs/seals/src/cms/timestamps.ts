import { Refusal } from '#libs/errors';
import {
  failed,
  formatName,
  parseTimestampToken,
  type Check,
  type HashName,
  type SignerInfo,
  type TimestampToken,
} from '#libs/pki';
import type { CheckName, SignatureChecks, TimestampVerdict, VerifyOptions } from '../report/index.js';
import { ATTRIBUTE, materialOf, type Material } from './material.js';

/** A time at which something is proven to have existed, milliseconds since 1970. */
export interface Proof {
  at: number;
  by: string;
}

export interface StampInput {
  token: TimestampToken;
  /** Digest of what was stamped. */
  digest: (hash: HashName) => Promise<Uint8Array>;
  /** Of the document, beside what the token brings. */
  material: Material;
  /** A later proof that the token existed: its authority is then judged for that time. */
  proven?: Proof | undefined;
}

export const STAMP_CLAUSE = 'RFC 3161 §2.4.2';
const MAX_STAMPS = 16;

/** Validates a token by the operator's trust; its proof is there only where everything passed. */
export async function judgeStamp(
  { token, digest, material, proven }: StampInput,
  { paths, now }: VerifyOptions,
): Promise<{ verdict: TimestampVerdict; proof: Proof | undefined }> {
  const { hash } = token.info;
  const stamped = hash && (await digest(hash));
  const own = materialOf(token.signedData);
  const verdict = await paths.timestamp({
    token,
    message: (wanted) => (wanted === hash ? stamped : undefined),
    intermediates: [...own.certificates, ...material.certificates],
    crls: [...own.crls, ...material.crls],
    ocsp: [...own.ocsp, ...material.ocsp],
    at: proven?.at ?? now,
    now,
  });
  const by = `RFC 3161 timestamp of ${verdict.signer ?? 'an unknown authority'}`;
  const good = verdict.outcome === 'passed';
  return { verdict, proof: good ? { at: verdict.time + verdict.accuracy, by } : undefined };
}

export interface SignatureStamps {
  /** The earliest time that a timestamp which passed in every respect proves. */
  proof: Proof | undefined;
  found: number;
  /** One line for each, for the report. */
  notes: Check[];
}

/** Judges the timestamps over a signature value (RFC 3161 appendix A). Each stands by itself; one that fails proves nothing. */
export async function signatureStamps(
  signer: SignerInfo,
  input: Omit<StampInput, 'token'>,
  options: VerifyOptions,
): Promise<SignatureStamps> {
  const values = signer.unsignedAttributes
    .filter(({ oid }) => oid === ATTRIBUTE.signatureTimestamp)
    .flatMap((attribute) => attribute.values);
  const stamps: SignatureStamps = { proof: undefined, found: values.length, notes: [] };
  for (const { raw } of values.slice(0, MAX_STAMPS)) {
    try {
      const token = parseTimestampToken(raw);
      const { verdict, proof } = await judgeStamp({ ...input, token }, options);
      stamps.notes.push(noteOf(token, verdict));
      if (proof && (!stamps.proof || proof.at < stamps.proof.at)) stamps.proof = proof;
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      stamps.notes.push(failed('timestamp', STAMP_CLAUSE, thrown.message));
    }
  }
  return stamps;
}

export function noteOf(
  { info, signedData }: TimestampToken,
  { outcome, checks, signer }: TimestampVerdict,
): Check {
  const issuer = signedData.signers[0]?.sid.issuer;
  const who = signer ?? (issuer ? `a signer of ${formatName(issuer)}` : 'its signer');
  const problem = checks.find((check) => check.outcome !== 'passed');
  const why = problem ? `: ${problem.name}: ${problem.detail ?? ''}` : '';
  const detail = `timestamp of ${new Date(info.time).toISOString()} by ${who}${why}`;
  return { name: 'timestamp', outcome, clause: STAMP_CLAUSE, detail };
}

/** Where the checks of a timestamp stand in the report of one that is a signature of its own. */
const NAMES: Readonly<Record<string, CheckName>> = {
  'message-imprint': 'integrity',
  'message-digest': 'format',
  'content-type': 'format',
  'signed-attributes': 'format',
  'timestamp-extensions': 'format',
  content: 'format',
  signer: 'signer-certificate',
  'signing-certificate': 'signer-certificate',
  'timestamp-time': 'time',
  'signature-algorithm': 'cryptographic-constraints',
  'key-size': 'cryptographic-constraints',
  revocation: 'revocation',
};

/** Reports a document timestamp check by check. */
export function reportStamp(checks: SignatureChecks, { checks: made }: TimestampVerdict): void {
  for (const check of made) {
    const { outcome, clause, detail = '', subject } = check;
    const own = check.name === 'signature' && subject === undefined;
    const name = own ? 'signature' : (NAMES[check.name] ?? 'path');
    if (outcome === 'passed') checks.pass(name, clause, subject);
    else if (outcome === 'failed') checks.fail(name, clause, `${check.name}: ${detail}`);
    else if (name === 'signature' || name === 'integrity') {
      checks.skip(name, clause, detail, 'CRYPTO_CONSTRAINTS_FAILURE');
    } else checks.skip(name, clause, `${check.name}: ${detail}`);
  }
}
