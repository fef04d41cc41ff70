import { readFile } from 'node:fs/promises';
import { Refusal } from '#libs/errors';
import { boundedExchange, FederationFetcher, parseEntityId } from '#libs/federation';
import { federationHttp } from '../../../node/src/federation/index.js';

export interface NetworkOptions {
  /** PEM file of the certificate authorities that count; the system's where absent. */
  ca?: string | undefined;
  timeoutMs?: number;
}

/** Runs `work` with a fetcher of federation documents and closes its connections afterwards. */
export async function withFetcher<Result>(
  options: NetworkOptions,
  work: (fetcher: FederationFetcher) => Promise<Result>,
): Promise<Result> {
  const ca = options.ca === undefined ? undefined : await readText(options.ca);
  const client = federationHttp({ ca, timeoutMs: options.timeoutMs ?? 5_000 });
  try {
    return await work(new FederationFetcher(boundedExchange(client.send)));
  } finally {
    await client.close();
  }
}

/** The entity configuration at an https entity identifier, or in a file. */
export async function readConfiguration(source: string, options: NetworkOptions): Promise<string> {
  if (!source.startsWith('https://')) return (await readText(source)).trim();
  const entityId = parseEntityId(source.replace(/\/\.well-known\/openid-federation$/, ''));
  return withFetcher(options, (fetcher) => fetcher.entityConfiguration(entityId));
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: `${file} cannot be read`, cause });
  }
}

export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: `${file} is not JSON`, cause });
  }
}
