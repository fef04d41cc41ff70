import { formatTlogProof, type WitnessPolicy } from '#libs/audit-log';
import { EVIDENCE_FORMAT, type EvidenceBundle } from '#libs/evidence';
import type { PublishedLog } from '../../transparency/index.js';
import type { EntryRow, LogReader } from '../search/log-reader.js';

/** A trusted node that may have cosigned, with its trust chain of this moment. */
export interface KnownWitness {
  /** Name of its key (C2SP signed-note). */
  name: string;
  statements: readonly string[];
}

/** The witnesses among the trusted peers, with the chains that vouch for their keys now. */
export function knownWitnesses(
  peers: readonly {
    metadata: { witness?: { name: string } | undefined };
    evidence: { statements: readonly string[] };
  }[],
): KnownWitness[] {
  return peers.flatMap(({ metadata: { witness }, evidence: { statements } }) =>
    witness ? [{ name: witness.name, statements }] : [],
  );
}

export interface CollectParts {
  reader: LogReader;
  published: PublishedLog;
  /** Entity identifier of this node. */
  node: string;
  /** Verifier key of this node's log (C2SP signed-note). */
  logKey: string;
  policy: WitnessPolicy;
  witnesses: () => readonly KnownWitness[];
  clock: () => number;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Whether these entries are of the side that asked. */
export const isAsking = (rows: readonly EntryRow[]): boolean =>
  rows.some(({ entry }) => entry?.kind === 'intent' || entry?.kind === 'outcome');

/**
 * This node's side of one lookup: its entries with an inclusion proof each, both tokens, the trust chains as they stood,
 * and the chains of the witnesses whose cosignatures stand in the proofs.
 */
export class CollectEvidence {
  constructor(private readonly parts: CollectParts) {}

  async side(rows: readonly EntryRow[], withPersonalValues: boolean): Promise<EvidenceBundle> {
    const { node, logKey, clock } = this.parts;
    const personal = withPersonalValues ? await this.salted(rows) : new Map<bigint, never[]>();
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
    return {
      format: EVIDENCE_FORMAT,
      made: { at: new Date(clock()).toISOString(), by: node },
      tokens: await this.tokens(rows),
      sides: [{ role: isAsking(rows) ? 'requester' : 'provider', node, entries }],
      chains: [...(await this.chains(rows)), ...this.witnessChains(entries)],
      keys: [{ use: 'log', key: logKey, source: 'the node whose log this is' }],
    };
  }

  /** Absent where no checkpoint covers the entry yet. */
  private async proof({ index }: EntryRow): Promise<string | undefined> {
    const { published } = this.parts;
    const size = (await this.witnessedSize(index)) ?? (await published.checkpointCovering(index))?.size;
    const checkpoint = size === undefined ? undefined : await published.checkpointAt(size);
    if (!checkpoint) return undefined;
    const { proof } = await published.inclusion(index, checkpoint.size);
    const lines = (await published.cosignatures(checkpoint.size)).map(({ line }) => `${line}\n`);
    return formatTlogProof({ index, hashes: proof, checkpoint: checkpoint.note + lines.join('') });
  }

  /** The smallest covering checkpoint that is final, else provisional: not every checkpoint is shown to the witnesses. */
  private async witnessedSize(index: bigint): Promise<bigint | undefined> {
    const { reader, policy } = this.parts;
    for (const witnesses of [policy.final, policy.provisional]) {
      const [row] = await reader.query<{ size: string }>(
        `SELECT size FROM audit_cosignature WHERE size > $1 GROUP BY size HAVING count(*) >= $2 ORDER BY size LIMIT 1`,
        [String(index), witnesses],
      );
      if (row) return BigInt(row.size);
    }
    return undefined;
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

  private witnessChains(entries: readonly { proof?: string }[]): string[][] {
    const proofs = entries.map(({ proof }) => proof ?? '').join('\n');
    return this.parts
      .witnesses()
      .filter(({ name }) => proofs.includes(`\n\u2014 ${name} `))
      .map(({ statements }) => [...statements]);
  }
}
