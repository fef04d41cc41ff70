import { createHash } from 'node:crypto';
import { z } from 'zod';
import { trustLevels } from '#libs/handling';

/** Unknown members are refused; a change of meaning is a new number. */
export const ARCHIVE_FORMAT = 'tongban-case-archive/1';
/** `typ` of the JWS that seals the manifest. */
export const ARCHIVE_TYP = 'case-archive+jwt';
export const SEAL_LIMITS = { maxBytes: 8_192, maxDepth: 4 };

/** Bounds for reading; a case holds at most 200 files and 2000 events (apps/node/src/materials, libs/handling). */
export const ARCHIVE_LIMITS = {
  maxEntries: 8_000,
  maxEntryBytes: 128 << 20,
  maxTotalBytes: 1024 << 20,
  maxNameBytes: 160,
};
export const MANIFEST_LIMITS = { maxBytes: 8 << 20, maxDepth: 12 };

export const MANIFEST_PATH = 'manifest.json';
export const SEAL_PATH = 'manifest.jws';
export const MATTER_PATH = 'matter.json';
export const CHAINS_PATH = 'chains.json';
export const README_PATH = 'README.txt';

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const path = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,159}$/);
const text = (max: number) => z.string().min(1).max(max);

/** What each file of the package is. */
export const archiveKinds = [
  'event',
  'form',
  'matter',
  'file',
  'evidence',
  'entry',
  'chains',
  'readme',
] as const;

export const manifestSchema = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  case: text(64),
  made: z.strictObject({ at: z.iso.datetime(), by: text(512) }),
  state: text(40).describe('What the events come to.'),
  contents: z
    .array(z.strictObject({ path, kind: z.enum(archiveKinds), sha256: digest, size: z.int().min(0) }))
    .max(ARCHIVE_LIMITS.maxEntries)
    .describe('Every file of the package but this one and its seal.'),
  files: z
    .array(
      z.strictObject({
        digest,
        mediaType: text(100),
        purpose: z.enum(['material', 'sheet', 'result', 'pledge', 'proof', 'document']),
        sheetOf: digest.optional(),
        from: text(512)
          .optional()
          .describe('Node that sent it; absent where it was taken in by the one that made this.'),
        erased: z.boolean().optional().describe('Its time of keeping was over: the bytes are not here.'),
      }),
    )
    .max(1000)
    .describe('Files of the case.'),
  materials: z
    .array(
      z.strictObject({
        id: text(64),
        digest,
        origin: z.enum(['lookup', 'upload', 'reuse', 'authority', 'pledge']),
        trust: z.enum(trustLevels),
        verdict: z.enum(['passed', 'failed', 'undecided']),
        receipt: text(200).optional(),
        fromCase: text(64).optional(),
        sheet: digest.optional(),
        document: z
          .strictObject({
            indication: text(40),
            subIndication: text(60).optional(),
            issuer: text(40),
            trustEdition: text(200),
            checkedAt: z.iso.datetime(),
          })
          .optional()
          .describe("This node's verdict on its seals and signatures."),
      }),
    )
    .max(1000),
});
export type ArchiveManifest = z.infer<typeof manifestSchema>;
export type ArchiveKind = (typeof archiveKinds)[number];

export const sealClaims = z.strictObject({
  v: z.literal(1),
  iss: z.string().min(1).max(512),
  /** Seconds since 1970. */
  iat: z.int().min(0),
  case: z.string().min(1).max(64),
  /** SHA-256 of manifest.json as it stands in the package, base64url. */
  manifest_sha256: digest,
});

/** An entry of the log of the node that made the package, which says that an event was taken or heard. */
export const logEntrySchema = z.strictObject({
  /** Canonical bytes of the entry, base64. */
  bytes: z.base64().max(1 << 20),
  /** C2SP tlog-proof; absent where no checkpoint covered the entry yet. */
  proof: z
    .string()
    .max(1 << 18)
    .optional(),
});
export type ArchiveLogEntry = z.infer<typeof logEntrySchema>;

export const chainsSchema = z
  .array(
    z
      .array(z.string().max(1 << 16))
      .min(1)
      .max(16),
  )
  .max(64);

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('base64url');
