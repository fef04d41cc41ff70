import { asRefusal } from '#libs/errors';
import { examineChains, type EvidenceTrust, type KnownNode } from '#libs/evidence';
import type { CaseView } from '#libs/handling';
import { parseStrictJson, verifyCompact } from '#libs/jws';
import { ArchiveChecks, type ArchiveCheck, type ArchiveVerdict } from './check.js';
import { checkCase, readEventToken, type ReadEvent } from './check-case.js';
import { checkFiles, type FileFacts } from './check-files.js';
import { checkLog } from './check-log.js';
import {
  ARCHIVE_TYP,
  CHAINS_PATH,
  chainsSchema,
  SEAL_LIMITS,
  sealClaims,
  sha256,
  type ArchiveManifest,
} from './format.js';
import { openArchive, type OpenedArchive } from './open-archive.js';

export type ArchiveTrust = EvidenceTrust;

export interface ArchiveReport {
  verdict: ArchiveVerdict;
  checks: ArchiveCheck[];
  /** For a story; what is not proven by the checks above is only what the package says. */
  facts: {
    manifest?: ArchiveManifest;
    view?: CaseView | undefined;
    events: { id: string; kind: string; region: string; at: number; signer: string }[];
    evidence: FileFacts['evidence'];
    nodes: { entityId: string; name?: { zh: string; en: string } }[];
  };
}

/**
 * Checks the electronic archive of a case, offline: the package and its manifest, the signature of every event, that the
 * events come to the state that is claimed, the definition and the forms that they name, the digest of every file, the
 * evidence of every lookup, and that the steps stand in the log of the node that made the package.
 *
 * Not checked: seals and signatures inside the documents (`tongban verify`); that no region made further events which the
 * maker did not have; that a chain was not revoked before it expired; what people meant.
 */
export async function verifyArchive(bytes: Uint8Array, trust: ArchiveTrust = {}): Promise<ArchiveReport> {
  const checks = new ArchiveChecks();
  const archive = await openArchive(bytes, checks);
  const facts: ArchiveReport['facts'] = { events: [], evidence: [], nodes: [] };
  if (archive) {
    const { manifest } = archive;
    facts.manifest = manifest;
    const events = await readEvents(archive, checks);
    const nodes = await readChains(archive, events, trust, checks);
    facts.nodes = nodes.map(({ entityId, metadata }) => ({
      entityId,
      ...(metadata.name ? { name: metadata.name } : {}),
    }));
    const view = await checkCase(archive, events, nodes, checks);
    await checkSeal(archive, nodes, view, checks);
    facts.view = view;
    facts.events = events.map(({ event, issuer }) => ({
      id: event.id,
      kind: event.kind,
      region: event.region,
      at: event.at,
      signer: issuer,
    }));
    facts.evidence = (await checkFiles(archive, events, trust, checks)).evidence;
    await checkLog(archive, events, nodes, trust, checks);
  }
  return { verdict: checks.verdict, checks: checks.list, facts };
}

async function readEvents(archive: OpenedArchive, checks: ArchiveChecks): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  let problem = '';
  for await (const { path, bytes } of archive.of('event')) {
    try {
      events.push(readEventToken(bytes));
    } catch (thrown) {
      problem = `${path} ${asRefusal(thrown).code}`;
    }
  }
  const foreign = events.find(({ event }) => event.case !== archive.manifest.case);
  if (foreign) problem = `CASE_EVENT_OTHER_CASE ${foreign.event.id}`;
  if (events.length === 0) problem = 'no events';
  checks.judge('events-form', problem === '', problem || String(events.length));
  return events.filter(({ event }) => event.case === archive.manifest.case);
}

/** Chains are judged for the time of the case, and of making the package where they are newer. */
async function readChains(
  archive: OpenedArchive,
  events: readonly ReadEvent[],
  trust: ArchiveTrust,
  checks: ArchiveChecks,
): Promise<KnownNode[]> {
  const anchors = trust.anchors ?? [];
  const bytes = await archive.at(CHAINS_PATH);
  let chains: string[][] = [];
  try {
    chains = chainsSchema.parse(
      parseStrictJson(bytes ?? new Uint8Array(), { maxBytes: 8 << 20, maxDepth: 4 }),
    );
  } catch {
    checks.judge('chain', false, CHAINS_PATH);
  }
  const first = Math.min(...events.map(({ event }) => event.at), Date.parse(archive.manifest.made.at));
  const reports = await examineChains(chains, anchors, new Set(), {
    lookup: first,
    made: Date.parse(archive.manifest.made.at),
  });
  const nodes = reports.flatMap(({ node }) => node ?? []);
  // A chain that does not hold vouches for nobody; whether that hurts shows where a signature needs it.
  checks.judge(
    'chain',
    nodes.length > 0 ? true : undefined,
    reports
      .map(({ node, subject, problem }) => node?.entityId ?? `${subject ?? '?'} ${problem ?? ''}`)
      .join(', '),
  );
  checks.judge('anchor', anchors.length === 0 ? undefined : nodes.length > 0);
  return nodes;
}

async function checkSeal(
  archive: OpenedArchive,
  nodes: readonly KnownNode[],
  view: CaseView | undefined,
  checks: ArchiveChecks,
): Promise<void> {
  const { manifest, manifestBytes, seal } = archive;
  try {
    let signer: KnownNode | undefined;
    let known = true;
    const { payload } = await verifyCompact(seal, {
      typ: ARCHIVE_TYP,
      limits: SEAL_LIMITS,
      resolveKey: ({ kid }, { iss }) => {
        signer = nodes.find(({ entityId }) => entityId === iss);
        known = signer !== undefined;
        return signer?.keys.find((key) => key.kid === kid);
      },
    }).catch((thrown: unknown) => {
      // Nobody vouches for the signer: nothing is wrong with the signature as far as anybody can tell.
      if (!known) return { payload: undefined };
      throw thrown;
    });
    if (payload === undefined) return checks.judge('manifest-signature', undefined, 'no chain of its issuer');
    const claims = sealClaims.parse(payload);
    const holds =
      claims.case === manifest.case &&
      claims.iss === manifest.made.by &&
      claims.iat === Math.floor(Date.parse(manifest.made.at) / 1000) &&
      claims.manifest_sha256 === sha256(manifestBytes);
    checks.judge('manifest-signature', holds, claims.iss);
    const parties = view?.parties;
    const regions: string[] = parties ? [parties.receipt, parties.decision, ...parties.supporting] : [];
    checks.judge(
      'manifest-party',
      parties === undefined
        ? undefined
        : regions.some((region) => signer?.metadata.jurisdictions.includes(region)),
    );
  } catch (thrown) {
    checks.judge('manifest-signature', false, asRefusal(thrown).code);
  }
}
