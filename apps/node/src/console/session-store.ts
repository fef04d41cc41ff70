import { createHash, randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { Sealer } from '../secrets/index.js';
import type { ConsoleConfig } from './console.config.js';

const tokensSchema = z.strictObject({
  accessToken: z.string(),
  /** Milliseconds since the epoch. */
  accessUntil: z.number(),
  refreshToken: z.string().optional(),
  idToken: z.string().optional(),
});
/** What the issuer gave for a person; it never reaches the browser. */
export type SessionTokens = z.infer<typeof tokensSchema>;

const ID = /^[A-Za-z0-9_-]{43}$/;
const hashOf = (id: string): Buffer => createHash('sha256').update(id).digest();
/** What is sealed for one session opens in no other. */
const contextOf = (hash: Buffer): string => `console session ${hash.toString('base64url')}`;
/** Before its end an access token is renewed, so that a request under way does not outlive it. */
const RENEW_BEFORE_MS = 60_000;

export interface SessionStoreDeps {
  pool: Pool;
  sealer: Sealer;
  config: Pick<ConsoleConfig, 'idleSeconds' | 'lifeSeconds'>;
  clock: () => number;
  /** New tokens for a refresh token; undefined where the issuer refuses. */
  renew: (refreshToken: string) => Promise<SessionTokens | undefined>;
}

/** Sessions in PostgreSQL, the same for every replica. */
export class SessionStore {
  constructor(private readonly deps: SessionStoreDeps) {}

  /** @returns the session's id, for the browser's cookie alone */
  async begin(tokens: SessionTokens): Promise<string> {
    const { pool, clock } = this.deps;
    const id = randomBytes(32).toString('base64url');
    const hash = hashOf(id);
    const now = new Date(clock()).toISOString();
    await pool.query(
      `INSERT INTO console_session (id_hash, sealed, begun_at, used_at) VALUES ($1, $2, $3, $3)`,
      [hash, this.sealed(tokens, hash), now],
    );
    return id;
  }

  /**
   * The access token that stands for a session, renewed where it is about to end. One renewal at a time: a refresh token
   * counts once, and its second use ends everything that came of it.
   * @returns undefined where the session is unknown or has ended
   */
  async accessToken(id: string): Promise<string | undefined> {
    if (!ID.test(id)) return undefined;
    const hash = hashOf(id);
    const known = await this.read(this.deps.pool, hash, '');
    if (!known) return undefined;
    if (known.accessUntil - RENEW_BEFORE_MS > this.deps.clock()) return known.accessToken;
    return this.renewed(hash);
  }

  async tokens(id: string): Promise<SessionTokens | undefined> {
    return ID.test(id) ? this.read(this.deps.pool, hashOf(id), '') : undefined;
  }

  async end(id: string): Promise<void> {
    if (ID.test(id))
      await this.deps.pool.query('DELETE FROM console_session WHERE id_hash = $1', [hashOf(id)]);
  }

  /** Deletes sessions that have ended. */
  async sweep(): Promise<void> {
    const { pool, clock, config } = this.deps;
    await pool.query('DELETE FROM console_session WHERE used_at < $1 OR begun_at < $2', [
      new Date(clock() - config.idleSeconds * 1000).toISOString(),
      new Date(clock() - config.lifeSeconds * 1000).toISOString(),
    ]);
  }

  private sealed(tokens: SessionTokens, hash: Buffer): Buffer {
    return this.deps.sealer.seal(JSON.stringify(tokens), contextOf(hash));
  }

  private async read(
    client: Pick<PoolClient, 'query'>,
    hash: Buffer,
    lock: '' | ' FOR UPDATE',
  ): Promise<SessionTokens | undefined> {
    const { sealer, clock, config } = this.deps;
    const { rows } = await client.query<{ sealed: Buffer; begun_at: Date; used_at: Date }>(
      `SELECT sealed, begun_at, used_at FROM console_session WHERE id_hash = $1${lock}`,
      [hash],
    );
    const [row] = rows;
    const now = clock();
    if (
      !row ||
      row.used_at.getTime() + config.idleSeconds * 1000 < now ||
      row.begun_at.getTime() + config.lifeSeconds * 1000 < now
    )
      return undefined;
    // Once a minute is enough to tell an idle session from one in use.
    if (row.used_at.getTime() + 60_000 < now)
      await client.query('UPDATE console_session SET used_at = $2 WHERE id_hash = $1', [
        hash,
        new Date(now).toISOString(),
      ]);
    const text = sealer.open(row.sealed, contextOf(hash));
    return text === undefined ? undefined : tokensSchema.parse(JSON.parse(text));
  }

  private async renewed(hash: Buffer): Promise<string | undefined> {
    const { pool, clock, renew } = this.deps;
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const known = await this.read(client, hash, ' FOR UPDATE');
      const isFresh = known && known.accessUntil - RENEW_BEFORE_MS > clock();
      const next = isFresh || !known?.refreshToken ? known : await renew(known.refreshToken);
      if (!next || next.accessUntil <= clock()) {
        await client.query('DELETE FROM console_session WHERE id_hash = $1', [hash]);
        await client.query('COMMIT');
        return undefined;
      }
      if (!isFresh)
        await client.query('UPDATE console_session SET sealed = $2 WHERE id_hash = $1', [
          hash,
          this.sealed({ ...known, ...next }, hash),
        ]);
      await client.query('COMMIT');
      return next.accessToken;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}
