import { fsck, openCheckpoint, verifyConsistency, type NoteVerifier, type Sha256 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { ArchiveFolder } from './archive-folder.js';
import { monthFile, readManifest, sha256Hex, type Manifest } from './manifest.js';

/**
 * Reads an archived month back from its files: each as the manifest says, its checkpoint signed by the log and consistent
 * with the month before, and the whole archive rebuilt from its entries (`fsck`) up to its newest checkpoint.
 * @param expected digest of the manifest as it was recorded
 * @throws Refusal `LOG_ARCHIVE_INVALID`; the hint names the file or the first finding
 */
export async function verifyArchive(
  folder: ArchiveFolder,
  month: string,
  { verifier, sha256, expected }: { verifier: NoteVerifier; sha256: Sha256; expected?: string },
): Promise<Manifest> {
  const { manifest, digest } = await readManifest(folder, month);
  if (expected !== undefined && digest !== expected) throw invalid(monthFile(month, 'manifest.json'));
  if (manifest.month !== month || manifest.origin !== verifier.name) throw invalid('manifest');
  for (const { path, bytes, sha256: wanted } of manifest.files) {
    const found = await folder.read(path).catch((cause: unknown) => {
      throw invalid(path, cause);
    });
    if (found.length !== bytes || sha256Hex(found) !== wanted) throw invalid(path);
  }
  await requireCheckpoint(folder, manifest, verifier, sha256);
  const result = await fsck(folder, {
    log: verifier,
    sha256,
    known: [
      { size: BigInt(manifest.checkpoint.size), root: Buffer.from(manifest.checkpoint.root, 'base64') },
    ],
  });
  const [finding] = result.findings;
  if (finding)
    throw invalid(
      JSON.stringify(finding, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    );
  return manifest;
}

async function requireCheckpoint(
  folder: ArchiveFolder,
  { month, checkpoint, consistency, next }: Manifest,
  verifier: NoteVerifier,
  sha256: Sha256,
): Promise<void> {
  const name = monthFile(month, 'checkpoint');
  try {
    const signed = openCheckpoint(await folder.read(name), verifier).checkpoint;
    const isSame = Buffer.from(signed.root).toString('base64') === checkpoint.root;
    if (!isSame || String(signed.size) !== checkpoint.size || signed.size < BigInt(next)) throw invalid(name);
    if (consistency)
      verifyConsistency(
        {
          size1: BigInt(consistency.size1),
          root1: Buffer.from(consistency.root1, 'base64'),
          size2: signed.size,
          root2: signed.root,
          proof: consistency.proof.map((hash) => Buffer.from(hash, 'base64')),
        },
        sha256,
      );
  } catch (cause) {
    throw invalid(name, cause);
  }
}

function invalid(hint: string, cause?: unknown): Refusal {
  return new Refusal('LOG_ARCHIVE_INVALID', { hint, cause });
}
