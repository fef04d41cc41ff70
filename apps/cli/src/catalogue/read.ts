import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDate } from '#libs/codes';
import { standardCatalogue } from '#libs/licences';
import { readCatalogueFiles } from '../../../node/src/catalogue/index.js';
import { CliFailure, ExitCode } from '../exit.js';
import { ROOT } from '../root.js';
import { padded, widthOf } from '../verify/text.js';

/** The catalogue of the files that were named, or of the repository's own folder. */
export function catalogueOf(files: readonly string[] | undefined): ReturnType<typeof readCatalogueFiles> {
  return readCatalogueFiles(files ?? ownFiles(), standardCatalogue);
}

function ownFiles(): string[] {
  const folder = join(ROOT, 'config/catalogue');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

const CHINA_MS = 8 * 3_600_000;

/** A day as given, or today in China. */
export function dayOf(given: string | undefined): string {
  if (given === undefined) return new Date(Date.now() + CHINA_MS).toISOString().slice(0, 10);
  if (!isDate(given)) throw new CliFailure(ExitCode.usage, `${given}: YYYY-MM-DD`);
  return given;
}

/** Name of a thing of the catalogue, `licence:<code>` or `dataset:<code>`, for a person. */
export function nameOfThing(
  key: string,
  datasets: readonly { code: string; name: { zh: string; en: string } }[],
): { zh: string; en: string } {
  const code = key.slice(key.indexOf(':') + 1);
  const type = standardCatalogue.find(code);
  if (type) return { zh: type.zh, en: type.en };
  return datasets.find((dataset) => dataset.code === code)?.name ?? { zh: code, en: code };
}

/** Columns under one another, wide characters counted as two. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
