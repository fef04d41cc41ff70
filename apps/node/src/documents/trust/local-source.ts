import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Refusal } from '#libs/errors';

/** Trust that the operator keeps in files. */
export interface LocalSource {
  kind: 'list' | 'folder' | 'certificates' | 'crls';
  /** A file, or a folder. */
  path: string;
}

const MOST_FILES = 5000;
const MOST_BYTES = 64 << 20;

/**
 * The files of a source, of a folder those that lie in it and not those of its folders.
 * @throws Refusal TRUST_STORE_INVALID where one cannot be read
 */
export class SourceFiles {
  private constructor(
    private readonly paths: readonly string[],
    /** Changes when a file does: names, sizes, times, inodes. */
    readonly state: string,
  ) {}

  static async of({ kind, path }: LocalSource): Promise<SourceFiles> {
    return reading(path, async () => {
      const paths = kind === 'folder' ? await filesOf(path) : [path];
      let bytes = 0;
      const states: string[] = [];
      const files: string[] = [];
      for (const file of paths) {
        const about = await stat(file);
        if (!about.isFile()) {
          if (kind !== 'folder') throw new Error('not a file');
          continue;
        }
        if ((bytes += about.size) > MOST_BYTES) throw new Error(`more than ${String(MOST_BYTES)} bytes`);
        files.push(file);
        states.push([file, about.size, about.mtimeMs, about.ino].join(' '));
      }
      return new SourceFiles(files, states.join('\n'));
    });
  }

  async read(): Promise<{ name: string; bytes: Uint8Array }[]> {
    const files = [];
    for (const path of this.paths)
      files.push({ name: basename(path), bytes: await reading(path, () => readFile(path)) });
    return files;
  }
}

async function filesOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  if (names.length > MOST_FILES) throw new Error(`more than ${String(MOST_FILES)} files`);
  return names.map((name) => join(folder, name));
}

async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Refusal('TRUST_STORE_INVALID', { hint: code === undefined ? path : `${path}: ${code}`, cause });
  }
}
