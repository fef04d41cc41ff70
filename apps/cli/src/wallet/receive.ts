import { z } from 'zod';
import { proveForIssuance } from '#libs/credentials';
import { generateSigningKey, signingKeyFromJwk } from '#libs/jws';
import { CliFailure, ExitCode } from '../exit.js';
import { objectOf, type WalletHttp } from './wallet-http.js';
import type { HeldCredential } from './wallet-file.js';

const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

const offerSchema = z.looseObject({
  credential_issuer: z.url({ protocol: /^https$/ }),
  credential_configuration_ids: z.array(z.string()).min(1),
  grants: z.looseObject({
    [PRE_AUTHORIZED]: z.looseObject({
      'pre-authorized_code': z.string(),
      tx_code: z.looseObject({}).optional(),
    }),
  }),
});
const metadataSchema = z.looseObject({
  credential_issuer: z.string(),
  credential_endpoint: z.url({ protocol: /^https$/ }),
  nonce_endpoint: z.url({ protocol: /^https$/ }),
});
const serverSchema = z.looseObject({ issuer: z.string(), token_endpoint: z.url({ protocol: /^https$/ }) });
const tokenSchema = z.looseObject({ access_token: z.string(), token_type: z.string().regex(/^bearer$/i) });
const nonceSchema = z.looseObject({ c_nonce: z.string() });
const credentialsSchema = z.looseObject({
  credentials: z.array(z.looseObject({ credential: z.string() })).min(1),
});

export interface ReceiveOptions {
  txCode?: string | undefined;
  /** How many copies, each with a key of its own: showing two of them does not tell that they are of one holder. */
  copies?: number;
  clock: () => number;
}

/**
 * Redeems a credential offer (OpenID4VCI 1.0, pre-authorised code flow). The credentials are not looked at yet.
 * @throws WalletRefused, CliFailure for an offer that is none
 */
export async function receive(
  uri: string,
  http: WalletHttp,
  { txCode, copies = 1, clock }: ReceiveOptions,
): Promise<HeldCredential[]> {
  const offer = offerSchema.parse(await offerIn(uri, http));
  const { credential_issuer: issuer } = offer;
  const metadata = metadataSchema.parse(await http.json(wellKnown(issuer, 'openid-credential-issuer')));
  const server = serverSchema.parse(await http.json(wellKnown(issuer, 'oauth-authorization-server')));
  // Compared as they are (section 12.2.3; RFC 8414, section 3.3).
  if (metadata.credential_issuer !== issuer || server.issuer !== issuer)
    throw new CliFailure(ExitCode.refused, `${issuer} describes itself under another name`);
  const grant = offer.grants[PRE_AUTHORIZED];
  if (grant.tx_code && txCode === undefined)
    throw new CliFailure(ExitCode.usage, 'the offer wants a transaction code: --tx-code');
  const token = tokenSchema.parse(
    objectOf(
      await http.form(server.token_endpoint, {
        grant_type: PRE_AUTHORIZED,
        'pre-authorized_code': grant['pre-authorized_code'],
        ...(txCode === undefined ? {} : { tx_code: txCode }),
      }),
    ),
  );
  const { c_nonce: nonce } = nonceSchema.parse(await http.json(metadata.nonce_endpoint, { method: 'POST' }));
  const keys = Array.from({ length: copies }, () => generateSigningKey('ES256').privateJwk);
  const proofs = await Promise.all(
    keys.map((key) =>
      proveForIssuance(signingKeyFromJwk(key), { audience: issuer, nonce, issuedAt: clock() }),
    ),
  );
  const { credentials } = credentialsSchema.parse(
    await http.json(metadata.credential_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.access_token}` },
      body: JSON.stringify({
        credential_configuration_id: offer.credential_configuration_ids[0],
        proofs: { jwt: proofs },
      }),
    }),
  );
  return credentials.flatMap(({ credential }, at) => {
    const key = keys[at];
    return key ? [{ credential, key }] : [];
  });
}

/** The offer of an `openid-credential-offer://` address, by value or by reference. */
async function offerIn(uri: string, http: WalletHttp): Promise<unknown> {
  const parameters = URL.parse(uri)?.searchParams;
  const value = parameters?.get('credential_offer');
  const reference = parameters?.get('credential_offer_uri');
  if (value && !reference) return objectOf(value);
  if (reference?.startsWith('https://') && !value) return http.json(reference);
  throw new CliFailure(ExitCode.usage, 'not a credential offer (openid-credential-offer://?...)');
}

/** RFC 8615: between origin and path. */
export function wellKnown(identifier: string, name: string): string {
  const { origin, pathname } = new URL(identifier);
  return `${origin}/.well-known/${name}${pathname === '/' ? '' : pathname}`;
}
