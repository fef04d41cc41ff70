import type { Dirent } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, writeFile, type FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { isDate } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { CsvMapping } from '../mapping/csv-mapping.js';

const CHINA_MS = 8 * 3_600_000;
/** A clock that is a little ahead is no lie; a state of next year would keep out every later one. */
const AHEAD_MS = 24 * 3_600_000;
const CHECKSUM_BYTES = 1_000;

/** A file that has been taken over, with the checksum that came with it. */
export interface Delivery {
  /** `housing-20261129.csv` */
  name: string;
  /** What the name says, milliseconds; undefined where it says nothing that can be. */
  asOf: number | undefined;
}

/**
 * The folder of one department. A file is taken by renaming it into `taken/`, so that it is taken once, whole, and by one;
 * when it is dealt with it goes to `done/` or `refused/`, where it has a report beside it.
 */
export class DeliveryFolder {
  constructor(
    private readonly csv: CsvMapping,
    private readonly clock: () => number,
  ) {}

  /** Takes over what is complete; what an earlier run had taken and not ended is among it. The oldest state first. */
  async take(): Promise<Delivery[]> {
    for (const folder of ['taken', 'done', 'refused'])
      await mkdir(this.at(folder), { recursive: true, mode: 0o700 });
    for (const name of await this.complete('')) {
      // The checksum last: a run that ends in between finds the pair again.
      await rename(this.at(name), this.at('taken', name)).catch(ignoreMissing);
      await rename(this.at(`${name}.sha256`), this.at('taken', `${name}.sha256`)).catch(ignoreMissing);
    }
    const taken = await this.complete('taken');
    return taken
      .map((name) => ({ name, asOf: this.asOf(name) }))
      .toSorted((a, b) => (a.asOf ?? 0) - (b.asOf ?? 0) || (a.name < b.name ? -1 : 1));
  }

  /** SHA-256 that came with it, in hex. @throws Refusal SOURCE_FILE_CHECKSUM */
  async checksum({ name }: Delivery): Promise<string> {
    const handle = await this.openPlain(`${name}.sha256`, CHECKSUM_BYTES, 'SOURCE_FILE_CHECKSUM');
    try {
      const text = await readFile(handle, 'utf8');
      const found = /^([0-9a-fA-F]{64})(?:[ \t]+\*?([^\r\n]{1,255}))?\s*$/.exec(text);
      if (!found?.[1] || (found[2] !== undefined && found[2] !== name))
        throw new Refusal('SOURCE_FILE_CHECKSUM');
      return found[1].toLowerCase();
    } finally {
      await handle.close();
    }
  }

  /** @throws Refusal SOURCE_FILE_UNREADABLE for what is no plain file, SOURCE_FILE_TOO_LARGE */
  open({ name }: Delivery): Promise<FileHandle> {
    return this.openPlain(name, this.csv.maxBytes, 'SOURCE_FILE_UNREADABLE');
  }

  /** @param report for the department; no values */
  async end({ name }: Delivery, outcome: 'done' | 'refused', report: object): Promise<void> {
    await writeFile(this.at(outcome, `${name}.report.json`), `${JSON.stringify(report, null, 2)}\n`);
    for (const file of [name, `${name}.sha256`])
      await rename(this.at('taken', file), this.at(outcome, file)).catch(ignoreMissing);
  }

  /** Names of data files whose checksum stands in the folder; the file itself may have been taken already. */
  private async complete(folder: string): Promise<string[]> {
    const entries = await readdir(this.at(folder), { withFileTypes: true });
    const names = new Set(entries.filter((entry) => !entry.isDirectory()).map(({ name }: Dirent) => name));
    const wanted = new RegExp(`^(${this.csv.prefix}-[0-9T]{1,20}\\.csv)\\.sha256$`);
    const found = [...names].flatMap((name) => wanted.exec(name)?.[1] ?? []);
    if (folder !== '') return found.filter((name) => names.has(name));
    const held = await Promise.all(
      found.map(async (name) => names.has(name) || (await exists(this.at('taken', name)))),
    );
    return found.filter((_, n) => held[n]).toSorted();
  }

  private async openPlain(
    name: string,
    maxBytes: number,
    code: 'SOURCE_FILE_CHECKSUM' | 'SOURCE_FILE_UNREADABLE',
  ): Promise<FileHandle> {
    let handle: FileHandle;
    try {
      // No link is followed, and no pipe is waited for.
      handle = await open(
        this.at('taken', name),
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      );
    } catch (cause) {
      throw new Refusal(code, { cause });
    }
    const stat = await handle.stat();
    if (stat.isFile() && stat.size <= maxBytes) return handle;
    await handle.close();
    throw new Refusal(stat.isFile() ? 'SOURCE_FILE_TOO_LARGE' : code);
  }

  private asOf(name: string): number | undefined {
    const [, year, month, day, hour = '00', minute = '00'] =
      /-(\d{4})(\d{2})(\d{2})(?:T([01]\d|2[0-3])([0-5]\d))?\.csv$/.exec(name) ?? [];
    const date = `${year ?? ''}-${month ?? ''}-${day ?? ''}`;
    if (!isDate(date)) return undefined;
    const instant = Date.parse(`${date}T${hour}:${minute}:00Z`) - CHINA_MS;
    return instant > this.clock() + AHEAD_MS ? undefined : instant;
  }

  private at(...parts: string[]): string {
    return join(this.csv.folder, ...parts);
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
