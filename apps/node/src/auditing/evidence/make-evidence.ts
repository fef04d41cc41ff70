import { asRefusal, Refusal } from '#libs/errors';
import { checkEvidence, type EvidenceBundle, mergeEvidence } from '#libs/evidence';
import type { TrustAnchor } from '#libs/federation';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { LogReader } from '../search/log-reader.js';
import { counterpartOf } from './answer-evidence.js';
import type { AskEvidence } from './ask-evidence.js';
import { type CollectEvidence, isAsking } from './collect-evidence.js';

export interface EvidenceParts {
  reader: LogReader;
  collect: CollectEvidence;
  ask: AskEvidence;
  anchors: () => readonly TrustAnchor[];
  journal: GovernanceJournal;
  clock: () => number;
}

export interface EvidenceWish {
  withPersonalValues: boolean;
  /** Ask the other node for its side too. */
  otherSide: boolean;
}

/**
 * The evidence of one lookup as one file that a verifier checks offline. This node's side comes from its own log, the other
 * one from the other node, within a bounded time; where that cannot be had, or contradicts our side, the file says so, and
 * asking again later completes it.
 */
export class MakeEvidence {
  constructor(private readonly parts: EvidenceParts) {}

  /** @throws Refusal `AUDIT_ENTRY_UNKNOWN`, for an entry that is about no lookup too */
  async bundle(
    caller: ClientCaller,
    id: string,
    { withPersonalValues, otherSide }: EvidenceWish,
  ): Promise<EvidenceBundle> {
    const { reader, collect, journal, clock } = this.parts;
    const startedAt = clock();
    const named = /^[0-9a-f-]{36}$/.test(id) ? await reader.byId(id) : undefined;
    if (!named?.entry || named.entry.governance) throw new Refusal('AUDIT_ENTRY_UNKNOWN');
    const digest = named.entry.request?.digest;
    const rows = (digest === undefined ? [named] : await reader.byRequestDigest(digest)).slice(0, 16);
    const own = await collect.side(rows, withPersonalValues);
    const peer = counterpartOf(named);
    const bundle =
      otherSide && digest !== undefined && peer !== undefined
        ? await this.completed(own, peer, digest, isAsking(rows) ? 'provider' : 'requester')
        : own;
    await journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      startedAt,
      governance: {
        action: 'bundle',
        filter: JSON.stringify({ withPersonalValues, sides: bundle.sides.map(({ role }) => role) }),
        entries: rows.map((row) => row.id),
        rows: rows.length,
      },
    });
    return bundle;
  }

  /** Entries of this node with their proofs, by id, for what is put together of them; those that are unknown are left out. */
  async proven(ids: readonly string[]): Promise<ReadonlyMap<string, { bytes: string; proof?: string }>> {
    const { reader, collect } = this.parts;
    const found = new Map<string, { bytes: string; proof?: string }>();
    for (const id of ids) {
      const row = await reader.byId(id);
      const [side] = row ? (await collect.side([row], false)).sides : [];
      const entry = side?.entries[0];
      if (entry)
        found.set(id, { bytes: entry.bytes, ...(entry.proof === undefined ? {} : { proof: entry.proof }) });
    }
    return found;
  }

  private async completed(
    own: EvidenceBundle,
    peer: string,
    request: string,
    role: 'requester' | 'provider',
  ): Promise<EvidenceBundle> {
    const { ask, clock } = this.parts;
    try {
      const both = mergeEvidence(own, await ask.ask(peer, request, role));
      if ((await this.fails(both)) && !(await this.fails(own))) throw new Refusal('EVIDENCE_CONTRADICTS');
      return both;
    } catch (error) {
      const { code } = asRefusal(error);
      if (code === 'INTERNAL') throw error;
      return { ...own, missing: [{ role, node: peer, code, at: new Date(clock()).toISOString() }] };
    }
  }

  private async fails(bundle: EvidenceBundle): Promise<boolean> {
    return (await checkEvidence(bundle, { anchors: this.parts.anchors() })).verdict === 'failed';
  }
}
