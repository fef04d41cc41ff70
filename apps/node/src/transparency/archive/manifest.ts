import { hash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { ArchiveFolder } from './archive-folder.js';

const index = z.string().regex(/^(0|[1-9]\d{0,18})$/);
const base64Hash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);

/** `months/<YYYY-MM>/manifest.json`, written last: a month without it was not archived. */
export const manifestSchema = z.strictObject({
  version: z.literal(1),
  origin: z.string(),
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  /** Entries of the month: from `first` up to, not including, `next`. */
  first: index,
  next: index,
  /** The smallest checkpoint that covers the month, and its consistency with that of the month archived before. */
  checkpoint: z.strictObject({ size: index, root: base64Hash }),
  consistency: z.strictObject({ size1: index, root1: base64Hash, proof: z.array(base64Hash) }).optional(),
  files: z.array(
    z.strictObject({
      /** Relative to the archive's folder. */
      path: z.string().regex(/^(?!.*\.\.)[\w./-]+$/),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const monthFile = (month: string, name: string): string => `months/${month}/${name}`;

export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}

/** @throws Refusal `LOG_ARCHIVE_INVALID`. */
export async function readManifest(
  folder: ArchiveFolder,
  month: string,
): Promise<{ manifest: Manifest; digest: string }> {
  const name = monthFile(month, 'manifest.json');
  try {
    const bytes = await folder.read(name);
    return { manifest: manifestSchema.parse(JSON.parse(bytes.toString('utf8'))), digest: sha256Hex(bytes) };
  } catch (cause) {
    throw new Refusal('LOG_ARCHIVE_INVALID', { hint: name, cause });
  }
}
