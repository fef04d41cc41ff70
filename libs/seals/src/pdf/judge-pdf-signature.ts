import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { formatName, parseSignedData, parseTimestampToken, type HashName, type SignedData } from '#libs/pki';
import { signingTimeOf } from '../cms/claimed-time.js';
import { judgeCmsSigner } from '../cms/judge-cms-signer.js';
import { materialOf, type Material } from '../cms/material.js';
import {
  judgeStamp,
  reportStamp,
  signatureStamps,
  type Proof,
  type SignatureStamps,
} from '../cms/timestamps.js';
import { SignatureChecks, summarise, type SignatureReport, type VerifyOptions } from '../report/index.js';
import { signedPieces, type ByteRange } from './byte-range.js';
import { parsePdfDate } from './claimed-date.js';
import { digestPieces } from './digest.js';
import type { SecurityStore } from './dss.js';
import { appearancesOf } from './appearances-of.js';
import { judgeCoverage, judgeModifications } from './judge-coverage.js';
import { pause } from './pause.js';
import type { PdfSignature } from './signature-fields.js';
import { textOf } from './values.js';
import type { PdfView } from './view.js';

/** What is known of the document while its signatures are judged, from the last to the first. */
export interface PdfContext {
  now: PdfView;
  store: SecurityStore;
  options: VerifyOptions;
  /** Document timestamps that passed, with what they cover. */
  proofs: { end: number; proof: Proof }[];
  /** By position of `/Contents`: whether digest and signature held. */
  intact: Map<number, boolean>;
  /** Ends of the document timestamps that were found, for the level. */
  timestamps: number[];
}

export interface PdfSignatureInput {
  signature: PdfSignature;
  /** Or why there is none. */
  range: ByteRange | string;
  /** Its range cannot be true beside that of another signature. */
  overlaps: boolean;
}

const SUB_FILTERS = [
  'adbe.pkcs7.detached',
  'adbe.pkcs7.sha1',
  'ETSI.CAdES.detached',
  'ETSI.RFC3161',
] as const;
type SubFilter = (typeof SUB_FILTERS)[number];

const CLAUSE = 'ISO 32000-2 §12.8.1';

export async function judgePdfSignature(
  input: PdfSignatureInput,
  context: PdfContext,
): Promise<SignatureReport> {
  const { signature, range, overlaps } = input;
  const { now } = context;
  const checks = new SignatureChecks();
  const named = now.name(signature.dict.get('SubFilter')) ?? '';
  const subFilter = SUB_FILTERS.find((each) => each === named);
  const usable = typeof range === 'string' ? undefined : range;
  if (typeof range === 'string') checks.fail('coverage', CLAUSE, range, 'FORMAT_FAILURE');
  if (overlaps)
    checks.fail('coverage', CLAUSE, 'the byte ranges of two signatures overlap', 'FORMAT_FAILURE');
  if (!subFilter) checks.fail('format', CLAUSE, `/SubFilter ${named.slice(0, 40) || 'is missing'}`);
  let judged: Partial<SignatureReport> & { level: string } = { level: '' };
  if (usable && subFilter) {
    await pause();
    const signed = await judgeCoverage(checks, signature, usable, now);
    judged = await judgeValue(checks, { ...input, range: usable }, subFilter, context);
    const intact = checks.passed('signature') && checks.passed('integrity') && checks.passed('coverage');
    context.intact.set(signature.contents.start, intact);
    if (signed) await judgeModifications(checks, { signature, signed, now }, context.intact);
  } else context.intact.set(signature.contents.start, false);
  const { checks: made, conclusion } = checks.finish();
  const { level, ...rest } = judged;
  return {
    id: signature.fields.join(', ') || `object at ${signature.contents.start}`,
    kind: level || named || 'unknown PDF signature',
    ...conclusion,
    checks: made,
    pathChecks: [],
    times: { judged: context.options.now },
    ...rest,
    appearances: appearancesOf(signature, now),
    ...(usable ? { coverage: coverageOf(usable, now) } : {}),
  };
}

function coverageOf({ gapStart, gapEnd, end }: ByteRange, now: PdfView) {
  const whole = end === now.bytes.length;
  return {
    whole,
    covered: [`0-${gapStart}`, `${gapEnd}-${end}`],
    uncovered: whole ? [] : [`${end}-${now.bytes.length}`],
  };
}

async function judgeValue(
  checks: SignatureChecks,
  { signature, range }: PdfSignatureInput & { range: ByteRange },
  subFilter: SubFilter,
  context: PdfContext,
): Promise<Partial<SignatureReport> & { level: string }> {
  const pieces = signedPieces(context.now.bytes, range);
  const made = new Map<HashName, Promise<Uint8Array>>();
  const digest = (hash: HashName): Promise<Uint8Array> => {
    const known = made.get(hash) ?? digestPieces(hash, pieces);
    made.set(hash, known);
    return known;
  };
  const proven = earliest(context.proofs.filter(({ end }) => end > range.end).map(({ proof }) => proof));
  try {
    return subFilter === 'ETSI.RFC3161'
      ? await judgeDocumentTimestamp(checks, { signature, range, digest, proven }, context)
      : await judgeSignature(checks, { signature, range, pieces, digest, proven, subFilter }, context);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    checks.fail('format', CLAUSE, thrown.message);
    return { level: subFilter };
  }
}

