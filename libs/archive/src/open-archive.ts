import { Refusal, asRefusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';
import { Package } from '#libs/seals';
import { canonicalBytes } from '#libs/audit-log';
import type { ArchiveChecks } from './check.js';
import {
  ARCHIVE_LIMITS,
  MANIFEST_LIMITS,
  MANIFEST_PATH,
  manifestSchema,
  SEAL_PATH,
  sha256,
  type ArchiveKind,
  type ArchiveManifest,
} from './format.js';

/** A package whose files are the ones that its manifest lists, read one by one. */
export interface OpenedArchive {
  manifest: ArchiveManifest;
  manifestBytes: Uint8Array;
  seal: string;
  /** Files of one kind, in the order of their paths; those whose bytes are not the listed ones are left out. */
  of(kind: ArchiveKind): AsyncGenerator<{ path: string; bytes: Uint8Array }>;
  at(path: string): Promise<Uint8Array | undefined>;
}

/**
 * Opens a package from a stranger: the rules of `Package` (no encryption, no path out of it, no name twice, bounds), then
 * the manifest, then that every file is listed with its digest and every listed one is there.
 * @returns undefined where the checks say that it cannot be read at all
 */
export async function openArchive(
  bytes: Uint8Array,
  checks: ArchiveChecks,
): Promise<OpenedArchive | undefined> {
  let opened: Package;
  let manifestBytes: Uint8Array | undefined;
  let seal: Uint8Array | undefined;
  try {
    opened = Package.open(bytes, ARCHIVE_LIMITS);
    if (opened.sizeOf(MANIFEST_PATH) > MANIFEST_LIMITS.maxBytes)
      throw new Refusal('ARCHIVE_MALFORMED', { hint: 'manifest' });
    [manifestBytes, seal] = [await opened.read(MANIFEST_PATH), await opened.read(SEAL_PATH)];
    checks.judge('package', true, `${String(opened.names.length)} files`);
  } catch (thrown) {
    checks.judge('package', false, told(thrown));
    return undefined;
  }
  const manifest = manifestBytes && readManifest(manifestBytes);
  checks.judge('manifest-form', manifest !== undefined);
  if (!manifest || !manifestBytes) return undefined;

  const listed = new Set(manifest.contents.map(({ path }) => path));
  const surplus = opened.names.filter(
    (name) => name !== MANIFEST_PATH && name !== SEAL_PATH && !listed.has(name),
  );
  const absent = manifest.contents.filter(({ path }) => !opened.has(path)).map(({ path }) => path);
  const twice = listed.size !== manifest.contents.length;
  checks.judge(
    'listing',
    surplus.length + absent.length === 0 && !twice,
    [...surplus, ...absent].slice(0, 5).join(', '),
  );

  const good = new Set<string>();
  const wrong: string[] = [];
  for (const { path, sha256: digest, size } of manifest.contents) {
    if (!opened.has(path)) continue;
    const content = await opened.read(path).catch(() => undefined);
    if (content && content.byteLength === size && sha256(content) === digest) good.add(path);
    else wrong.push(path);
  }
  checks.judge('digests', wrong.length === 0, wrong.slice(0, 5).join(', ') || `${String(good.size)}`);

  const kinds = new Map(manifest.contents.map(({ path, kind }) => [path, kind]));
  return {
    manifest,
    manifestBytes,
    seal: seal ? new TextDecoder().decode(seal) : '',
    async *of(kind) {
      for (const path of [...good].sort()) {
        if (kinds.get(path) !== kind) continue;
        const content = await opened.read(path);
        if (content) yield { path, bytes: content };
      }
    },
    at: async (path) => (good.has(path) ? opened.read(path) : undefined),
  };
}

/** Strictly: canonical JSON, of the form that is due. */
function readManifest(bytes: Uint8Array): ArchiveManifest | undefined {
  try {
    const parsed = manifestSchema.safeParse(parseStrictJson(bytes, MANIFEST_LIMITS));
    if (!parsed.success) return undefined;
    return Buffer.compare(canonicalBytes(parsed.data), bytes) === 0 ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

const told = (thrown: unknown): string => {
  const { code, hint } = asRefusal(thrown);
  return hint === undefined ? code : `${code} ${hint}`;
};
