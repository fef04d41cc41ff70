import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { isEntityId } from '#libs/federation';

const entityId = z.string().refine(isEntityId, 'an https URL without query and fragment');
const file = z.string().min(1);
const seconds = z.int().positive();

/** Configuration of the sample identity platform. */
export const identityConfig = z.strictObject({
  entityId: entityId.describe('Entity identifier: the origin of the listener.'),
  name: z
    .strictObject({ zh: z.string().min(1).max(128), en: z.string().min(1).max(128) })
    .describe('Name that pages and the federation show.'),
  listen: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535) })
    .describe('Where the server listens.'),
  tls: z
    .strictObject({ certFile: file, keyFile: file })
    .describe('TLS of the listener: holders and nodes use the same one.'),
  federation: z.strictObject({
    anchors: z
      .array(z.strictObject({ entityId, keysFile: file.describe('Pinned keys (trust-anchor.json).') }))
      .min(1),
    authorityHints: z.array(entityId).min(1),
    caFile: file.optional().describe("Authorities for outgoing TLS in PEM; else the system's."),
    timeoutMs: z.int().min(100).default(3_000),
    clockSkewSeconds: z.int().min(0).max(300).default(30),
    requiredTrustMarks: z
      .array(z.string().min(1))
      .default([])
      .describe('Marks without which no node may ask.'),
    trustMarks: z
      .array(z.strictObject({ type: z.string().min(1), issuer: entityId }))
      .default([])
      .describe('Marks that the platform holds and publishes.'),
    refreshSeconds: seconds.default(60).describe('The longest time until a revocation counts.'),
  }),
  keys: z
    .strictObject({ federationFile: file, signingFile: file })
    .describe('Private JWK files: for the entity configuration, and for authorisations and status lists.'),
  personsFile: file.describe('Persons, their second factor, and for whom they may act.'),
  stateFile: file.describe('Authorisations that were given, and which of them were withdrawn.'),
  requestSeconds: seconds.max(3600).default(600).describe('How long a request waits for the holder.'),
  sessionSeconds: seconds.max(3600).default(600).describe('Idle time after which a person is signed out.'),
  statusTtlSeconds: seconds
    .max(3600)
    .default(60)
    .describe('How long nodes may keep the status list: the longest time until a withdrawal counts.'),
  showSecondFactor: z
    .boolean()
    .default(false)
    .describe('Shows the one-time code on the page. For demonstrations only: it is no second factor then.'),
  log: z.strictObject({ level: z.enum(['silent', 'error', 'warn', 'info']).default('info') }).prefault({}),
});
export type IdentityConfig = z.infer<typeof identityConfig>;

/** @throws Refusal `CONFIG_INVALID` */
export async function loadIdentityConfig(path: string, dataDir?: string): Promise<IdentityConfig> {
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: path, cause });
  }
  return parseIdentityConfig(value, dirname(path), dataDir);
}

/** Paths are taken from the folder of the file; `${dataDir}` stands for the data directory. */
export function parseIdentityConfig(value: unknown, folder: string, dataDir?: string): IdentityConfig {
  const parsed = identityConfig.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal('CONFIG_INVALID', { hint: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const at = (path: string): string => {
    if (!path.startsWith('${dataDir}/')) return resolve(folder, path);
    if (dataDir === undefined) throw new Refusal('CONFIG_INVALID', { hint: `${path}: set TONGBAN_DATA_DIR` });
    return resolve(dataDir, path.slice('${dataDir}/'.length));
  };
  const { tls, federation, keys, personsFile, stateFile, ...rest } = parsed.data;
  return {
    ...rest,
    tls: { certFile: at(tls.certFile), keyFile: at(tls.keyFile) },
    federation: {
      ...federation,
      anchors: federation.anchors.map((anchor) => ({ ...anchor, keysFile: at(anchor.keysFile) })),
      ...(federation.caFile === undefined ? {} : { caFile: at(federation.caFile) }),
    },
    keys: { federationFile: at(keys.federationFile), signingFile: at(keys.signingFile) },
    personsFile: at(personsFile),
    stateFile: at(stateFile),
  };
}
