import { z } from 'zod';

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]*$/u);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/**
 * What a copy of a licence's document is released for (加注件, GB/T 36905). It names organisations and the case, and no
 * person: neither the clerk nor the holder.
 */
export const copyNoteSchema = z.strictObject({
  v: z.literal(1),
  /** Item code and name of the matter. */
  matter: z.strictObject({ code: text(64), name: text(200) }),
  /** To which organisation: unified social credit code and name. */
  organisation: z.strictObject({ code: text(64), name: text(200) }),
  caseNumber: text(128),
  /** By which node: entity identifier and name of its organisation. */
  releasedBy: z.strictObject({ node: text(512), name: text(200) }),
  releasedAt: instant,
  validUntil: instant,
  /** The document as its issuer made it: SHA-256 in base64url, size in bytes. */
  original: z.strictObject({
    sha256: z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/),
    size: z.int().min(1),
  }),
});
export type CopyNote = z.infer<typeof copyNoteSchema>;

/** Longest note in JSON that is read, in UTF-16 units. */
const LONGEST = 8192;

/** @returns undefined for what is no note */
export function readCopyNote(json: string): CopyNote | undefined {
  if (json.length > LONGEST) return undefined;
  try {
    return copyNoteSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/**
 * A text from outside, fit to stand in a note: what cannot be seen or turns the direction of writing is left out, runs of
 * white space are one space, and what is too long is cut where it ends with an ellipsis.
 */
export function noteText(value: string, longest: number): string {
  const plain = [
    ...value
      .replace(/\s+/gu, ' ')
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
      .trim(),
  ];
  const cut = plain.length <= longest ? plain.join('') : `${plain.slice(0, longest - 1).join('')}…`;
  return cut === '' ? '—' : cut;
}

export type CopyProblem =
  /** Something stands where the note is due and is none. */
  | 'COPY_NOTE_UNREADABLE'
  /** What is inside of the copy is not the original that the note names, or not what is shown. */
  | 'COPY_ORIGINAL_DIFFERS'
  /** The note takes more of the page than a note may. */
  | 'COPY_NOTE_COVERS_PAGE';

/** What was found of an annotated copy. Whether its seals hold is said by the report's signatures. */
export interface CopyFinding {
  note?: CopyNote;
  problem?: CopyProblem;
}

export interface CopyReport extends CopyFinding {
  /** The period that the note sets has ended. */
  expired: boolean;
}
