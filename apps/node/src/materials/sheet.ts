import { z } from 'zod';
import { canonicalBytes } from '#libs/audit-log';
import { regionCodes } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';

export const SHEET_LIMITS = { maxBytes: 262_144, maxDepth: 12 };

const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);
const value = text(20_000).nullable();

/** What a lookup said of a material: the data that was released, by whom, with its receipt. Made by nodes, never by people. */
const sheetSchema = z.strictObject({
  v: z.literal(1),
  case: text(64),
  material: text(64),
  region: z.enum(regionCodes),
  /** Node that answered, where it is not the one that made the sheet. */
  signer: text(512).optional(),
  /** RFC 3339 in UTC. */
  at: z.iso.datetime(),
  licence: z
    .strictObject({
      identifier: text(128),
      fields: z.record(text(64), value),
      attributes: z
        .array(z.strictObject({ code: text(64), labelZh: text(200), labelEn: text(200), value }))
        .max(200),
    })
    .optional(),
  dataset: z
    .strictObject({
      code: text(64),
      records: z.array(z.record(text(64), value)).max(500),
      asOf: z.iso.datetime().optional(),
    })
    .optional(),
  /** Fields that the provider did not release, with its reason. */
  withheld: z.array(z.strictObject({ field: text(128), reason: text(200) })).max(200),
  /** Entries of the log of the node that asked: of the data, and of the document. */
  entries: z.array(z.uuid()).max(4),
  receipt: z.strictObject({ log: text(512), leaf: text(64) }).optional(),
  /** Checks of the signed answer that were made when it came. */
  checks: z.array(z.strictObject({ name: text(64), outcome: text(20) })).max(64),
  /** Digest of the document that came with it; absent where there is none, `noDocument` says why. */
  document: text(64).optional(),
  noDocument: text(64).optional(),
  /** Recognised in place of the type that the matter names (互认). */
  acceptedFor: text(64).optional(),
});
export type Sheet = z.infer<typeof sheetSchema>;

export const sheetBytes = (sheet: Sheet): Uint8Array => canonicalBytes(sheetSchema.parse(sheet));

/** @throws Refusal MATERIAL_FILE_INVALID */
export function readSheet(bytes: Uint8Array): Sheet {
  let parsed: unknown;
  try {
    parsed = parseStrictJson(bytes, SHEET_LIMITS);
  } catch (cause) {
    throw new Refusal('MATERIAL_FILE_INVALID', { hint: 'sheet', cause });
  }
  const sheet = sheetSchema.safeParse(parsed);
  if (!sheet.success)
    throw new Refusal('MATERIAL_FILE_INVALID', {
      hint: `sheet.${sheet.error.issues[0]?.path[0]?.toString() ?? ''}`,
    });
  return sheet.data;
}
