import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  formatCsvRecord,
  importLicences,
  type ImportRequest,
  type ImportResult,
} from '../../apps/node/src/licences/index.js';
import { csvColumns, rowFromLicence, sampleLicences, type Licence } from '#libs/licences';

export const samples = (count: number, seed = 1): Licence[] => [
  ...sampleLicences({ region: '110000', seed, count }),
];

export const csvLine = (licence: Licence): string => {
  const row = rowFromLicence(licence);
  return formatCsvRecord(csvColumns.map((column) => row[column] ?? ''));
};
export const csvOf = (licences: readonly Licence[]): string =>
  formatCsvRecord(csvColumns) + licences.map(csvLine).join('');
export const jsonLinesOf = (licences: readonly Licence[]): string =>
  licences.map((licence) => `${JSON.stringify(licence)}\n`).join('');

/** Imports into one database, each time over a connection of its own, as the command does. */
export class Importer {
  readonly folder = mkdtempSync(join(tmpdir(), 'tongban-import-'));
  private now = Date.parse('2026-11-24T00:00:00Z');

  constructor(private readonly url: string) {}

  write(content: string | Buffer, name: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** `content` as a file of that name, imported. */
  async run(
    content: string | Buffer,
    options: Partial<ImportRequest> & { name?: string } = {},
  ): Promise<ImportResult> {
    const { name = 'licences.csv', ...request } = options;
    return this.runFile(this.write(content, name), request);
  }

  async runFile(path: string, request: Partial<ImportRequest> = {}): Promise<ImportResult> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await importLicences(
        {
          path,
          source: 'test',
          format: path.endsWith('.jsonl') ? 'jsonl' : 'csv',
          encoding: 'utf-8',
          strict: false,
          resume: false,
          actor: '110000',
          ...request,
        },
        { client, clock: () => (this.now += 1000), newId: randomUUID },
      );
    } finally {
      await client.end();
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
