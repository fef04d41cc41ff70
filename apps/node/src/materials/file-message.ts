import { z } from 'zod';
import { fromBase64 } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { caseIdSchema } from '#libs/handling';
import type { OutgoingMessage } from '../messages/index.js';
import { FILE_PURPOSES, FILE_TYPES } from './file-types.js';
import type { CaseFile } from './material.js';

export const FILE_MESSAGE = 'case.file';
/** Bytes of a part; in base64, with its frame, it stays below the 256 KiB of a message. */
export const PART_BYTES = 150_000;

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** One part of a file of a case. All parts of it say the same of the whole. */
const filePartSchema = z.strictObject({
  v: z.literal(1),
  case: caseIdSchema,
  digest,
  /** Bytes of the whole. */
  size: z.int().min(1).max(104_857_600),
  mediaType: z.enum(FILE_TYPES),
  purpose: z.enum(FILE_PURPOSES),
  /** The file that a sheet tells of. */
  sheetOf: digest.optional(),
  /** From 1; there are as many as the size needs. */
  part: z.int().min(1),
  bytes: z
    .string()
    .max(Math.ceil(PART_BYTES / 3) * 4)
    .refine((text) => fromBase64(text) !== undefined, 'base64'),
});
export type FilePart = Omit<z.infer<typeof filePartSchema>, 'bytes'> & { bytes: Buffer; parts: number };

/** All messages about one case are applied in order, so a file is there before the event that names it. */
export const caseSubject = (id: string): string => `case:${id}`;

export function* partsOfFile(
  { caseId, digest: name, size, mediaType, purpose, sheetOf }: CaseFile,
  bytes: Buffer,
): Generator<Omit<OutgoingMessage, 'to'>> {
  for (let at = 0, part = 1; at < bytes.byteLength; at += PART_BYTES, part += 1)
    yield {
      kind: FILE_MESSAGE,
      subject: caseSubject(caseId),
      body: {
        v: 1,
        case: caseId,
        digest: name,
        size,
        mediaType,
        purpose,
        ...(sheetOf === undefined ? {} : { sheetOf }),
        part,
        bytes: bytes.subarray(at, at + PART_BYTES).toString('base64'),
      },
    };
}

/** @throws Refusal MESSAGE_BODY_INVALID with the member at fault */
export function readFilePart(body: unknown, subject: string): FilePart {
  const parsed = filePartSchema.safeParse(body);
  const invalid = (hint: string) => new Refusal('MESSAGE_BODY_INVALID', { hint });
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.') ?? '');
  const { data } = parsed;
  if (subject !== caseSubject(data.case)) throw invalid('case');
  if ((data.purpose === 'sheet') !== (data.sheetOf !== undefined)) throw invalid('sheetOf');
  const parts = Math.ceil(data.size / PART_BYTES);
  if (data.part > parts) throw invalid('part');
  const due = data.part < parts ? PART_BYTES : data.size - (parts - 1) * PART_BYTES;
  const bytes = Buffer.from(data.bytes, 'base64');
  if (bytes.byteLength !== due) throw invalid('bytes');
  return { ...data, bytes, parts };
}
