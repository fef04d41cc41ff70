import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { organisationSchema } from '../callers.config.js';
import { holderSchema } from '../holder.js';
import { CLIENT_ROLES } from '../roles.js';
import { writeSecretFile } from '../../secrets/index.js';
import { isPasswordHash } from './passwords.js';

export const accountSchema = z
  .strictObject({
    /** Stable identifier: `sub` of tokens, `person.id` of callers. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{3,63}$/),
    username: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/),
    passwordHash: z.string().refine(isPasswordHash, { error: 'must be a scrypt hash' }),
    name: z.string().min(1).max(80),
    role: z.enum(CLIENT_ROLES),
    organisation: organisationSchema,
    /** Whom an account of role `holder` stands for, as the identity provider has verified it; of that role alone. */
    holder: holderSchema.optional(),
    disabled: z.boolean().optional(),
  })
  .refine(({ role, holder }) => (role === 'holder') === (holder !== undefined), {
    error: 'role holder and a holder belong together',
  });

export type Account = z.infer<typeof accountSchema>;

const fileSchema = z
  .strictObject({ accounts: z.array(accountSchema) })
  .refine(({ accounts }) => new Set(accounts.map((a) => a.username)).size === accounts.length, {
    error: 'user names must be unique',
  })
  .refine(({ accounts }) => new Set(accounts.map((a) => a.id)).size === accounts.length, {
    error: 'ids must be unique',
  });

/** Writes the accounts file, mode 0600. */
export async function writeAccountsFile(path: string, accounts: readonly Account[]): Promise<void> {
  const content = fileSchema.parse({ accounts });
  await writeSecretFile(path, `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * The accounts of the embedded issuer, read from a file and read again when the file changes: an account that is
 * disabled there gets no further token. A missing file means no accounts.
 */
export class AccountsFile {
  #version = '';
  #byId = new Map<string, Account>();
  #byUsername = new Map<string, Account>();

  constructor(private readonly path: string) {}

  /** @returns the account, also where it is disabled */
  async byUsername(username: string): Promise<Account | undefined> {
    await this.refresh();
    return this.#byUsername.get(username.normalize('NFKC').trim().toLowerCase());
  }

  /** @returns the account unless it is disabled or gone */
  async active(id: string): Promise<Account | undefined> {
    await this.refresh();
    const account = this.#byId.get(id);
    return account?.disabled === true ? undefined : account;
  }

  /** @throws Refusal `ACCOUNTS_FILE_INVALID` */
  async refresh(): Promise<void> {
    const version = await this.#fileVersion();
    if (version === this.#version) return;
    const accounts = version === 'absent' ? [] : await this.#read();
    this.#byId = new Map(accounts.map((account) => [account.id, account]));
    this.#byUsername = new Map(accounts.map((account) => [account.username, account]));
    this.#version = version;
  }

  async #fileVersion(): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await stat(this.path);
      return `${mtimeMs}:${size}:${ino}`;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
      throw new Refusal('ACCOUNTS_FILE_INVALID', { cause, details: { path: this.path } });
    }
  }

  async #read(): Promise<Account[]> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.path, 'utf8'))).accounts;
    } catch (cause) {
      throw new Refusal('ACCOUNTS_FILE_INVALID', { cause, details: { path: this.path } });
    }
  }
}
