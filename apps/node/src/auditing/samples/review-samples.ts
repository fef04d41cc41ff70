import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import { randomBytes } from '../../lookup/random-stock.js';
import { uuid7 } from '../../lookup/uuid7.js';
import type { Transactions } from '../../persistence/index.js';
import type { PublishedLog } from '../../transparency/index.js';
import { actingPerson } from '../acting-person.js';
import { type AuditFilter, loggedFilter, parseFilter } from '../search/filter.js';
import type { LogReader } from '../search/log-reader.js';
import type { Sealer } from '../../secrets/index.js';
import { draw, populationDigest } from './draw.js';
import { readPopulation } from './population.js';

export const VERDICTS = ['reviewed', 'questioned', 'escalated'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface SampleItem {
  place: number;
  index: string;
  entry: string;
  verdict: Verdict | null;
  note: string | null;
  secondVerdict: Verdict | null;
  secondNote: string | null;
}

export interface ReviewSample {
  id: string;
  population: number;
  populationDigest: string;
  wanted: number;
  /** Size of the log when the population was committed to; entries beyond are none of it. */
  treeSize: string;
  seedSize: string | null;
  seedRoot: string | null;
  state: 'committed' | 'drawn';
  createdAt: Date;
  items: SampleItem[];
}

export interface SampleParts {
  transactions: Transactions;
  reader: LogReader;
  published: PublishedLog;
  journal: GovernanceJournal;
  sealer: Sealer;
  populationMax: number;
  witnesses: number;
  clock: () => number;
}

const SAMPLE_FILTER = 'sample filter';
const MOST_ITEMS = 1000;
const uuid = z.uuid();
const NOTE = /^[^\p{Cc}\p{Cs}]{1,2000}$/u;

interface SampleRow {
  id: string;
  filter: Buffer;
  population: string;
  population_digest: string;
  wanted: number;
  tree_size: string;
  to_index: string;
  seed_size: string | null;
  seed_root: string | null;
  state: 'committed' | 'drawn';
  created_at: Date;
}

/**
 * Review samples that nobody picks. First the population is committed to, by an entry of the log that says its number,
 * its digest and how many are wanted. The root of the first checkpoint that covers this entry is the seed; nobody knows
 * it before. Two different people review each item, and each verdict is an entry.
 */
export class ReviewSamples {
  constructor(private readonly parts: SampleParts) {}

  /** @throws Refusal `AUDIT_SAMPLE_INVALID` | `AUDIT_PERSON_MISSING` */
  async commit(
    caller: ClientCaller,
    filter: AuditFilter,
    size: { percent?: number | undefined; count?: number | undefined },
  ): Promise<ReviewSample> {
    const { transactions, reader, journal, sealer, populationMax, clock } = this.parts;
    const owner = actingPerson(caller);
    const treeSize = await reader.size();
    const population = await readPopulation(reader, filter, treeSize, populationMax);
    const wanted = wantedOf(size, population.length);
    const now = clock();
    const id = uuid7(now, randomBytes);
    const digest = populationDigest(population);
    const { index } = await journal.record({
      kind: 'review',
      caller,
      outcome: 'granted',
      governance: (commitments) => ({
        action: 'sample',
        filter: loggedFilter(filter, commitments, {
          sample: id,
          population: population.length,
          digest,
          treeSize: String(treeSize),
          wanted,
        }),
        rows: wanted,
      }),
    });
    await transactions.run(async ({ client }) => {
      await client.query(
        `INSERT INTO auditing_sample (id, owner, filter, from_index, to_index, population, population_digest, wanted, tree_size, state, created_at)
         VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, 'committed', $9)`,
        [
          id,
          owner,
          sealer.seal(JSON.stringify(filter), SAMPLE_FILTER),
          // The entry that commits: the seed must cover it.
          String(index),
          population.length,
          digest,
          wanted,
          String(treeSize),
          new Date(now),
        ],
      );
    });
    return this.get(id);
  }

  /**
   * Draws, once: drawing again shows the same.
   * @throws Refusal `AUDIT_SAMPLE_TOO_EARLY` | `AUDIT_SAMPLE_CHANGED` | `AUDIT_SAMPLE_UNKNOWN`
   */
  async draw(caller: ClientCaller, id: string): Promise<ReviewSample> {
    const { transactions, reader, published, journal, sealer, populationMax, witnesses, clock } = this.parts;
    const row = await this.row(id);
    if (row.state === 'drawn') return this.get(id);
    const seed = await published.checkpointCovering(BigInt(row.to_index));
    if (!seed || !(await this.isWitnessed(seed.size, witnesses))) throw new Refusal('AUDIT_SAMPLE_TOO_EARLY');
    const text = sealer.open(row.filter, SAMPLE_FILTER);
    if (text === undefined) throw new Refusal('AUDIT_SAMPLE_CHANGED');
    const population = await readPopulation(
      reader,
      parseFilter(JSON.parse(text)),
      BigInt(row.tree_size),
      populationMax,
    );
    if (populationDigest(population) !== row.population_digest) throw new Refusal('AUDIT_SAMPLE_CHANGED');
    const drawn = draw(population, row.wanted, seed.root);
    const entries = (await reader.byIndexes(drawn)).map(({ id: entry }) => entry);
    await transactions.run(async ({ client }) => {
      const { rowCount } = await client.query(
        `UPDATE auditing_sample SET state = 'drawn', seed_size = $2, seed_root = $3, drawn_at = $4 WHERE id = $1 AND state = 'committed'`,
        [id, String(seed.size), Buffer.from(seed.root).toString('base64url'), new Date(clock())],
      );
      if (rowCount !== 1) return;
      await client.query(
        `INSERT INTO auditing_sample_item (sample, place, index, entry)
         SELECT $1, u.place, u.index, u.entry FROM unnest($2::bigint[], $3::uuid[]) WITH ORDINALITY AS u (index, entry, place)`,
        [id, drawn.map(String), entries],
      );
      await journal.record({
        kind: 'review',
        caller,
        outcome: 'granted',
        governance: {
          action: 'sample',
          filter: JSON.stringify({ sample: id, seedSize: String(seed.size), drawn: entries.length }),
          rows: entries.length,
          entries,
        },
      });
    });
    return this.get(id);
  }

  async list(caller: ClientCaller): Promise<ReviewSample[]> {
    const rows = await this.parts.transactions.run(
      async ({ client }) =>
        (await client.query<SampleRow>('SELECT * FROM auditing_sample ORDER BY created_at DESC LIMIT 100'))
          .rows,
    );
    await this.recordRead(caller, rows.length);
    return rows.map((row) => sampleOf(row, []));
  }

  async show(caller: ClientCaller, id: string): Promise<ReviewSample> {
    const sample = await this.get(id);
    await this.recordRead(caller, sample.items.length);
    return sample;
  }

  /**
   * The verdict of one person on one item; the second one is somebody else's.
   * @throws Refusal `AUDIT_REVIEW_FOUR_EYES` | `AUDIT_REVIEW_DONE` | `AUDIT_SAMPLE_UNKNOWN` | `AUDIT_NOTE_INVALID` |
   *   `AUDIT_PERSON_MISSING`
   */
  async review(
    caller: ClientCaller,
    id: string,
    place: number,
    verdict: Verdict,
    note: string | undefined,
  ): Promise<ReviewSample> {
    const { transactions, journal, clock } = this.parts;
    const person = actingPerson(caller);
    if (note === undefined ? verdict !== 'reviewed' : !NOTE.test(note))
      throw new Refusal('AUDIT_NOTE_INVALID');
    if (!uuid.safeParse(id).success) throw new Refusal('AUDIT_SAMPLE_UNKNOWN');
    await transactions.run(async ({ client }) => {
      const { rows } = await client.query<{
        first_by: string | null;
        second_by: string | null;
        entry: string;
      }>(
        'SELECT first_by, second_by, entry FROM auditing_sample_item WHERE sample = $1 AND place = $2 FOR UPDATE',
        [id, place],
      );
      const [item] = rows;
      if (!item) throw new Refusal('AUDIT_SAMPLE_UNKNOWN');
      if (item.second_by !== null) throw new Refusal('AUDIT_REVIEW_DONE');
      if (item.first_by === person) throw new Refusal('AUDIT_REVIEW_FOUR_EYES');
      const second = item.first_by !== null;
      await client.query(
        second
          ? 'UPDATE auditing_sample_item SET second_verdict = $3, second_note = $4, second_by = $5, second_at = $6 WHERE sample = $1 AND place = $2'
          : 'UPDATE auditing_sample_item SET verdict = $3, note = $4, first_by = $5, first_at = $6 WHERE sample = $1 AND place = $2',
        [id, place, verdict, note ?? null, person, new Date(clock())],
      );
      await journal.record({
        kind: 'review',
        caller,
        outcome: 'granted',
        governance: {
          action: 'verdict',
          entries: [item.entry],
          review: { sample: id, verdict, second, ...(note === undefined ? {} : { note }) },
        },
      });
    });
    return this.get(id);
  }

  private async get(id: string): Promise<ReviewSample> {
    const row = await this.row(id);
    const items = await this.parts.transactions.run(
      async ({ client }) =>
        (
          await client.query<SampleItem>(
            `SELECT place, index, entry, verdict, note, second_verdict AS "secondVerdict", second_note AS "secondNote"
             FROM auditing_sample_item WHERE sample = $1 ORDER BY place`,
            [id],
          )
        ).rows,
    );
    return sampleOf(row, items);
  }

  private async row(id: string): Promise<SampleRow> {
    if (!uuid.safeParse(id).success) throw new Refusal('AUDIT_SAMPLE_UNKNOWN');
    const { rows } = await this.parts.transactions.run(({ client }) =>
      client.query<SampleRow>('SELECT * FROM auditing_sample WHERE id = $1', [id]),
    );
    if (!rows[0]) throw new Refusal('AUDIT_SAMPLE_UNKNOWN');
    return rows[0];
  }

  /** A checkpoint is witnessed where it, or a later one that was proven to go on from it, has enough cosignatures. */
  private async isWitnessed(size: bigint, witnesses: number): Promise<boolean> {
    const rows = await this.parts.reader.query<object>(
      'SELECT FROM audit_cosignature WHERE size >= $1 GROUP BY size HAVING count(*) >= $2 LIMIT 1',
      [String(size), witnesses],
    );
    return rows.length > 0;
  }

  private async recordRead(caller: ClientCaller, rows: number): Promise<void> {
    await this.parts.journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: { action: 'read', filter: '{"of":"samples"}', rows },
    });
  }
}

/** @throws Refusal `AUDIT_SAMPLE_INVALID` */
function wantedOf(
  { percent, count }: { percent?: number | undefined; count?: number | undefined },
  population: number,
): number {
  if ((percent === undefined) === (count === undefined) || population === 0)
    throw new Refusal('AUDIT_SAMPLE_INVALID');
  const wanted = count ?? Math.ceil(((percent ?? 0) / 100) * population);
  if (percent !== undefined && !(percent > 0 && percent <= 100)) throw new Refusal('AUDIT_SAMPLE_INVALID');
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_ITEMS)
    throw new Refusal('AUDIT_SAMPLE_INVALID');
  return Math.min(wanted, population);
}

const sampleOf = (row: SampleRow, items: SampleItem[]): ReviewSample => ({
  id: row.id,
  population: Number(row.population),
  populationDigest: row.population_digest,
  wanted: row.wanted,
  treeSize: row.tree_size,
  seedSize: row.seed_size,
  seedRoot: row.seed_root,
  state: row.state,
  createdAt: row.created_at,
  items,
});
