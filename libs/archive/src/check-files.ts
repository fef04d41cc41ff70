import { fromBase64, leafHash, logOrigin, parseEntry, toBase64url } from '#libs/audit-log';
import { asRefusal } from '#libs/errors';
import {
  checkEvidence,
  parseEvidence,
  type EvidenceBundle,
  type EvidenceTrust,
  type EvidenceVerdict,
} from '#libs/evidence';
import type { CaseEvent } from '#libs/handling';
import { parseStrictJson } from '#libs/jws';
import type { ArchiveChecks } from './check.js';
import type { ReadEvent } from './check-case.js';
import { sha256, type ArchiveManifest } from './format.js';
import type { OpenedArchive } from './open-archive.js';

export interface FileFacts {
  evidence: { path: string; verdict: EvidenceVerdict | 'unreadable'; receipts: string[] }[];
}

/** Digests of files that an event names; the words of a rating and forms are no files. */
export function filesNamed({ kind, data }: CaseEvent): string[] {
  const digests: (string | undefined)[] = [];
  if ('materials' in data) digests.push(...data.materials.map(({ digest }) => digest));
  if ('delegate' in data) digests.push(data.delegate?.proof);
  if ('signed' in data) digests.push(data.signed);
  if ('result' in data && kind !== 'end-special') digests.push(data.result);
  if ('document' in data) digests.push(data.document);
  return [...new Set(digests.filter((one): one is string => one !== undefined))];
}

/** Files by their digests, what the manifest says of them, and the evidence of the lookups that they came by. */
export async function checkFiles(
  archive: OpenedArchive,
  events: readonly ReadEvent[],
  trust: EvidenceTrust,
  checks: ArchiveChecks,
): Promise<FileFacts> {
  const { manifest } = archive;
  const here = new Set<string>();
  for await (const { path, bytes } of archive.of('file')) {
    const digest = sha256(bytes);
    if (path.startsWith(`files/${digest}.`)) here.add(digest);
    else checks.judge('materials-held', false, path);
  }
  const erased = new Set(manifest.files.filter((file) => file.erased === true).map(({ digest }) => digest));
  const listed = new Set(manifest.files.map(({ digest }) => digest));
  const named = [...new Set(events.flatMap(({ event }) => filesNamed(event)))];
  const absent = named.filter((digest) => !here.has(digest));
  const gone = absent.filter((digest) => erased.has(digest));
  const strangers = [...here].filter((digest) => !listed.has(digest));
  checks.judge(
    'materials-held',
    absent.length > gone.length || strangers.length > 0 ? false : gone.length > 0 ? undefined : true,
    [...absent, ...strangers].slice(0, 5).join(', ') || String(named.length),
  );
  checkStated(manifest, events, checks);
  await checkSheets(archive, checks);
  return checkLookups(archive, trust, checks);
}

/** What the manifest says of a material that events name is what they say: nobody has made it worth more afterwards. */
function checkStated(manifest: ArchiveManifest, events: readonly ReadEvent[], checks: ArchiveChecks): void {
  const stated = events.flatMap(({ event }) => ('materials' in event.data ? event.data.materials : []));
  const wrong = manifest.materials.filter((one) => {
    const same = stated.filter(({ id, digest }) => id === one.id && digest === one.digest);
    return (
      same.length > 0 &&
      !same.some(
        ({ origin, trust, verdict, receipt }) =>
          origin === one.origin && trust === one.trust && verdict === one.verdict && receipt === one.receipt,
      )
    );
  });
  const untold = stated.filter(
    ({ id, digest }) => !manifest.materials.some((one) => one.id === id && one.digest === digest),
  );
  checks.judge(
    'materials-stated',
    wrong.length + untold.length === 0,
    [...wrong, ...untold].map(({ id }) => id).join(', ') || String(stated.length),
  );
}

async function checkSheets(archive: OpenedArchive, checks: ArchiveChecks): Promise<void> {
  const { manifest } = archive;
  const sheets = manifest.files.filter(({ purpose, erased }) => purpose === 'sheet' && erased !== true);
  for (const { digest, sheetOf } of sheets) {
    const bytes = await archive.at(`files/${digest}.json`);
    let sheet: { v?: unknown; document?: unknown } | undefined;
    try {
      sheet = parseStrictJson(bytes ?? new Uint8Array(), { maxBytes: 1 << 18, maxDepth: 12 }) as typeof sheet;
    } catch {
      // said below
    }
    checks.judge('sheets', sheet?.v === 1 && sheetOf !== undefined && sheet.document === sheetOf, digest);
  }
  if (sheets.length === 0) checks.judge('sheets', true, '0');
}

/** Each receipt that a material of a lookup bears is the one in the evidence of a lookup. */
async function checkLookups(
  archive: OpenedArchive,
  trust: EvidenceTrust,
  checks: ArchiveChecks,
): Promise<FileFacts> {
  const facts: FileFacts = { evidence: [] };
  const receipts = new Set<string>();
  for await (const { path, bytes } of archive.of('evidence')) {
    try {
      const bundle = parseEvidence(bytes);
      const { verdict, facts: said } = await checkEvidence(bundle, trust);
      const told = [...receiptsIn(bundle), ...(said.answer ? [said.answer.receipt] : [])].map(
        ({ log, leaf }) => `${log}#${leaf}`,
      );
      for (const receipt of told) receipts.add(receipt);
      facts.evidence.push({ path, verdict, receipts: [...new Set(told)] });
      // Evidence of one side alone is partial; what is here of it still has to hold.
      checks.judge('evidence', verdict !== 'failed', `${path} ${verdict}`);
    } catch (thrown) {
      facts.evidence.push({ path, verdict: 'unreadable', receipts: [] });
      checks.judge('evidence', false, `${path} ${asRefusal(thrown).code}`);
    }
  }
  const fetched = archive.manifest.materials.filter(
    ({ origin, receipt }) => origin === 'lookup' && receipt !== undefined,
  );
  if (fetched.length === 0) {
    if (facts.evidence.length === 0) checks.judge('evidence', true, '0');
    checks.judge('receipts', true, '0');
    return facts;
  }
  const unproven = fetched.filter(({ receipt }) => receipt === undefined || !receipts.has(receipt));
  checks.judge('receipts', unproven.length === 0 ? true : undefined, unproven.map(({ id }) => id).join(', '));
  return facts;
}

/** What the entries of a bundle are receipts of, and what they bear themselves. */
function receiptsIn({ sides }: EvidenceBundle): { log: string; leaf: string }[] {
  return sides.flatMap(({ node, entries }) =>
    entries.flatMap(({ bytes }) => {
      const raw = fromBase64(bytes);
      try {
        const { receipt } = parseEntry(raw ?? new Uint8Array());
        const own = { log: logOrigin(node), leaf: toBase64url(leafHash(raw ?? new Uint8Array())) };
        return receipt ? [own, receipt] : [own];
      } catch {
        return []; // the checks of the bundle say so
      }
    }),
  );
}
