import { randomBytes } from 'node:crypto';
import {
  claimAt,
  entityIdOf,
  neededBy,
  parseCombined,
  parseDisclosure,
  presentCredential,
  readPresentationRequest,
  REQUEST_OBJECT_TYPE,
  type CredentialQuery,
  type ReadRequest,
} from '#libs/credentials';
import { Refusal } from '#libs/errors';
import { parseCompact, signingKeyFromJwk } from '#libs/jws';
import { CliFailure, ExitCode } from '../exit.js';
import type { HeldCredential } from './wallet-file.js';
import type { WalletHttp } from './wallet-http.js';
import type { WalletTrust } from './wallet-trust.js';

/** A request whose author is known, for the holder to look at. */
export interface KnownRequest extends ReadRequest {
  verifier: { entityId: string; name: string };
}

/**
 * Fetches and checks what a QR code asks for (OpenID4VP 1.0, `openid_federation` client identifiers).
 * @throws Refusal REQUEST_OBJECT_*, of the federation; WalletRefused
 */
export async function readRequest(
  uri: string,
  { http, trust, clock }: { http: WalletHttp; trust: WalletTrust; clock: () => number },
): Promise<KnownRequest> {
  const parameters = URL.parse(uri)?.searchParams;
  const clientId = parameters?.get('client_id');
  const requestUri = parameters?.get('request_uri');
  if (!clientId || !requestUri?.startsWith('https://'))
    throw new CliFailure(ExitCode.usage, 'not a presentation request (openid4vp://?...)');
  const byPost = parameters?.get('request_uri_method') === 'post';
  const walletNonce = byPost ? randomBytes(16).toString('base64url') : undefined;
  const token =
    walletNonce === undefined
      ? await http.text(requestUri, { headers: { accept: REQUEST_OBJECT_TYPE } })
      : await http.form(requestUri, { wallet_nonce: walletNonce }, REQUEST_OBJECT_TYPE);
  const entityId = entityIdOf(clientId);
  const { keys, base, name } = await trust.verifier(entityId);
  const request = await readPresentationRequest(token, {
    clientId,
    now: clock(),
    keyOf: (kid) => keys.find((key) => key.kid === kid),
    ...(walletNonce === undefined ? {} : { walletNonce }),
  });
  if (!request.responseUri.startsWith(`${base}/`)) throw new Refusal('REQUEST_OBJECT_ADDRESS');
  return { ...request, verifier: { entityId, name } };
}

/** The newest credential that has what the query asks for; undefined where there is none. */
export function fittingCredential(
  held: readonly HeldCredential[],
  query: CredentialQuery,
): HeldCredential | undefined {
  return held.findLast(({ credential }) => {
    const { vct, claims } = contentsOf(credential);
    return (
      query.meta.vct_values.includes(vct) &&
      query.claims.every(({ path }) => claimAt(claims, path) !== undefined)
    );
  });
}

/** All that a credential of one's own says, for its holder's eyes; nothing is verified here. */
export function contentsOf(credential: string): {
  issuer: string;
  vct: string;
  expiresAt: number | undefined;
  claims: Record<string, unknown>;
} {
  const { jwt, disclosures } = parseCombined(credential);
  const { payload } = parseCompact(jwt, { maxBytes: 262_144, maxDepth: 8 });
  const claims: Record<string, unknown> = {};
  const attributes: Record<string, unknown> = {};
  for (const { name, value } of disclosures.map(parseDisclosure)) {
    if (name === undefined) continue;
    if (name.startsWith('KZ_')) attributes[name] = value;
    else claims[name] = value;
  }
  const { exp } = payload;
  return {
    issuer: String(payload['iss']),
    vct: String(payload['vct']),
    expiresAt: typeof exp === 'number' ? exp * 1000 : undefined,
    claims: { ...claims, attributes },
  };
}

/** Makes the presentation that a request asks for: its fields, bound to its verifier and its nonce. */
export function presentationFor(
  request: ReadRequest,
  { credential, key }: HeldCredential,
  now: number,
): Promise<string> {
  return presentCredential(credential, neededBy(request.query), {
    audience: request.clientId,
    nonce: request.nonce,
    issuedAt: now,
    key: signingKeyFromJwk(key),
  });
}

/** Sends it (`direct_post`). @throws WalletRefused */
export async function sendPresentation(
  request: ReadRequest,
  presentation: string,
  http: WalletHttp,
): Promise<void> {
  await http.form(request.responseUri, {
    vp_token: JSON.stringify({ [request.query.id]: [presentation] }),
    ...(request.state === undefined ? {} : { state: request.state }),
  });
}

/** Says no, so that the counter need not wait. */
export async function decline(request: ReadRequest, http: WalletHttp): Promise<void> {
  await http.form(request.responseUri, {
    error: 'access_denied',
    ...(request.state === undefined ? {} : { state: request.state }),
  });
}
