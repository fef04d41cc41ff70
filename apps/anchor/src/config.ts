import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Refusal } from '#libs/errors';

const seconds = z.number().int().positive();

/** Configuration of the server of an authority: anchor, region or district alike. */
export const anchorConfig = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: z.number().int().min(0).max(65_535).describe('Port; 0 lets the system choose.'),
    })
    .describe('Where the server listens.'),
  tls: z
    .strictObject({
      certFile: z.string().describe('Certificate chain in PEM.'),
      keyFile: z.string().describe('Private key in PEM.'),
    })
    .optional()
    .describe('TLS of the listener. Leave out only behind a proxy that ends TLS.'),
  authorities: z
    .array(z.string())
    .min(1)
    .describe(
      '`published` folders of the authorities to serve; each under the path of its entity identifier.',
    ),
  resolver: z
    .strictObject({
      keyFile: z.string().describe("Private JWK of the resolver's own online key."),
      refreshSeconds: seconds.default(60).describe('Age at which a resolved chain is looked at again.'),
    })
    .optional()
    .describe('Answers `resolve` for the first authority, as an entity of its own.'),
  fetch: z
    .strictObject({
      caFile: z
        .string()
        .optional()
        .describe("Certificate authorities for outgoing TLS in PEM; else the system's."),
      timeoutMs: z.number().int().positive().default(5_000).describe('Longest wait for one answer.'),
    })
    .prefault({})
    .describe('How the resolver reaches other entities.'),
  log: z
    .strictObject({ level: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info') })
    .prefault({})
    .describe('Log of the server, JSON lines.'),
});
export type AnchorConfig = z.infer<typeof anchorConfig>;

/**
 * Reads a YAML file; paths in it are taken from the file's folder, and `${dataDir}` stands for `dataDir`.
 * @throws Refusal `CONFIG_INVALID`
 */
export async function loadAnchorConfig(file: string, dataDir?: string): Promise<AnchorConfig> {
  let value: unknown;
  try {
    value = parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: file, cause });
  }
  return parseAnchorConfig(value, dirname(file), dataDir);
}

export function parseAnchorConfig(value: unknown, folder: string, dataDir?: string): AnchorConfig {
  const parsed = anchorConfig.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Refusal('CONFIG_INVALID', { hint: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const at = (path: string) => {
    if (!path.startsWith('${dataDir}/')) return resolve(folder, path);
    if (dataDir === undefined) throw new Refusal('CONFIG_INVALID', { hint: `${path}: set TONGBAN_DATA_DIR` });
    return resolve(dataDir, path.slice('${dataDir}/'.length));
  };
  const { tls, resolver, fetch, ...config } = parsed.data;
  return {
    ...config,
    authorities: config.authorities.map(at),
    fetch: { ...fetch, ...(fetch.caFile === undefined ? {} : { caFile: at(fetch.caFile) }) },
    ...(tls === undefined ? {} : { tls: { certFile: at(tls.certFile), keyFile: at(tls.keyFile) } }),
    ...(resolver === undefined ? {} : { resolver: { ...resolver, keyFile: at(resolver.keyFile) } }),
  };
}
