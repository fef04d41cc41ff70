import {
  ED25519,
  fromBase64,
  leafHash,
  parseEntry,
  parseTlogProof,
  parseVerifierKey,
  verifyTlogProof,
  type NoteVerifier,
} from '#libs/audit-log';
import { asRefusal } from '#libs/errors';
import type { EvidenceTrust, KnownNode } from '#libs/evidence';
import { parseStrictJson } from '#libs/jws';
import type { ArchiveChecks } from './check.js';
import type { ReadEvent } from './check-case.js';
import { logEntrySchema } from './format.js';
import type { OpenedArchive } from './open-archive.js';

/** That each step stands in the log of the node that made the package, and is proven to be in it. */
export async function checkLog(
  archive: OpenedArchive,
  events: readonly ReadEvent[],
  nodes: readonly KnownNode[],
  trust: EvidenceTrust,
  checks: ArchiveChecks,
): Promise<void> {
  const { made, case: id } = archive.manifest;
  const maker = nodes.find(({ entityId }) => entityId === made.by);
  const keys = [maker?.metadata.log.verifier_key, ...(trust.logKeys ?? [])].flatMap(
    (key) => keyOf(key) ?? [],
  );
  const found = new Set<string>();
  let proven = 0;
  for await (const { path, bytes } of archive.of('entry')) {
    try {
      const { bytes: encoded, proof } = logEntrySchema.parse(
        parseStrictJson(bytes, { maxBytes: 2 << 20, maxDepth: 4 }),
      );
      const raw = fromBase64(encoded) ?? new Uint8Array();
      const entry = parseEntry(raw);
      const event = events.find((one) => path === `log/${one.event.id}.json`)?.event;
      const step = entry.kind === 'case' ? entry.case : undefined;
      if (
        !event ||
        entry.node !== made.by ||
        step?.event !== event.id ||
        step.id !== id ||
        step.step !== event.kind
      ) {
        checks.judge('log-entries', false, path);
        continue;
      }
      found.add(event.id);
      if (proof === undefined) continue;
      const parsed = parseTlogProof(proof);
      const origin = parsed.checkpoint.split('\n', 1)[0];
      const log = keys.find(({ name }) => name === origin);
      if (!log) continue;
      verifyTlogProof(parsed, leafHash(raw), { log });
      proven += 1;
    } catch (thrown) {
      const { code } = asRefusal(thrown);
      checks.judge(code.startsWith('AUDIT_ENTRY') ? 'log-entries' : 'log-proofs', false, `${path} ${code}`);
    }
  }
  const without = events.filter(({ event }) => !found.has(event.id));
  checks.judge(
    'log-entries',
    without.length === 0 ? true : undefined,
    without.map(({ event }) => event.kind).join(', '),
  );
  checks.judge(
    'log-proofs',
    found.size > 0 && proven === found.size ? true : undefined,
    `${String(proven)}/${String(found.size)}`,
  );
}

function keyOf(text: string | undefined): NoteVerifier | undefined {
  if (text === undefined) return undefined;
  try {
    const key = parseVerifierKey(text);
    return key.algorithm === ED25519 ? key : undefined;
  } catch {
    return undefined;
  }
}
