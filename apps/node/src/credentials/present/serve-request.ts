import { Refusal } from '#libs/errors';
import { clientIdOf, signPresentationRequest } from '#libs/credentials';
import type { Addresses } from '../addresses.js';
import type { CredentialKeys } from '../credential-keys.js';
import { digestOf } from '../secret.js';
import type { PresentationRow, PresentationStore } from './presentation-store.js';

const REF = /^[\w-]{22}$/;

/**
 * The presentation request behind a reference, still open.
 * @throws Refusal PRESENTATION_UNKNOWN, PRESENTATION_EXPIRED, PRESENTATION_USED
 */
export async function openRequest(
  store: PresentationStore,
  ref: string,
  now: number,
): Promise<PresentationRow> {
  const row = REF.test(ref) ? await store.byRef(digestOf(ref)) : undefined;
  if (!row) throw new Refusal('PRESENTATION_UNKNOWN');
  if (row.phase !== 'waiting') throw new Refusal('PRESENTATION_USED');
  if (row.expiresAt.getTime() <= now) throw new Refusal('PRESENTATION_EXPIRED');
  return row;
}

/** Request URI endpoint: the signed request object, for `get` and for `post` with the wallet's nonce. */
export class ServeRequest {
  constructor(
    private readonly deps: {
      addresses: Addresses;
      store: PresentationStore;
      keys: CredentialKeys;
      clock: () => number;
    },
  ) {}

  /** @throws Refusal PRESENTATION_*, PRESENTATION_RESPONSE_MALFORMED for a nonce that is none */
  async serve(ref: string, walletNonce?: string): Promise<string> {
    const { addresses, store, keys, clock } = this.deps;
    if (walletNonce !== undefined && !/^[\x21-\x7e]{1,512}$/.test(walletNonce))
      throw new Refusal('PRESENTATION_RESPONSE_MALFORMED', { hint: 'wallet_nonce' });
    const now = clock();
    const row = await openRequest(store, ref, now);
    return signPresentationRequest(
      {
        clientId: clientIdOf(addresses.entityId),
        responseUri: addresses.response(ref),
        nonce: row.nonce,
        state: row.state,
        query: row.query,
        issuedAt: now,
        expiresAt: row.expiresAt.getTime(),
        ...(walletNonce === undefined ? {} : { walletNonce }),
      },
      keys.signingKey(),
    );
  }
}
