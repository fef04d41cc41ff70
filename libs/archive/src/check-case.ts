import { canonicalBytes } from '#libs/audit-log';
import { asRefusal } from '#libs/errors';
import type { KnownNode } from '#libs/evidence';
import {
  CASE_EVENT_LIMITS,
  foldEvents,
  matterDigest,
  openingProblems,
  readEvent,
  readMatter,
  verifyEvent,
  type CaseEvent,
  type CaseView,
} from '#libs/handling';
import { parseCompact, parseStrictJson } from '#libs/jws';
import type { ArchiveChecks } from './check.js';
import { MATTER_PATH, sha256 } from './format.js';
import type { OpenedArchive } from './open-archive.js';

/** A signed event as it stands in the package, by its own word. */
export interface ReadEvent {
  token: string;
  issuer: string;
  event: CaseEvent;
}

/** @throws Refusal JWS_*, JSON_*, CASE_EVENT_INVALID */
export function readEventToken(bytes: Uint8Array): ReadEvent {
  const token = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const { payload } = parseCompact(token, CASE_EVENT_LIMITS);
  const { iss, ...body } = payload;
  return { token, issuer: typeof iss === 'string' ? iss : '', event: readEvent(body) };
}

/** Signatures, completeness, and what the events come to, with the definition and the forms that they name. */
export async function checkCase(
  archive: OpenedArchive,
  events: readonly ReadEvent[],
  nodes: readonly KnownNode[],
  checks: ArchiveChecks,
): Promise<CaseView | undefined> {
  if (events.length === 0) return undefined;
  for (const one of events) await checkSigned(one, nodes, checks);
  const { manifest } = archive;
  const view = foldEvents(
    manifest.case,
    events.map(({ event }) => event),
  );
  checks.judge('events-complete', view.waiting.length === 0, view.waiting.slice(0, 3).join(', '));
  checks.judge('fold', view.state !== undefined && view.state === manifest.state, view.state);
  const forms = await readForms(archive, events, checks);
  await checkMatter(archive, events, forms, checks);
  return view;
}

async function checkSigned(
  { token, issuer, event }: ReadEvent,
  nodes: readonly KnownNode[],
  checks: ArchiveChecks,
): Promise<void> {
  const signer = nodes.find(({ entityId }) => entityId === issuer);
  if (!signer) return checks.judge('events-signed', undefined, `no chain of ${issuer}`);
  const kid = parseCompact(token, CASE_EVENT_LIMITS).header.kid;
  // A key that was changed since: the chain of today does not vouch for it, and does not contradict it.
  if (!signer.keys.some((key) => key.kid === kid))
    return checks.judge('events-signed', undefined, `key ${String(kid)}`);
  try {
    const verified = await verifyEvent(token, {
      keyOf: (_, wanted) => signer.keys.find((key) => key.kid === wanted),
      actsFor: (_, region) => signer.metadata.jurisdictions.includes(region),
    });
    checks.judge('events-signed', verified.id === event.id);
  } catch (thrown) {
    checks.judge('events-signed', false, `${event.id} ${asRefusal(thrown).code}`);
  }
}

async function readForms(
  archive: OpenedArchive,
  events: readonly ReadEvent[],
  checks: ArchiveChecks,
): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const forms = new Map<string, Record<string, unknown>>();
  for await (const { path, bytes } of archive.of('form')) {
    try {
      const content = parseStrictJson(bytes, { maxBytes: 1 << 20, maxDepth: 16 }) as Record<string, unknown>;
      forms.set(sha256(canonicalBytes(content)), content);
    } catch {
      checks.judge('forms', false, path);
    }
  }
  const named = events.flatMap(({ event }) =>
    event.kind === 'receive' || event.kind === 'correct' ? (event.data.form ?? []) : [],
  );
  const absent = named.filter((digest) => !forms.has(digest));
  checks.judge('forms', absent.length === 0 ? true : undefined, absent.join(', '));
  return forms;
}

/** The definition is the one that the opening names, and the terms of the case are those that follow from it. */
async function checkMatter(
  archive: OpenedArchive,
  events: readonly ReadEvent[],
  forms: ReadonlyMap<string, Record<string, unknown>>,
  checks: ArchiveChecks,
): Promise<void> {
  const opening = events.map(({ event }) => event).find((event) => event.kind === 'receive') as
    CaseEvent<'receive'> | undefined;
  const bytes = await archive.at(MATTER_PATH);
  const form = opening && forms.get(opening.data.form);
  if (!opening || !bytes) return checks.judge('matter', undefined, MATTER_PATH);
  try {
    const matter = readMatter(parseStrictJson(bytes, { maxBytes: 1 << 20, maxDepth: 24 }));
    if (matterDigest(matter) !== opening.data.matter.digest)
      return checks.judge('matter', false, 'CASE_MATTER_OTHER_VERSION');
    const problems = form ? openingProblems(opening, matter, form) : [];
    checks.judge('matter', problems.length > 0 ? false : form ? true : undefined, problems.join(', '));
  } catch (thrown) {
    checks.judge('matter', false, asRefusal(thrown).code);
  }
}