interface ValueInput {
  signature: PdfSignature;
  range: ByteRange;
  digest: (hash: HashName) => Promise<Uint8Array>;
  proven: Proof | undefined;
}

async function judgeDocumentTimestamp(
  checks: SignatureChecks,
  { signature, range, digest, proven }: ValueInput,
  context: PdfContext,
): Promise<Partial<SignatureReport> & { level: string }> {
  const token = parseTimestampToken(signature.contents.bytes, { padded: true });
  const material = materialOf(token.signedData, context.store);
  context.timestamps.push(range.end);
  const { verdict, proof } = await judgeStamp({ token, digest, material, proven }, context.options);
  reportStamp(checks, verdict);
  if (proof) context.proofs.push({ end: range.end, proof });
  const { options } = context;
  const certificate = material.certificates.find(({ subject }) => formatName(subject) === verdict.signer);
  return {
    level: 'PDF document timestamp',
    ...(certificate ? { signer: summarise(certificate) } : {}),
    pathChecks: verdict.checks,
    times: {
      claimed: token.info.time,
      ...(proof ? { proven: proof.at, provenBy: proof.by } : {}),
      judged: proven?.at ?? options.now,
    },
  };
}

async function judgeSignature(
  checks: SignatureChecks,
  input: ValueInput & { pieces: readonly Uint8Array[]; subFilter: SubFilter },
  context: PdfContext,
): Promise<Partial<SignatureReport> & { level: string }> {
  const { signature, pieces, digest, proven, subFilter, range } = input;
  const { store, options, now } = context;
  const signedData = parseSignedData(signature.contents.bytes, { padded: true });
  const [signer, ...more] = signedData.signers;
  if (!signer || more.length > 0) throw new Refusal('CMS_MALFORMED', { hint: 'one signer is due' });
  const material = materialOf(signedData, {
    ...store,
    certificates: [...store.certificates, ...(options.certificates ?? [])],
  });
  const stamps = await signatureStamps(
    signer,
    { digest: async (hash) => createHash(hash).update(signer.signature).digest(), material, proven },
    options,
  );
  const inside = subFilter === 'adbe.pkcs7.sha1';
  await judgeContent(checks, { signedData, inside, digest });
  const judged = await judgeCmsSigner(
    checks,
    {
      signedData,
      signer,
      material,
      ...(inside ? {} : { content: pieces, digest }),
      requireSigningCertificate: subFilter === 'ETSI.CAdES.detached',
      claimed: signingTimeOf(signer) ?? parsePdfDate(textOf(now.resolve(signature.dict.get('M')))),
      proven: earliest([stamps.proof, proven]),
    },
    options,
  );
  for (const { outcome, clause, detail = '' } of stamps.notes) checks.tell('time', clause, outcome, detail);
  const { certificate: _certificate, ...rest } = judged;
  const stamped = context.timestamps.filter((end) => end > range.end).length;
  return { level: levelOf(subFilter, stamps, { stamped, material, store }), ...rest };
}

/** A PDF signature is detached, but for `adbe.pkcs7.sha1`, whose content is the SHA-1 of the byte range. */
async function judgeContent(
  checks: SignatureChecks,
  {
    signedData,
    inside,
    digest,
  }: { signedData: SignedData; inside: boolean; digest: (hash: HashName) => Promise<Uint8Array> },
): Promise<void> {
  const clause = 'ISO 32000-2 §12.8.3.3';
  if (!inside) {
    if (signedData.content !== undefined)
      checks.fail('format', clause, 'the signature carries content of its own');
    return;
  }
  if (signedData.content === undefined)
    checks.fail('format', clause, 'the digest of the document is missing');
  else if (Buffer.compare(await digest('sha1'), signedData.content) === 0) checks.pass('integrity', clause);
  else checks.fail('integrity', clause, 'the document has another digest');
  checks.fail('cryptographic-constraints', clause, 'adbe.pkcs7.sha1 binds the document by SHA-1');
}

function earliest(proofs: readonly (Proof | undefined)[]): Proof | undefined {
  return proofs.reduce(
    (first, proof) => (proof && (!first || proof.at < first.at) ? proof : first),
    undefined,
  );
}

/** The level by what is there (ETSI EN 319 142-1 §6); whether each part holds, the checks say. */
function levelOf(
  subFilter: SubFilter,
  stamps: SignatureStamps,
  { stamped, material, store }: { stamped: number; material: Material; store: SecurityStore },
): string {
  if (subFilter !== 'ETSI.CAdES.detached') return subFilter;
  const timed = stamps.found > 0 || stamped > 0;
  const values = store.present && material.crls.length + material.ocsp.length > 0;
  if (!timed) return 'PAdES B-B';
  if (!values) return 'PAdES B-T';
  return stamped > 0 ? 'PAdES B-LTA' : 'PAdES B-LT';
}
