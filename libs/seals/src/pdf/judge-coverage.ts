import { Refusal } from '#libs/errors';
import type { SignatureChecks } from '../report/index.js';
import type { ByteRange } from './byte-range.js';
import { modificationsAfter } from './modifications.js';
import { docMdpOf, locks, objection } from './permissions.js';
import { signaturesOf, type PdfSignature } from './signature-fields.js';
import { openView, type PdfView } from './view.js';

const CLAUSE = 'ISO 32000-2 §12.8.1';

/**
 * Opens the document as it was signed, from the signed bytes alone, and says whether the signature covers the whole of
 * it: the bytes start at the header, end where a revision ends, and hold the signature themselves.
 * @returns undefined where there is no such document
 */
export async function judgeCoverage(
  checks: SignatureChecks,
  { contents, fields, present }: PdfSignature,
  range: ByteRange,
  now: PdfView,
): Promise<PdfView | undefined> {
  const fail = (detail: string): undefined => {
    checks.fail('coverage', CLAUSE, detail, 'FORMAT_FAILURE');
    return undefined;
  };
  if (!present) checks.fail('later-modifications', CLAUSE, 'a later revision took the signature out');
  if (fields.length > 1) {
    checks.tell(
      'coverage',
      CLAUSE,
      'not-checked',
      `${fields.length} fields share the signature: ${fields.join(', ')}`,
    );
  }
  if (now.base !== 0) return fail('bytes stand before the header');
  try {
    const signed = await openView(now.bytes, range.end, now);
    if (!signaturesOf(signed).has(contents.start))
      return fail('the signature is not part of the revision that it signs');
    if (signed.trailing) return fail('the signed bytes do not end where a revision ends');
    if (anyWithin(signed, range)) return fail('objects stand in the unsigned gap');
    checks.pass('coverage', CLAUSE);
    return signed;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return fail(`the signed bytes are no document: ${thrown.message}`);
  }
}

function anyWithin({ sections }: PdfView, { gapStart, gapEnd }: ByteRange): boolean {
  for (const { entries } of sections) {
    for (const entry of entries.values()) {
      if (entry.kind === 'at' && entry.offset >= gapStart && entry.offset < gapEnd) return true;
    }
  }
  return false;
}

/** Says what was done after signing and whether the signature's author permitted it. */
export async function judgeModifications(
  checks: SignatureChecks,
  { signature, signed, now }: { signature: PdfSignature; signed: PdfView; now: PdfView },
  intact: ReadonlyMap<number, boolean>,
): Promise<void> {
  const clause = 'ISO 32000-2 §12.8.2.2';
  const modifications = await modificationsAfter(signed, now);
  const pretext = modifications.signatures.find((at) => intact.get(at) !== true);
  const docMdp = docMdpOf(signed, signature.dict);
  const problem =
    pretext === undefined
      ? objection(modifications, docMdp, (field) => locks(signed, signature.dict, field))
      : 'a signature was added that does not hold';
  const { level, details } = modifications;
  const list = details.length > 0 ? `${level}: ${details.join('; ')}` : level;
  if (problem === undefined) checks.pass('later-modifications', clause, list);
  else checks.fail('later-modifications', clause, `${problem} (${list})`);
}
