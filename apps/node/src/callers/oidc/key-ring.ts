import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { IssuerKeys } from '../access-tokens.js';
import type { Clock } from '../ports.js';
import { writeSecretFile } from '../../secrets/index.js';

/** The one algorithm that the embedded issuer signs with. */
export const ISSUER_ALGORITHM = 'ES256';

const keySchema = z.strictObject({
  createdAt: z.iso.datetime(),
  /** From this instant on the key is neither published nor believed. Absent on the current key. */
  retiresAt: z.iso.datetime().optional(),
  privateJwk: z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.string(),
    kid: z.string().min(1),
    alg: z.literal(ISSUER_ALGORITHM),
    use: z.literal('sig'),
  }),
});
const cookieKeySchema = z.strictObject({
  createdAt: z.iso.datetime(),
  retiresAt: z.iso.datetime().optional(),
  secret: z.string().min(43),
});
const fileSchema = z.strictObject({
  /** Newest first: the first one signs, all unretired ones verify. */
  signing: z.array(keySchema).min(1),
  cookies: z.array(cookieKeySchema).min(1),
});
type KeyFile = z.infer<typeof fileSchema>;

const FILE = 'issuer-keys.json';

async function newSigningKey(now: number): Promise<KeyFile['signing'][number]> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }));
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid, alg: ISSUER_ALGORITHM, use: 'sig' };
  return keySchema.parse({ createdAt: new Date(now).toISOString(), privateJwk: jwk });
}

const newCookieKey = (now: number): KeyFile['cookies'][number] => ({
  createdAt: new Date(now).toISOString(),
  secret: randomBytes(32).toString('base64url'),
});

async function readKeyFile(path: string): Promise<KeyFile | undefined> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // The cause of a parse error may quote the file: say where it failed only.
    throw new Refusal('ISSUER_KEYS_INVALID', { details: { path, problem: (cause as Error).name } });
  }
}

/**
 * Puts fresh keys in front of the old ones, which stay valid for the overlap: at least the lifetime of what they
 * signed. Run by a command; a running node notices the changed file.
 */
export async function rotateIssuerKeys(
  folder: string,
  options: { clock: Clock; overlapSeconds: number },
): Promise<{ kid: string; retired: string[] }> {
  const path = join(folder, FILE);
  const now = options.clock();
  const retiresAt = new Date(now + options.overlapSeconds * 1000).toISOString();
  const before = await readKeyFile(path);
  const alive = <K extends { retiresAt?: string | undefined }>(keys: readonly K[]): K[] =>
    keys
      .filter((key) => key.retiresAt === undefined || Date.parse(key.retiresAt) > now)
      .map((key) => (key.retiresAt === undefined ? { ...key, retiresAt } : key));
  const current = await newSigningKey(now);
  const old = alive(before?.signing ?? []);
  const after: KeyFile = {
    signing: [current, ...old],
    cookies: [newCookieKey(now), ...alive(before?.cookies ?? [])],
  };
  await writeSecretFile(path, `${JSON.stringify(after, null, 2)}\n`);
  return { kid: current.privateJwk.kid, retired: old.map((key) => key.privateJwk.kid) };
}

/** Where a signing key of the issuer stands; nothing secret. */
export interface IssuerKeyStanding {
  kid: string;
  algorithm: string;
  /** `retiring`: signs no more, what it signed is still believed. */
  state: 'signing' | 'retiring' | 'retired';
  from: number;
  until?: number;
}

/** The newest first. @returns undefined where the file cannot be read */
export async function issuerKeyStandings(
  folder: string,
  now: number,
): Promise<IssuerKeyStanding[] | undefined> {
  const file = await readKeyFile(join(folder, FILE)).catch(() => undefined);
  return file?.signing.map(({ createdAt, retiresAt, privateJwk: { kid, alg } }, place) => {
    const until = retiresAt === undefined ? undefined : Date.parse(retiresAt);
    return {
      kid,
      algorithm: alg,
      state: until !== undefined && until <= now ? 'retired' : place === 0 ? 'signing' : 'retiring',
      from: Date.parse(createdAt),
      ...(until === undefined ? {} : { until }),
    };
  });
}

/** The embedded issuer's signing and cookie keys, kept in a file of mode 0600 and read again when it changes. */
export class IssuerKeyRing implements IssuerKeys {
  #fileVersion = '';
  #keys: KeyFile = { signing: [], cookies: [] };
  #public = new Map<string, KeyObject>();
  #checkedAt = Number.NEGATIVE_INFINITY;

  private constructor(
    private readonly path: string,
    private readonly clock: Clock,
    private readonly report: ((error: unknown) => void) | undefined,
  ) {}

  /** Opens the ring; makes keys where there are none. `report` hears of files that cannot be read later on. */
  static async open(
    folder: string,
    options: { clock: Clock; report?: (error: unknown) => void },
  ): Promise<IssuerKeyRing> {
    const path = join(folder, FILE);
    if (!(await readKeyFile(path)))
      await rotateIssuerKeys(folder, { clock: options.clock, overlapSeconds: 0 });
    const ring = new IssuerKeyRing(path, options.clock, options.report);
    await ring.refresh();
    return ring;
  }

  /** Names the set of keys in force now; changes with the file and when a key retires. */
  async version(): Promise<string> {
    await this.refreshIfDue();
    return this.#valid(this.#keys.signing)
      .map((key) => key.privateJwk.kid)
      .join(' ');
  }

  /** Private JWKs, the signing one first: for the provider's key store. */
  signingJwks(): KeyFile['signing'][number]['privateJwk'][] {
    return this.#valid(this.#keys.signing).map((key) => key.privateJwk);
  }

  /** Secrets, the signing one first: for cookies and form tokens. */
  cookieSecrets(): [string, ...string[]] {
    const [first, ...rest] = this.#valid(this.#keys.cookies).map((key) => key.secret);
    if (first === undefined)
      throw new Refusal('ISSUER_KEYS_INVALID', { details: { problem: 'no cookie key' } });
    return [first, ...rest];
  }

  async keyFor({ kid }: { alg: string; kid?: string }): Promise<KeyObject | undefined> {
    await this.refreshIfDue();
    if (kid === undefined || !this.#valid(this.#keys.signing).some((key) => key.privateJwk.kid === kid)) {
      return undefined;
    }
    return this.#public.get(kid);
  }

  /** Looks at the file at most once a second. */
  async refreshIfDue(): Promise<void> {
    const now = this.clock();
    if (now - this.#checkedAt < 1000) return;
    this.#checkedAt = now;
    try {
      await this.refresh();
    } catch (error) {
      // A node that runs goes on with the keys it has; a start with such a file is refused.
      this.report?.(error);
    }
  }

  /** @throws Refusal `ISSUER_KEYS_INVALID` */
  async refresh(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(this.path);
    const version = `${mtimeMs}:${size}:${ino}`;
    if (version === this.#fileVersion) return;
    const keys = await readKeyFile(this.path);
    if (!keys) throw new Refusal('ISSUER_KEYS_INVALID', { details: { path: this.path, problem: 'absent' } });
    const imported = keys.signing.map(({ privateJwk: { d: _private, ...jwk } }) => {
      return [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })] as const;
    });
    this.#public = new Map(imported);
    this.#keys = keys;
    this.#fileVersion = version;
  }

  #valid<K extends { retiresAt?: string | undefined }>(keys: readonly K[]): K[] {
    const now = this.clock();
    return keys.filter((key) => key.retiresAt === undefined || Date.parse(key.retiresAt) > now);
  }
}
