import { createHash, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import { whileHolding } from '../../persistence/while-holding.js';
import type { CsvMapping } from '../mapping/csv-mapping.js';
import type { SourceMapping } from '../mapping/mapping-file.js';
import { DeliveryFolder, type Delivery } from './delivery.js';
import { readRows, type FileRead, type UsableRow } from './read-rows.js';
import type { VersionStore } from './version-store.js';

const BATCH = 1_000;

export interface TakeDeps {
  pool: Pool;
  clock: () => number;
  /** Told of every delivery: its name, and why it was refused where it was. */
  onDelivery: (delivery: { file: string; records?: number; faulty?: number; code?: ErrorCode }) => void;
}

/** Takes what a department has delivered; one replica at a time. */
export class TakeDeliveries {
  private readonly folder: DeliveryFolder;
  private readonly lock: string;

  constructor(
    private readonly source: SourceMapping,
    private readonly csv: CsvMapping,
    private readonly store: VersionStore,
    private readonly deps: TakeDeps,
  ) {
    this.folder = new DeliveryFolder(csv, deps.clock);
    const digest = createHash('sha256').update(`tongban source ${source.id}`).digest();
    this.lock = String(digest.readBigInt64BE());
  }

  /** @throws whatever the folder or the database throws; what is wrong with a file is told and written beside it */
  async run(): Promise<void> {
    await whileHolding(this.deps.pool, this.lock, async () => {
      await this.store.removeUnfinished();
      for (const delivery of await this.folder.take()) await this.one(delivery);
      await this.store.sweep(this.csv.keepVersions);
    });
  }

  private async one(delivery: Delivery): Promise<void> {
    const { clock, onDelivery } = this.deps;
    const id = randomUUID();
    const report = { file: delivery.name, source: this.source.id, at: new Date(clock()).toISOString() };
    let read: FileRead | undefined;
    try {
      const { asOf } = delivery;
      if (asOf === undefined) throw new Refusal('SOURCE_FILE_DATE');
      const checksum = await this.folder.checksum(delivery);
      const current = await this.store.current();
      // Taken into use by a run that ended before it could say so.
      const known = current?.asOf === asOf && current.sha256 === checksum;
      if (known) return await this.folder.end(delivery, 'done', { ...report, state: 'done' });
      if (current && asOf <= current.asOf) throw new Refusal('SOURCE_FILE_OLDER');
      const items = Object.keys(this.source.items);
      await this.store.begin({ id, asOf, file: delivery.name, items, at: clock() });
      read = await this.load(id, delivery);
      if (read.sha256 !== checksum) throw new Refusal('SOURCE_FILE_CHECKSUM');
      // A whole state without a row is an export that failed.
      if (read.rows === 0 || read.faulty > read.rows * this.csv.maxErrorShare)
        throw new Refusal('SOURCE_FILE_ROWS');
      await this.store.makeCurrent(id, read, clock());
      const records = read.rows - read.faulty;
      await this.folder.end(delivery, 'done', {
        ...report,
        state: 'done',
        records,
        faulty: read.faulty,
        faults: read.faults,
      });
      onDelivery({ file: delivery.name, records, faulty: read.faulty });
    } catch (error) {
      const refusal = asRefusal(error);
      // A database that is away or a full disk says nothing about the file: it is tried again.
      if (!refusal.code.startsWith('SOURCE_FILE_')) throw error;
      await this.store.refuse(id, refusal.code, read, clock());
      await this.folder.end(delivery, 'refused', {
        ...report,
        state: 'refused',
        ...refusal.toPublic(),
        faulty: read?.faulty ?? 0,
        faults: read?.faults ?? [],
      });
      onDelivery({ file: delivery.name, code: refusal.code });
    }
  }

  private async load(id: string, delivery: Delivery): Promise<FileRead> {
    const file = await this.folder.open(delivery);
    let batch: UsableRow[] = [];
    const flush = async (): Promise<void> => {
      const rows = batch;
      batch = [];
      if (rows.length > 0) await this.store.add(id, rows);
    };
    try {
      const read = await readRows(file, this.source, this.csv, async (row) => {
        batch.push(row);
        if (batch.length >= BATCH) await flush();
      });
      await flush();
      return read;
    } finally {
      await file.close();
    }
  }
}
