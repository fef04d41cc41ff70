import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { authorisationClaimsSchema } from '#libs/authorisation';
import { STATUS, StatusList } from '#libs/credentials';
import { Refusal } from '#libs/errors';
import { readIfThere, replaceFile } from '../../../anchor/src/files.js';

const LIST_SIZE = 1 << 16;

const record = z.strictObject({
  claims: authorisationClaimsSchema,
  organisation: z.string(),
  itemName: z.string(),
  /** Who confirmed, by user name. */
  by: z.string(),
  holderName: z.string(),
  /** Milliseconds since 1970. */
  withdrawnAt: z.int().optional(),
});
const stateSchema = z.strictObject({ version: z.literal(1), given: z.array(record).max(LIST_SIZE) });
export type Given = z.infer<typeof record>;

/** Authorisations that were given and which of them were withdrawn, in one file that is replaced whole. */
export class GivenStore {
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private given: readonly Given[],
  ) {}

  /** @throws Refusal `CONFIG_INVALID` for a file that is no state: forgetting withdrawals would be worse than not starting */
  static async open(file: string): Promise<GivenStore> {
    const text = await readIfThere(file);
    if (text === undefined) return new GivenStore(file, []);
    try {
      return new GivenStore(file, stateSchema.parse(JSON.parse(text)).given);
    } catch (cause) {
      throw new Refusal('CONFIG_INVALID', { hint: `stateFile: ${file}`, cause });
    }
  }

  list(): readonly Given[] {
    return this.given;
  }

  /** A place in the status list that nobody has, at random: neighbours in the list say nothing about each other. */
  freeIndex(): number {
    const taken = new Set(this.given.map(({ claims }) => claims.status.status_list.idx));
    if (taken.size >= LIST_SIZE / 2) throw new Refusal('OVERLOADED');
    for (;;) {
      const index = randomInt(LIST_SIZE);
      if (!taken.has(index)) return index;
    }
  }

  /** Resolves once it is on the disk. */
  add(given: Given): Promise<void> {
    return this.change((all) => [...all, given]);
  }

  /** Resolves once it is on the disk; false where there is none of that id that stands. */
  async withdraw(jti: string, now: number): Promise<boolean> {
    let found = false;
    await this.change((all) =>
      all.map((one) => {
        if (one.claims.jti !== jti || one.withdrawnAt !== undefined) return one;
        found = true;
        return { ...one, withdrawnAt: now };
      }),
    );
    return found;
  }

  statusList(): StatusList {
    const list = StatusList.create(1, LIST_SIZE);
    for (const { claims, withdrawnAt } of this.given)
      if (withdrawnAt !== undefined) list.set(claims.status.status_list.idx, STATUS.invalid);
    return list;
  }

  private change(next: (all: readonly Given[]) => readonly Given[]): Promise<void> {
    const done = this.writing.then(async () => {
      const given = next(this.given);
      await replaceFile(this.file, `${JSON.stringify({ version: 1, given })}\n`, 0o600);
      this.given = given;
    });
    this.writing = done.catch(() => undefined);
    return done;
  }
}
