import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { EditionMaterial } from '../pool/protocol.js';
import { digestOf, sharedBytes } from './shared-bytes.js';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const recordSchema = z.strictObject({
  origin: z.string().min(1),
  recordedAt: z.number().int().nonnegative(),
  /** SHA-256 of the list and name of its file. */
  digest: hex,
  expiresAt: z.number().int().nonnegative().optional(),
});
const indexSchema = z.strictObject({ version: z.literal(1), editions: z.array(recordSchema) });
const INDEX = 'editions.json';

/** A list that trusts nobody: what stands for an origin that is no longer asked. */
export const NOBODY = JSON.stringify({ version: 1, name: 'nobody', edition: 1, authorities: [] });

/**
 * Every edition of every trust list that was in force at this node, on disk: `editions.json` says when each was taken
 * over, `<sha256>.json` holds what it says. Nothing is ever removed, since a verdict for a past time needs it.
 */
export class EditionHistory {
  private constructor(
    private readonly directory: string,
    private readonly editions: EditionMaterial[],
  ) {}

  /** @throws Refusal CONFIG_INVALID where what stands there is not what was written */
  static async open(directory: string): Promise<EditionHistory> {
    const index = await readIfThere(join(directory, INDEX));
    if (!index) return new EditionHistory(directory, []);
    try {
      const { editions } = indexSchema.parse(JSON.parse(index.toString('utf8')));
      const read: EditionMaterial[] = [];
      for (const { expiresAt, ...edition } of editions) {
        const text = await readFile(join(directory, `${edition.digest}.json`));
        if ((await digestOf(text)) !== edition.digest) throw new Error(`${edition.digest}.json was altered`);
        read.push({ ...edition, text: sharedBytes(text), ...(expiresAt === undefined ? {} : { expiresAt }) });
      }
      return new EditionHistory(directory, read);
    } catch (cause) {
      throw new Refusal('CONFIG_INVALID', { hint: `documents.trust.historyDir: ${directory}`, cause });
    }
  }

  /** Oldest first. */
  all(): readonly EditionMaterial[] {
    return this.editions;
  }

  newest(origin: string): EditionMaterial | undefined {
    return this.editions.findLast((edition) => edition.origin === origin);
  }

  /** Takes an edition over, on disk before it counts; one that says what the newest says only moves its end. */
  async record(origin: string, list: string, at: number, expiresAt?: number): Promise<void> {
    const text = Buffer.from(list, 'utf8');
    const digest = await digestOf(text);
    const newest = this.newest(origin);
    const end = expiresAt === undefined ? {} : { expiresAt };
    if (newest?.digest === digest && newest.expiresAt === expiresAt) return;
    const edition = {
      origin,
      recordedAt: newest?.digest === digest ? newest.recordedAt : at,
      digest,
      ...end,
    };
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await this.write(`${digest}.json`, text);
    const kept =
      newest?.digest === digest ? this.editions.filter((one) => one !== newest) : [...this.editions];
    kept.push({ ...edition, text: sharedBytes(text) });
    const index = { version: 1, editions: kept.map(({ text: _text, ...record }) => record) };
    await this.write(INDEX, Buffer.from(JSON.stringify(index, null, 1)));
    this.editions.splice(0, this.editions.length, ...kept);
  }

  /** The signed form of a list that stands now, to be verified again after a restart. */
  async token(origin: string): Promise<string | undefined> {
    return (await readIfThere(join(this.directory, await tokenName(origin))))?.toString('latin1');
  }

  async saveToken(origin: string, token: string): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await this.write(await tokenName(origin), Buffer.from(token, 'latin1'));
  }

  private async write(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.directory, name);
    const draft = `${path}.${String(process.pid)}.new`;
    await writeFile(draft, bytes, { mode: 0o600, flush: true });
    await rename(draft, path);
  }
}

const tokenName = async (origin: string): Promise<string> => `${await digestOf(Buffer.from(origin))}.jwt`;

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Refusal('CONFIG_INVALID', { hint: `documents.trust.historyDir: ${path}`, cause: thrown });
  }
}
