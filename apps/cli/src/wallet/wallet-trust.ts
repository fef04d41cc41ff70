import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  boundedExchange,
  FederationFetcher,
  isEntityId,
  jwksSchema,
  resolveTrustChain,
  usableKeys,
  type HttpSend,
  type TrustAnchor,
} from '#libs/federation';
import { Refusal } from '#libs/errors';
import { readStatusListToken, verifyCredential, type VerifiedCredential } from '#libs/credentials';
import { parseCompact, type VerificationKey } from '#libs/jws';
import type { WalletHttp } from './wallet-http.js';

const anchorSchema = z.looseObject({ entityId: z.string().refine(isEntityId), jwks: jwksSchema });
const verifierSchema = z.looseObject({ client_uri: z.url().max(2048) });

/** Reads the anchor's keys as its operator hands them out (`trust-anchor.json`). */
export function readAnchor(file: string): TrustAnchor {
  return anchorSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Whom a wallet believes: issuers and verifiers that the pinned anchor's federation vouches for. */
export class WalletTrust {
  private readonly fetcher: FederationFetcher;

  constructor(
    private readonly anchor: TrustAnchor,
    private readonly http: WalletHttp,
    send: HttpSend,
    private readonly clock: () => number,
  ) {
    this.fetcher = new FederationFetcher(boundedExchange(send));
  }

  /** Keys of a verifier and the address below which answers may go. @throws Refusal of the federation */
  async verifier(entityId: string): Promise<{ keys: VerificationKey[]; base: string; name: string }> {
    const { metadata, configuration } = await this.chain(entityId, 'openid_credential_verifier');
    const own = metadata['openid_credential_verifier'] ?? {};
    const name = configuration.metadata?.['federation_entity']?.['organization_name'];
    return {
      keys: usableKeys(jwksSchema.parse(own['jwks'])),
      base: verifierSchema.parse(own).client_uri,
      name: typeof name === 'string' ? name : entityId,
    };
  }

  /** What a wallet checks of a credential before it keeps or shows it. @throws Refusal SD_JWT_*, CREDENTIAL_*, ... */
  async check(credential: string): Promise<VerifiedCredential> {
    const now = this.clock();
    let keys: VerificationKey[] = [];
    return verifyCredential(credential, {
      now,
      keyBinding: 'none',
      issuerKey: async ({ kid }, { iss }) => {
        const { metadata } = await this.chain(String(iss), 'openid_credential_issuer');
        keys = usableKeys(jwksSchema.parse(metadata['openid_credential_issuer']?.['jwks']));
        return keys.find((key) => key.kid === kid);
      },
      statusOf: async ({ index, uri }, issuer) => {
        if (!uri.startsWith(`${issuer}/`)) throw new Refusal('STATUS_LIST_FOREIGN');
        const token = await this.http.text(uri, { headers: { accept: 'application/statuslist+jwt' } });
        const { kid } = parseCompact(token, { maxBytes: 4 << 20, maxDepth: 4 }).header;
        const key = keys.find((candidate) => candidate.kid === kid);
        if (!key) throw new Refusal('CREDENTIAL_STATUS_UNKNOWN');
        return (await readStatusListToken(token, { uri, key, now })).list.get(index);
      },
    });
  }

  private chain(entityId: string, requiredEntityType: string) {
    return resolveTrustChain(entityId, {
      anchors: [this.anchor],
      clock: this.clock,
      fetcher: this.fetcher,
      requiredEntityType,
    });
  }
}
