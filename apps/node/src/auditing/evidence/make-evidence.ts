import { formatTlogProof } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { EVIDENCE_FORMAT, type EvidenceBundle } from '#libs/evidence';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { PublishedLog } from '../../transparency/index.js';
import type { EntryRow, LogReader } from '../search/log-reader.js';

export interface EvidenceParts {
  reader: LogReader;
  published: PublishedLog;
  journal: GovernanceJournal;
  /** Entity identifier of this node. */
  node: string;
  /** Verifier key of this node's log (C2SP signed-note). */
  logKey: string;
  clock: () => number;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * What this node has of one lookup, as one file that a verifier checks offline: its entries about the request with an
 * inclusion proof each, both tokens, the trust chains as they stood. The other side's part comes from the other node, by
 * the same way there, and `mergeEvidence` puts both together; of the answer our entry holds its receipt.
 */
export class MakeEvidence {
  constructor(private readonly parts: EvidenceParts) {}

  /** @throws Refusal `AUDIT_ENTRY_UNKNOWN`, for an entry that is about no lookup too */
  async bundle(caller: ClientCaller, id: string, withPersonalValues: boolean): Promise<EvidenceBundle> {
    const { reader, journal, node, logKey, clock } = this.parts;
    const startedAt = clock();
    const named = /^[0-9a-f-]{36}$/.test(id) ? await reader.byId(id) : undefined;
    if (!named?.entry || named.entry.governance) throw new Refusal('AUDIT_ENTRY_UNKNOWN');
    const digest = named.entry.request?.digest;
    const rows = (digest === undefined ? [named] : await reader.byRequestDigest(digest)).slice(0, 16);
    const personal = withPersonalValues ? await this.salted(rows) : new Map<bigint, never[]>();
    const asking = rows.some(({ entry }) => entry?.kind === 'intent' || entry?.kind === 'outcome');
    const entries = await Promise.all(
      rows.map(async (row) => {
        const proof = await this.proof(row);
        const values = personal.get(row.index) ?? [];
        return {
          bytes: base64(row.bytes),
          ...(proof === undefined ? {} : { proof }),
          ...(values.length > 0 ? { personal: values } : {}),
        };
      }),
    );
    const bundle: EvidenceBundle = {
      format: EVIDENCE_FORMAT,
      made: { at: new Date(clock()).toISOString(), by: node },
      tokens: await this.tokens(rows),
      sides: [{ role: asking ? 'requester' : 'provider', node, entries }],
      chains: await this.chains(rows),
      keys: [{ use: 'log', key: logKey, source: 'the node whose log this is' }],
    };
    await journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      startedAt,
      governance: {
        action: 'bundle',
        filter: JSON.stringify({ withPersonalValues }),
        entries: rows.map((row) => row.id),
        rows: rows.length,
      },
    });
    return bundle;
  }

  /** Absent where no checkpoint covers the entry yet. */
  private async proof({ index }: EntryRow): Promise<string | undefined> {
    const { published } = this.parts;
    const checkpoint = await published.checkpointCovering(index);
    if (!checkpoint) return undefined;
    const { proof } = await published.inclusion(index, checkpoint.size);
    const lines = (await published.cosignatures(checkpoint.size)).map(({ line }) => `${line}\n`);
    return formatTlogProof({ index, hashes: proof, checkpoint: checkpoint.note + lines.join('') });
  }

  private async salted(rows: readonly EntryRow[]) {
    const found = await this.parts.reader.query<{
      index: string;
      label: string;
      salt: Buffer;
      value: string;
    }>('SELECT index, label, salt, value FROM audit_personal WHERE index = ANY($1) ORDER BY index, label', [
      rows.map(({ index }) => String(index)),
    ]);
    const values = new Map<bigint, { label: string; salt: string; value: string }[]>();
    for (const { index, label, salt, value } of found) {
      const list = values.get(BigInt(index)) ?? [];
      list.push({ label, salt: salt.toString('base64url'), value });
      values.set(BigInt(index), list);
    }
    return values;
  }

  private async tokens(rows: readonly EntryRow[]): Promise<EvidenceBundle['tokens']> {
    const found = await this.parts.reader.query<{ request: string | null; answer: string | null }>(
      'SELECT request_token AS request, answer_token AS answer FROM audit_evidence WHERE index = ANY($1) ORDER BY index',
      [rows.map(({ index }) => String(index))],
    );
    const request = found.find((row) => row.request !== null)?.request;
    const answer = found.find((row) => row.answer !== null)?.answer;
    return { ...(request ? { request } : {}), ...(answer ? { answer } : {}) };
  }

  private async chains(rows: readonly EntryRow[]): Promise<string[][]> {
    const digests = rows.flatMap(({ entry }) => entry?.chain ?? []);
    const found = await this.parts.reader.query<{ statements: string[] }>(
      'SELECT statements FROM audit_chain WHERE digest = ANY($1) ORDER BY digest',
      [digests],
    );
    return found.map(({ statements }) => statements);
  }
}
