import { canonicalBytes } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { foldEvents, type CaseEvent, type Matter } from '#libs/handling';
import { signCompact, type SigningKey } from '#libs/jws';
import { writePackage } from '#libs/seals';
import {
  ARCHIVE_FORMAT,
  ARCHIVE_TYP,
  CHAINS_PATH,
  MANIFEST_PATH,
  manifestSchema,
  MATTER_PATH,
  README_PATH,
  SEAL_PATH,
  sha256,
  type ArchiveKind,
  type ArchiveLogEntry,
  type ArchiveManifest,
} from './format.js';
import { readmeOf } from './readme.js';

/** What goes into the package of one case. Nothing in it is looked up or judged here. */
export interface ArchiveContent {
  case: string;
  /** Signed events and what they say, as they were verified. */
  events: readonly { token: string; event: CaseEvent }[];
  /** Forms and words that events name, by their digest over canonical JSON. */
  forms: readonly unknown[];
  /** The definition by which it was received, where the node has it. */
  matter?: Matter;
  files: readonly (ArchiveManifest['files'][number] & {
    /** Absent where they were erased. */
    bytes?: Uint8Array;
    extension: string;
  })[];
  materials: ArchiveManifest['materials'];
  /** Evidence bundles (libs/evidence) of the lookups that materials came from, by the entry that says what came of them. */
  evidence: readonly { entry: string; bundle: object }[];
  /** Entries of the log of the node that makes the package, by the event that each names. */
  entries: readonly (ArchiveLogEntry & { event: string })[];
  /** Trust chains of the nodes that signed, and of witnesses. */
  chains: readonly (readonly string[])[];
}

export interface ArchiveSigner {
  issuer: string;
  key: SigningKey;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * Writes the electronic archive (电子档案) of a case as one ZIP file: the same content, signer and instant give the same bytes but
 * for the signature itself, where its suite is not deterministic.
 * @throws Refusal ARCHIVE_TOO_LARGE
 */
export async function writeArchive(
  content: ArchiveContent,
  { issuer, key, at }: ArchiveSigner,
  maxBytes = 256 << 20,
): Promise<Uint8Array> {
  const state = foldEvents(
    content.case,
    content.events.map(({ event }) => event),
  ).state;
  const parts = partsOf(content);
  const total = parts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  if (total > maxBytes) throw new Refusal('ARCHIVE_TOO_LARGE', { hint: `at most ${String(maxBytes)} bytes` });
  const manifest: ArchiveManifest = {
    format: ARCHIVE_FORMAT,
    case: content.case,
    made: { at: new Date(at).toISOString(), by: issuer },
    state: state ?? 'none',
    contents: parts.map(({ path, kind, bytes }) => ({
      path,
      kind,
      sha256: sha256(bytes),
      size: bytes.byteLength,
    })),
    files: content.files
      .map(({ bytes, extension: _, ...file }) => ({ ...file, ...(bytes ? {} : { erased: true }) }))
      .toSorted(by(({ digest }) => digest)),
    materials: content.materials.toSorted(by(({ id, digest }) => `${id} ${digest}`)),
  };
  const manifestBytes = canonicalBytes(manifestSchema.parse(manifest));
  const seal = await signCompact({
    header: { typ: ARCHIVE_TYP },
    payload: {
      v: 1,
      iss: issuer,
      iat: Math.floor(at / 1000),
      case: content.case,
      manifest_sha256: sha256(manifestBytes),
    },
    key,
  });
  return writePackage([
    [MANIFEST_PATH, manifestBytes],
    [SEAL_PATH, utf8(seal)],
    ...parts.map(({ path, bytes }) => [path, bytes] as const),
  ]);
}

interface Part {
  path: string;
  kind: ArchiveKind;
  bytes: Uint8Array;
}

/** In one order, whatever the order in which they were given. */
function partsOf(content: ArchiveContent): Part[] {
  const parts: Part[] = [
    { path: README_PATH, kind: 'readme', bytes: utf8(readmeOf(content.case)) },
    {
      path: CHAINS_PATH,
      kind: 'chains',
      bytes: canonicalBytes(content.chains.toSorted(by((chain) => chain.join(' ')))),
    },
    ...content.events.map(({ token, event: { region, seq, id } }): Part => ({
      path: `events/${region}-${String(seq).padStart(5, '0')}-${id.slice(0, 12)}.jws`,
      kind: 'event',
      bytes: utf8(token),
    })),
    ...content.forms.map((form): Part => {
      const bytes = canonicalBytes(form);
      return { path: `forms/${sha256(bytes)}.json`, kind: 'form', bytes };
    }),
    ...content.files.flatMap(({ digest, bytes, extension }): Part[] =>
      bytes ? [{ path: `files/${digest}.${extension}`, kind: 'file', bytes }] : [],
    ),
    ...content.evidence.map(({ entry, bundle }): Part => ({
      path: `evidence/${entry}.json`,
      kind: 'evidence',
      bytes: canonicalBytes(bundle),
    })),
    ...content.entries.map(({ event, ...entry }): Part => ({
      path: `log/${event}.json`,
      kind: 'entry',
      bytes: canonicalBytes(entry),
    })),
  ];
  if (content.matter)
    parts.push({ path: MATTER_PATH, kind: 'matter', bytes: canonicalBytes(content.matter) });
  // A digest may begin with `-` or `_`: then the name would not be one that every system takes.
  return [...new Map(parts.map((part) => [part.path, part])).values()].toSorted(by(({ path }) => path));
}

const by =
  <T>(key: (item: T) => string) =>
  (one: T, other: T): number =>
    key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
