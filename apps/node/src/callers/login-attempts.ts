import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { Refusal, type ErrorCode } from '#libs/errors';
import type { LoginConfig } from './callers.config.js';
import type { Clock, Database } from './ports.js';

/** Failures that cost nothing yet; after them each wait doubles: 2 s, 4 s, ... */
const FREE_FAILURES = 2;

interface Limit {
  maxFailures: number;
  lockSeconds: number;
  /** Addresses are shared by many people: they are locked, not delayed. */
  delays: boolean;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
const accountSubject = (username: string): string =>
  `account:${digest(username.normalize('NFKC').trim().toLowerCase())}`;

/** What is counted as one address: an IPv4 address, or the /64 that the holder of an IPv6 address has at will. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  return [...groups, ...Array<string>(zeros).fill('0'), ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
const addressSubject = (address: string): string => `address:${digest(networkOf(address))}`;

/**
 * Slows down the guessing of passwords, per account and per network address, on every replica alike. An attempt is
 * counted as failed before the password is looked at, so that a hundred parallel guesses count a hundred times; a
 * success takes the count back. Unknown names are counted as known ones are.
 */
export class LoginAttempts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: LoginConfig,
  ) {}

  /** @throws Refusal `LOGIN_DELAYED`, `LOGIN_LOCKED` or `LOGIN_ADDRESS_LOCKED` with `details.waitSeconds` */
  async begin(username: string, address: string): Promise<void> {
    const { maxFailures, lockSeconds, addressMaxFailures, addressLockSeconds } = this.config;
    const byAddress = { maxFailures: addressMaxFailures, lockSeconds: addressLockSeconds, delays: false };
    await this.#count(addressSubject(address), byAddress, () => 'LOGIN_ADDRESS_LOCKED');
    const byAccount = { maxFailures, lockSeconds, delays: true };
    await this.#count(accountSubject(username), byAccount, (failures) =>
      failures >= maxFailures ? 'LOGIN_LOCKED' : 'LOGIN_DELAYED',
    );
  }

  /** Forgets the account's failures; of the address only this attempt, or one good account would free the guesser. */
  async succeeded(username: string, address: string): Promise<void> {
    await this.database.query(`DELETE FROM login_failure WHERE subject = $1`, [accountSubject(username)]);
    await this.database.query(
      `UPDATE login_failure
       SET failures = greatest(failures - 1, 0),
           blocked_until = CASE WHEN failures <= $2 THEN counted_from ELSE blocked_until END
       WHERE subject = $1`,
      [addressSubject(address), this.config.addressMaxFailures],
    );
  }

  /** Deletes counts that no longer matter. */
  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM login_failure WHERE counted_from < to_timestamp($1) AND blocked_until < to_timestamp($2)`,
      [this.#now() - this.config.windowSeconds, this.#now()],
    );
  }

  async #count(subject: string, limit: Limit, code: (failures: number) => ErrorCode): Promise<void> {
    const now = this.#now();
    // `next` is the count with this attempt; nothing is counted while the subject is blocked.
    const { rowCount } = await this.database.query(
      `INSERT INTO login_failure AS known (subject, failures, counted_from, blocked_until)
       VALUES ($1, 1, to_timestamp($2), to_timestamp($2))
       ON CONFLICT (subject) DO UPDATE SET (failures, counted_from, blocked_until) = (
         SELECT next, CASE WHEN next = 1 THEN to_timestamp($2) ELSE known.counted_from END,
           to_timestamp($2) + CASE
             WHEN next >= $4 THEN make_interval(secs => $5)
             WHEN $6::boolean AND next > $7 THEN make_interval(secs => 2 ^ (next - $7))
             ELSE interval '0' END
         FROM (SELECT CASE WHEN known.counted_from < to_timestamp($3) THEN 1 ELSE known.failures + 1 END AS next) AS counted)
       WHERE known.blocked_until <= to_timestamp($2)`,
      [
        subject,
        now,
        now - this.config.windowSeconds,
        limit.maxFailures,
        limit.lockSeconds,
        limit.delays,
        FREE_FAILURES,
      ],
    );
    if (rowCount !== 0) return;
    const { rows } = await this.database.query<{ failures: number; wait: string }>(
      `SELECT failures, ceil(extract(epoch FROM blocked_until) - $2)::text AS wait
       FROM login_failure WHERE subject = $1`,
      [subject, now],
    );
    const blocked = rows[0] ?? { failures: 0, wait: '1' };
    throw new Refusal(code(blocked.failures), {
      details: { waitSeconds: Math.max(1, Number(blocked.wait)) },
    });
  }

  /** Seconds since the epoch, with fraction. */
  #now(): number {
    return this.clock() / 1000;
  }
}
