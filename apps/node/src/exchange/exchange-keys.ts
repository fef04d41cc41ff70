import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { chooseSigningKey } from '#libs/exchange';
import {
  generateSigningKey,
  signingKeyFromJwk,
  type PrivateJwk,
  type PublicJwk,
  type SigningKey,
  type SigningSuiteName,
} from '#libs/jws';

/** One exchange key as it lies in the keys folder. Instants are milliseconds since the epoch. */
const storedKeySchema = z.strictObject({
  jwk: z.record(z.string(), z.unknown()),
  /** From when on it signs; it is published before, so that peers know it by then. */
  signsFrom: z.int(),
  /** Until when it is published; absent for a key that is in use. */
  publishedUntil: z.int().optional(),
});
type StoredKey = z.infer<typeof storedKeySchema>;

interface Held {
  stored: StoredKey;
  key: SigningKey;
}

/** Where a key stands between its making and its end; nothing secret. */
export interface KeyStanding {
  kid: string;
  suite: string;
  /** `waiting`: published, signs later; `retiring`: signs no more, what it signed may still be valid. */
  state: 'waiting' | 'signing' | 'retiring' | 'retired';
  signsFrom: number;
  publishedUntil?: number;
}

/** How long a key is published after it has signed its last token: 60 s, and skew. */
const PUBLISHED_AFTER_MS = 180_000;

/** Peers refresh their trust chains within this; a key must be published as long before it signs. */
export const DEFAULT_OVERLAP_SECONDS = 3600;

/**
 * The node's exchange keys, from files of mode 0600. Rotation is done by a command that writes files; a running node
 * sees them by itself: the new key is published at once, signs from its hour on, and the old one stays published
 * until every token that it signed has expired.
 */
export class ExchangeKeys {
  private held: Held[] = [];
  private readAt = Number.NEGATIVE_INFINITY;

  /** @throws Refusal CONFIG_INVALID where the folder holds no usable key */
  constructor(
    private readonly directory: string,
    private readonly clock: () => number,
    private readonly rereadMs = 5000,
  ) {
    this.read();
  }

  /** The newest key whose hour has come. */
  signingKey(): SigningKey {
    const now = this.fresh();
    const [newest] = this.held
      .filter(({ stored }) => stored.signsFrom <= now && (stored.publishedUntil ?? Infinity) > now)
      .sort((a, b) => b.stored.signsFrom - a.stored.signsFrom);
    if (!newest) throw new Refusal('CONFIG_INVALID', { details: { exchangeKeys: 'none may sign now' } });
    return newest.key;
  }

  /**
   * The key for a peer: of the first of its suites, in its order of preference, in which this node signs now.
   * @throws Refusal SUITE_NOT_AGREED
   */
  signingKeyFor(peerSuites: readonly string[]): SigningKey {
    const now = this.fresh();
    const signing = this.held
      .filter(({ stored }) => stored.signsFrom <= now && signsUntil(stored) > now)
      .sort((a, b) => b.stored.signsFrom - a.stored.signsFrom);
    return chooseSigningKey(
      signing.map(({ key }) => key),
      peerSuites,
    );
  }

  /** What stands in the federation metadata: every key that signs, will sign, or has signed what is still valid. */
  published(): PublicJwk[] {
    const now = this.fresh();
    return this.held
      .filter(({ stored }) => (stored.publishedUntil ?? Infinity) > now)
      .map(({ key }) => key.publicJwk);
  }

  /** Any key that lies in the folder, by its kid; also one that signs no more, for what the node itself has kept. */
  known(kid: string): PublicJwk | undefined {
    this.fresh();
    return this.held.find(({ key }) => key.kid === kid)?.key.publicJwk;
  }

  /** Every key that lies in the folder, the newest first. */
  standings(): KeyStanding[] {
    const now = this.fresh();
    return this.held
      .map(({ stored, key }): KeyStanding => {
        const { signsFrom, publishedUntil } = stored;
        const state =
          signsFrom > now
            ? 'waiting'
            : signsUntil(stored) > now
              ? 'signing'
              : (publishedUntil ?? Infinity) > now
                ? 'retiring'
                : 'retired';
        return {
          kid: key.kid,
          suite: key.suite.name,
          state,
          signsFrom,
          ...(publishedUntil === undefined ? {} : { publishedUntil }),
        };
      })
      .sort((a, b) => b.signsFrom - a.signsFrom);
  }

  private fresh(): number {
    const now = this.clock();
    if (now - this.readAt >= this.rereadMs) {
      try {
        this.read();
      } catch (error) {
        // A file that is half written or broken must not silence a running node: it goes on with what it has.
        if (this.held.length === 0) throw error;
        this.readAt = now;
      }
    }
    return now;
  }

  private read(): void {
    this.held = readKeys(this.directory).map((stored) => ({
      stored,
      key: signingKeyFromJwk(stored.jwk as unknown as PrivateJwk),
    }));
    if (this.held.length === 0)
      throw new Refusal('CONFIG_INVALID', { details: { exchangeKeys: this.directory } });
    this.readAt = this.clock();
  }
}

/** A key that is being replaced signs until its successor does. */
function signsUntil({ publishedUntil }: StoredKey): number {
  return publishedUntil === undefined ? Infinity : publishedUntil - PUBLISHED_AFTER_MS;
}

/** Makes the first key of a node; does nothing where one exists. */
export function ensureExchangeKey(directory: string, suite: SigningSuiteName, now: number): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (readKeys(directory).length === 0) write(directory, { jwk: newJwk(suite), signsFrom: now });
}

/** As {@link ensureExchangeKey}; where the newest key is of another suite, one of this suite takes its place at once. */
export function ensureKeyOfSuite(directory: string, suite: SigningSuiteName, now: number): void {
  ensureExchangeKey(directory, suite, now);
  const { suite: current } = new ExchangeKeys(directory, () => now).signingKey();
  if (current.name !== suite) rotateExchangeKey(directory, suite, now, 0);
}

/**
 * Begins a rotation: the new key is published now and signs after the overlap; those before it are published until
 * the last token that they signed has expired (60 s, and skew; or as given, for what lives longer).
 * @returns kid of the new key and the instant from which it signs
 */
export function rotateExchangeKey(
  directory: string,
  suite: SigningSuiteName,
  now: number,
  overlapSeconds = DEFAULT_OVERLAP_SECONDS,
  publishedAfterMs = PUBLISHED_AFTER_MS,
): { kid: string; signsFrom: number } {
  const signsFrom = now + overlapSeconds * 1000;
  for (const stored of readKeys(directory))
    if (stored.publishedUntil === undefined)
      write(directory, { ...stored, publishedUntil: signsFrom + publishedAfterMs });
  const jwk = newJwk(suite);
  write(directory, { jwk, signsFrom });
  return { kid: signingKeyFromJwk(jwk).kid, signsFrom };
}

function newJwk(suite: SigningSuiteName): Record<string, unknown> {
  return { ...generateSigningKey(suite).privateJwk };
}

function readKeys(directory: string): StoredKey[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const parsed = storedKeySchema.safeParse(JSON.parse(readFileSync(join(directory, name), 'utf8')));
      if (!parsed.success) throw new Refusal('CONFIG_INVALID', { details: { exchangeKey: name } });
      return parsed.data;
    });
}

function write(directory: string, stored: StoredKey): void {
  const { kid } = signingKeyFromJwk(stored.jwk);
  const path = join(directory, `${kid}.json`);
  writeFileSync(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}
