import { join } from 'node:path';
import { regionCodes } from '#libs/codes';
import { SealPki } from '../certs/seals/seal-pki.js';
import type { Io } from '../io.js';
import { SAMPLE_DOCUMENTS } from '../samples/recipes.js';
import { writeSamples, type WrittenSample } from '../samples/write-samples.js';
import { REGION_CODES, type RegionName } from './region-database.js';

export interface SamplesOptions {
  documents: string;
  region?: RegionName;
  certs: string;
  seed: number;
}

/** `tongban licences samples`: the sealed and the spoiled sample documents as files, with what is to be trusted. */
export async function samplesCommand(
  { documents: folder, region, certs, seed }: SamplesOptions,
  io: Io,
): Promise<void> {
  const now = Date.now();
  const pki = SealPki.open(join(certs, 'seals'), { clock: () => now });
  const regions = region ? [REGION_CODES[region]] : regionCodes;
  const total = regions.length * SAMPLE_DOCUMENTS.length;
  const progress = io.progress(io.say({ zh: '生成样例文件', en: 'Making sample documents' }), total);
  const written = await writeSamples(folder, { pki, regions, seed, now }, (done) => progress.update(done));
  progress.end();
  io.out(written, () => summary(written, folder, io));
}

function summary(written: readonly WrittenSample[], folder: string, io: Io): string {
  const spoiled = written.filter((each) => each.spoiled !== undefined);
  const lines = spoiled.map(({ file, expected, note }) => {
    const verdict = [expected.indication, expected.subIndication]
      .filter((word) => word !== undefined)
      .join(' / ');
    return `  ${file}\n      ${verdict}  ${note ? io.say(note) : ''}`;
  });
  return [
    io.say({
      zh: `${folder}：good/ 中 ${String(written.length - spoiled.length)} 份有效文件，spoiled/ 中 ${String(spoiled.length)} 份反例：`,
      en: `${folder}: ${String(written.length - spoiled.length)} sound documents in good/, ${String(spoiled.length)} spoiled ones in spoiled/:`,
    }),
    ...lines,
    '',
    io.say({ zh: '验证：', en: 'Verify them:' }),
    `  npm run -s tongban -- verify ${join(folder, 'good')} --trust ${join(folder, 'trust')}`,
    `  npm run -s tongban -- verify ${folder} --trust ${join(folder, 'trust')}`,
  ].join('\n');
}
