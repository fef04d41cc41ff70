import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { csvColumns, rowFromLicence, sampleLicences } from '#libs/licences';
import { formatCsvRecord } from '../../../node/src/licences/index.js';
import type { Io } from '../io.js';
import { REGION_CODES, type RegionName } from './region-database.js';

export interface GenerateOptions {
  region: RegionName;
  count: number;
  seed: number;
  out: string;
}

const BATCH = 2_000;

/** `tongban licences generate`: invented licences as a file to import, the same for the same seed. */
export async function generateCommand({ region, count, seed, out }: GenerateOptions, io: Io): Promise<void> {
  const jsonLines = /\.(jsonl|ndjson)$/i.test(out);
  const file = createWriteStream(out);
  await once(file, 'open');
  const progress = io.progress(io.say({ zh: '生成样例证照', en: 'Making sample licences' }), count);
  let text = jsonLines ? '' : formatCsvRecord(csvColumns);
  let done = 0;
  for (const licence of sampleLicences({ region: REGION_CODES[region], seed, count })) {
    if (jsonLines) {
      text += `${JSON.stringify(licence)}\n`;
    } else {
      const row = rowFromLicence(licence);
      text += formatCsvRecord(csvColumns.map((column) => row[column] ?? ''));
    }
    done += 1;
    if (done % BATCH !== 0) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
    progress.update(done);
  }
  file.end(text);
  await once(file, 'finish');
  progress.update(done);
  progress.end();
  io.out({ file: out, rows: done, bytes: file.bytesWritten }, () => `${out}: ${String(done)} rows`);
}
