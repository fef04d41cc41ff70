import { readFile } from 'node:fs/promises';
import { Refusal } from '#libs/errors';
import { clientSchema, type ClientConfig } from '../callers.config.js';

/** Registered clients by id, with the key files read and everything checked again as one. */
export async function readClients(clients: readonly ClientConfig[]): Promise<Map<string, ClientConfig>> {
  const read = new Map<string, ClientConfig>();
  for (const client of clients) {
    if (read.has(client.id)) {
      throw new Refusal('CONFIG_INVALID', { hint: `callers.issuer.clients: ${client.id} stands twice` });
    }
    read.set(client.id, await withKeys(client));
  }
  return read;
}

async function withKeys(client: ClientConfig): Promise<ClientConfig> {
  const { jwksFile, ...rest } = client;
  if (jwksFile === undefined) return client;
  try {
    const jwks: unknown = JSON.parse(await readFile(jwksFile, 'utf8'));
    return clientSchema.parse({ ...rest, jwks });
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { cause, hint: `callers.issuer.clients: keys of ${client.id}` });
  }
}

/** Origins to which browsers are sent back, for `form-action` of the pages. */
export function returnOrigins(clients: Iterable<ClientConfig>): string[] {
  const uris = [...clients].flatMap((client) => [...client.redirectUris, ...client.postLogoutRedirectUris]);
  return [...new Set(uris.map((uri) => new URL(uri).origin))].sort();
}
