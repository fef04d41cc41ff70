import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import { randomBytes } from '../../lookup/random-stock.js';
import { uuid7 } from '../../lookup/uuid7.js';
import { ownerOf } from '../acting-person.js';
import type { CountEntries } from '../search/count-entries.js';
import { type AuditFilter, loggedFilter, parseFilter } from '../search/filter.js';
import type { LogReader } from '../search/log-reader.js';
import type { Sealer } from '../../secrets/index.js';
import { EXPORT_FORMATS, type ExportJob, type ExportStore } from './export-store.js';
import { EXPORT_FILTER, exportFile, removeFiles } from './run-export.js';

const requestSchema = z.strictObject({
  format: z.enum(EXPORT_FORMATS),
  filter: z.unknown().optional(),
  withPersonalValues: z.boolean().default(false),
});

export interface ExportParts {
  store: ExportStore;
  counts: CountEntries;
  reader: LogReader;
  journal: GovernanceJournal;
  sealer: Sealer;
  directory: string;
  keepHours: number;
  most: number;
  clock: () => number;
}

/** Exports of auditors: asked for, looked at, fetched, deleted by whoever asked. All but looking is logged. */
export class Exports {
  constructor(private readonly parts: ExportParts) {}

  /**
   * @param body `{ format, filter?, withPersonalValues? }`
   * @throws Refusal `AUDIT_EXPORT_INVALID` | `AUDIT_FILTER_INVALID` | `AUDIT_EXPORT_LIMIT`
   */
  async create(caller: ClientCaller, body: unknown): Promise<ExportJob> {
    const { store, counts, reader, sealer, keepHours, most, clock } = this.parts;
    const parsed = requestSchema.safeParse(body);
    if (!parsed.success)
      throw new Refusal('AUDIT_EXPORT_INVALID', { hint: String(parsed.error.issues[0]?.path[0] ?? 'body') });
    const { format, withPersonalValues } = parsed.data;
    const filter = parseFilter(parsed.data.filter);
    const owner = ownerOf(caller);
    const standing = (await store.ofOwner(owner)).filter(
      ({ state }) => state !== 'expired' && state !== 'failed',
    );
    if (standing.length >= most) throw new Refusal('AUDIT_EXPORT_LIMIT', { hint: String(most) });
    const now = clock();
    const total = await counts.total(filter);
    const job: ExportJob = {
      id: uuid7(now, randomBytes),
      owner,
      format,
      filter: sealer.seal(JSON.stringify(filter), EXPORT_FILTER),
      withPersonal: withPersonalValues,
      upto: await reader.size(),
      state: 'waiting',
      code: null,
      rowsDone: 0n,
      rowsTotal: total.exact ? BigInt(total.count) : null,
      nextIndex: 0n,
      bytesDone: 0n,
      sha256: null,
      createdAt: new Date(now),
      expiresAt: new Date(now + keepHours * 3_600_000),
    };
    // In the log before a single row is written.
    await this.record(caller, job, 'asked for', filter);
    await store.add(job);
    return job;
  }

  list(caller: ClientCaller): Promise<ExportJob[]> {
    return this.parts.store.ofOwner(ownerOf(caller));
  }

  /** @throws Refusal `AUDIT_EXPORT_UNKNOWN`, for those of others too */
  async get(caller: ClientCaller, id: string): Promise<ExportJob> {
    const job = await this.parts.store.find(id, ownerOf(caller));
    if (!job) throw new Refusal('AUDIT_EXPORT_UNKNOWN');
    return job;
  }

  /**
   * The finished file; that it is fetched is logged before the first byte.
   * @throws Refusal `AUDIT_EXPORT_UNKNOWN` | `AUDIT_EXPORT_NOT_READY` | `AUDIT_EXPORT_EXPIRED`
   */
  async fetch(caller: ClientCaller, id: string): Promise<{ job: ExportJob; path: string }> {
    const job = await this.get(caller, id);
    if (job.state === 'expired' || job.expiresAt.getTime() <= this.parts.clock())
      throw new Refusal('AUDIT_EXPORT_EXPIRED');
    if (job.state !== 'done') throw new Refusal('AUDIT_EXPORT_NOT_READY', job.code ? { hint: job.code } : {});
    await this.record(caller, job, 'fetched');
    return { job, path: exportFile(this.parts.directory, job.id) };
  }

  async remove(caller: ClientCaller, id: string): Promise<void> {
    const job = await this.get(caller, id);
    await this.record(caller, job, 'deleted');
    await this.parts.store.remove(job.id, job.owner);
    await removeFiles(this.parts.directory, job.id);
  }

  private async record(
    caller: ClientCaller,
    job: ExportJob,
    note: string,
    filter?: AuditFilter,
  ): Promise<void> {
    const { id, format, withPersonal, rowsDone } = job;
    await this.parts.journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: (commitments) => ({
        action: 'export',
        ...(filter
          ? {
              filter: loggedFilter(filter, commitments, {
                export: id,
                format,
                withPersonalValues: withPersonal,
              }),
            }
          : { filter: JSON.stringify({ export: id, format, withPersonalValues: withPersonal }) }),
        rows: Number(rowsDone),
        note,
      }),
    });
  }
}
