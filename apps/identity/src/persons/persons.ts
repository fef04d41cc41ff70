import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { holderCodeProblem } from '#libs/codes';
import { Refusal } from '#libs/errors';

const text = (max: number) => z.string().min(1).max(max);
const subject = z
  .strictObject({ type: z.string().regex(/^\d{3}$/), code: text(64) })
  .refine(({ type, code }) => holderCodeProblem(type as never, code) === undefined, 'a code that is right');

/** For whom somebody may act, and what showed it: the document was looked at when the relation was recorded. */
const relation = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  capacity: z.enum(['delegate', 'guardian', 'representative']),
  of: subject,
  name: text(100),
  proof: z.strictObject({ kind: text(40), digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
  /** Seconds since 1970; a guardianship ends when the child is of age, a power of attorney on its date. */
  until: z.int(),
});
const person = z.strictObject({
  username: z.string().regex(/^[a-z0-9._-]{1,40}$/),
  name: text(50),
  holder: subject,
  passwordHash: text(200),
  /** Secret of the one-time codes (RFC 6238), base64url of 20 bytes. */
  totpSecret: z.string().regex(/^[A-Za-z0-9_-]{27}$/),
  relations: z.array(relation).max(50),
});
export const personsSchema = z.strictObject({ persons: z.array(person).max(10_000) });

export type Person = z.infer<typeof person>;
export type Relation = z.infer<typeof relation>;
export type Subject = Person['holder'];

/** @throws Refusal `CONFIG_INVALID` */
export async function readPersons(file: string): Promise<ReadonlyMap<string, Person>> {
  try {
    const { persons } = personsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return new Map(persons.map((one) => [one.username, one]));
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: `personsFile: ${file}`, cause });
  }
}

/** Relations that hold now. */
export const standing = (one: Person, now: number): Relation[] =>
  one.relations.filter(({ until }) => until * 1000 > now);

export const sameSubject = (a: Subject, b: Subject): boolean => a.type === b.type && a.code === b.code;
