import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegionCode } from '#libs/codes';
import { sampleLicence } from '#libs/licences';
import { formatCsvRecord } from '../../../node/src/licences/index.js';
import type { SealPki } from '../certs/seals/seal-pki.js';
import type { SampleRecipe } from './recipes.js';
import { SAMPLE_DOCUMENTS } from './recipes.js';
import { SampleSealer } from './seal-sample.js';
import { NOTES } from './spoiled/notes.js';

export interface WrittenSample extends SampleRecipe {
  /** Below the folder. */
  file: string;
  identifier: string;
  issuer: { code: string; name: string };
  sealer: { code: string; name: string };
  note?: { zh: string; en: string };
}

const COLUMNS = [
  'file',
  'licence',
  'issuerCode',
  'issuerName',
  'sealedByCode',
  'sealedByName',
  'expected',
  'note',
];

/**
 * Writes the sample documents of regions into `good/` and `spoiled/`, what is to be trusted into `trust/`, and a table
 * of what is to be expected of each.
 */
export async function writeSamples(
  folder: string,
  { pki, regions, seed, now }: { pki: SealPki; regions: readonly RegionCode[]; seed: number; now: number },
  onProgress: (done: number) => void = () => undefined,
): Promise<WrittenSample[]> {
  for (const name of ['good', 'spoiled', 'trust']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of readdirSync(pki.trustFolder)) {
    copyFileSync(join(pki.trustFolder, name), join(folder, 'trust', name));
  }
  const written: WrittenSample[] = [];
  for (const region of regions) {
    const sealer = new SampleSealer(pki, region, now);
    for (const recipe of SAMPLE_DOCUMENTS) {
      const licence = sampleLicence(region, seed, recipe.index);
      const { bytes, sealer: by } = await sealer.seal(licence, recipe);
      const number = String(recipe.index + 1).padStart(2, '0');
      const what = recipe.spoiled ?? licence.name;
      const file = `${recipe.spoiled ? 'spoiled' : 'good'}/${region}-${number}-${what}.${recipe.format}`;
      writeFileSync(join(folder, file), bytes);
      written.push({
        ...recipe,
        file,
        identifier: licence.identifier,
        issuer: { code: licence.issuerCode, name: licence.issuerName },
        sealer: by,
        ...(recipe.spoiled ? { note: NOTES[recipe.spoiled] } : {}),
      });
      onProgress(written.length);
    }
  }
  // With a byte order mark, so that spreadsheet programs read the Chinese.
  writeFileSync(
    join(folder, 'samples.csv'),
    `\ufeff${[COLUMNS, ...written.map(rowOf)].map((row) => formatCsvRecord(row)).join('')}`,
  );
  return written;
}

function rowOf({ file, identifier, issuer, sealer, expected, note }: WrittenSample): string[] {
  const verdict = [expected.indication, expected.subIndication]
    .filter((word) => word !== undefined)
    .join(' / ');
  return [file, identifier, issuer.code, issuer.name, sealer.code, sealer.name, verdict, note?.zh ?? ''];
}
