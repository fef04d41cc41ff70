import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { isForbiddenAddress } from './address.js';
import type { PkiFetcher, PkiResource } from './fetcher.js';

/** Where certificates may lead. Off, and nowhere, unless the operator says otherwise. */
export const fetchPolicySchema = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe('Fetch missing certificates, revocation lists and OCSP answers over the network.'),
  hosts: z
    .array(z.string().regex(/^(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/))
    .max(1000)
    .default([])
    .describe(
      'Hosts that may be asked: a name, or *.suffix for all names below one; with :port where not 80 or 443.',
    ),
  timeoutMs: z.number().int().min(100).max(60_000).default(5_000).describe('Longest wait for one answer.'),
  maxBytes: z
    .strictObject({
      certificate: z.number().int().min(1).default(65_536).describe('Certificates, in bytes.'),
      crl: z.number().int().min(1).default(33_554_432).describe('A revocation list, in bytes.'),
      ocsp: z.number().int().min(1).default(65_536).describe('An OCSP answer, in bytes.'),
    })
    .prefault({})
    .describe('Largest answer by kind.'),
});
export type FetchPolicy = z.infer<typeof fetchPolicySchema>;

/** One HTTP exchange, to be made exactly as it stands: no redirect is followed, no name resolved again. */
export interface PkiExchange {
  url: URL;
  /** The address to connect to; the host name goes into the Host field and TLS only. */
  address: string;
  method: 'GET' | 'POST';
  body: Uint8Array | undefined;
  contentType: string | undefined;
  /** The answer is to be given up beyond either. */
  maxBytes: number;
  timeoutMs: number;
}

/** The network, which an application brings. */
export interface PkiTransport {
  resolve(host: string): Promise<readonly string[]>;
  exchange(exchange: PkiExchange): Promise<{ status: number; body: Uint8Array }>;
}

/**
 * Makes a fetcher that goes only where the operator allowed: `http:` and `https:` without user info, a host on the
 * list, no address of this machine or link. The address that was judged is the one that is connected to, so a name
 * cannot change its mind in between.
 */
export function guardFetcher(transport: PkiTransport, policy: FetchPolicy): PkiFetcher {
  return {
    async fetch(text, resource, body) {
      if (!policy.enabled) throw new Refusal('PKI_FETCH_DISABLED');
      const url = allowedUrl(text, policy);
      const address = await allowedAddress(url, transport);
      const maxBytes = policy.maxBytes[resource];
      const { timeoutMs } = policy;
      const method = body ? 'POST' : 'GET';
      const contentType = body ? REQUEST_TYPES[resource] : undefined;
      const answer = await attempt(() =>
        transport.exchange({ url, address, method, body, contentType, maxBytes, timeoutMs }),
      );
      if (answer.status !== 200)
        throw new Refusal('PKI_FETCH_FAILED', { details: { status: answer.status } });
      if (answer.body.length > maxBytes) throw new Refusal('PKI_FETCH_LIMIT', { hint: `${maxBytes} bytes` });
      return answer.body;
    },
  };
}

const REQUEST_TYPES: Readonly<Record<PkiResource, string | undefined>> = {
  ocsp: 'application/ocsp-request',
  crl: undefined,
  certificate: undefined,
};

function allowedUrl(text: string, { hosts }: FetchPolicy): URL {
  const url = text.length <= 2048 ? URL.parse(text) : null;
  const refused = new Refusal('PKI_FETCH_NOT_ALLOWED');
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw refused;
  if (url.username !== '' || url.password !== '') throw refused;
  const host = url.hostname.replace(/\.$/, '');
  const standard = url.port === '' || url.port === '80' || url.port === '443';
  const allowed = hosts.some((entry) => {
    const [name = '', port] = entry.split(':');
    const ports = port === undefined ? standard : url.port === port;
    const names = name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
    return ports && names;
  });
  if (!allowed) throw refused;
  return url;
}

async function allowedAddress(url: URL, transport: PkiTransport): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const literal = /^[\d.]+$/.test(host) || host.includes(':');
  const addresses = literal ? [host] : await attempt(() => transport.resolve(host));
  // One forbidden address among several spoils the name: it has no good reason to be there.
  const [address] = addresses;
  if (address === undefined) throw new Refusal('PKI_FETCH_FAILED', { hint: 'no address' });
  if (addresses.some(isForbiddenAddress)) throw new Refusal('PKI_FETCH_NOT_ALLOWED', { hint: 'address' });
  return address;
}

async function attempt<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    throw thrown instanceof Refusal ? thrown : new Refusal('PKI_FETCH_FAILED', { cause: thrown });
  }
}
