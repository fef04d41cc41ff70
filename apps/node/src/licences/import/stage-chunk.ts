import type { ClientBase } from 'pg';
import { LICENCE_COLUMNS, valuesOf } from '../store/columns.js';
import { CopyBuffer } from './copy.js';
import type { Finding } from './finding.js';
import { ImportJobs, inTransaction, type ImportProgress } from './import-job.js';
import type { ParsedRecord } from './parse-record.js';

const STAGING_COLUMNS = ['line', ...LICENCE_COLUMNS];
const FINDING_COLUMNS = ['import_id', 'line', 'outcome', 'code', 'field', 'message'];

/** Whichever is reached first ends a chunk: a chunk of very long rows must not fill the memory. */
const FULL_ROWS = 5_000;
const FULL_BYTES = 8 * 1024 * 1024;

/** Rows and findings on their way to the database; cleared and used again once they are there. */
export class Chunk {
  /** Lines of the file, rejected ones included. */
  rows = 0;
  staged = 0;
  private readonly licences = new CopyBuffer();
  private readonly findings = new CopyBuffer();

  constructor(private readonly importId: string) {}

  get full(): boolean {
    return this.rows >= FULL_ROWS || this.licences.length + this.findings.length >= FULL_BYTES;
  }

  add(line: number, { licence, findings }: ParsedRecord): void {
    this.rows += 1;
    if (licence) {
      this.staged += 1;
      this.licences.add([line, ...valuesOf(licence)]);
    }
    for (const finding of findings) this.report(finding);
  }

  /** Rows, findings and the progress that they mean are committed together, or none of them. */
  async commit(client: ClientBase, progress: ImportProgress, at: Date): Promise<void> {
    await inTransaction(client, async () => {
      await this.licences.copyInto(client, 'licence_staging', STAGING_COLUMNS);
      await this.findings.copyInto(client, 'licence_import_finding', FINDING_COLUMNS);
      await new ImportJobs(client).advance(this.importId, progress, at);
    });
  }

  clear(): void {
    this.rows = 0;
    this.staged = 0;
    this.licences.clear();
    this.findings.clear();
  }

  private report({ line, outcome, code, field, message }: Finding): void {
    this.findings.add([this.importId, line, outcome, code, field, message]);
  }
}
