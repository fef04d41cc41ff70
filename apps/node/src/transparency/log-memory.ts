import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#libs/errors';

const size = z.string().regex(/^(0|[1-9]\d{0,18})$/);
const root = z.string().regex(/^(|[A-Za-z0-9+/]{43}=)$/);

/** What the node remembers of its log outside the database. */
const memorySchema = z.strictObject({
  version: z.literal(1),
  origin: z.string(),
  /** `audit_identity()`: system identifier, timeline and oid of the database. */
  identity: z.string(),
  /** Of the newest checkpoint that this node knew. */
  size,
  root,
  /** Why the log was refused; only `tongban audit restore` takes it away. */
  refused: z
    .strictObject({
      code: z.enum(['LOG_FORKED', 'LOG_BEHIND_WITNESS']),
      witness: z.string(),
      size,
      root,
      at: z.string(),
    })
    .optional(),
});
export type LogMemory = z.infer<typeof memorySchema>;

/** The memory as a file; replicas that share a folder may share it. */
export interface MemoryFile {
  /** @throws Refusal `LOG_MEMORY_UNREADABLE`: a file that stands there and says nothing is no reason to go on */
  load(): Promise<LogMemory | undefined>;
  save(memory: LogMemory): Promise<void>;
}

export function memoryFile(path: string): MemoryFile {
  return {
    async load() {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new Refusal('LOG_MEMORY_UNREADABLE', { details: { path }, cause: error });
      }
      try {
        return memorySchema.parse(JSON.parse(text));
      } catch (cause) {
        throw new Refusal('LOG_MEMORY_UNREADABLE', { details: { path }, cause });
      }
    },
    async save(memory) {
      await mkdir(dirname(path), { recursive: true });
      const fresh = `${path}.${randomBytes(4).toString('hex')}`;
      await writeFile(fresh, JSON.stringify(memory), { mode: 0o600, flush: true });
      await rename(fresh, path);
    },
  };
}
