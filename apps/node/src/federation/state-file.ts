import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { jwksSchema } from '#libs/federation';

/** What is worth keeping over a restart. Everything in it is signed by others and verified again when it is read. */
const stateSchema = z.strictObject({
  version: z.literal(1),
  chains: z.array(z.array(z.string())).max(10_000),
  /** Keys that an anchor's rotation led to, with the digest of the pinned keys from which the rotation was followed. */
  followed: z.array(z.strictObject({ entityId: z.string(), pinned: z.string(), jwks: jwksSchema })),
  trustMarks: z.array(z.strictObject({ type: z.string(), token: z.string() })),
});
export type FederationState = z.infer<typeof stateSchema>;

export interface StateStore {
  load(): Promise<FederationState | undefined>;
  save(state: FederationState): Promise<void>;
}

/** The state in a file. A file that cannot be read costs a fetch, never the start of the node. */
export function stateFile(path: string): StateStore {
  let saved = '';
  return {
    load: async () => {
      try {
        return stateSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch {
        return undefined;
      }
    },
    save: async (state) => {
      const text = JSON.stringify(state);
      if (text === saved) return;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(`${path}.new`, text, { mode: 0o600 });
      await rename(`${path}.new`, path);
      saved = text;
    },
  };
}
