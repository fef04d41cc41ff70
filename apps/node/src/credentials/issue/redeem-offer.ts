import { Refusal } from '#libs/errors';
import type { CredentialsConfig } from '../credentials.config.js';
import { digestOf, freshToken, sameText, type NodeSecret } from '../secret.js';
import type { OfferStore } from './offer-store.js';
import { PRE_AUTHORIZED, txHashOf } from './start-offer.js';

export interface IssuedToken {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
}

/** Token endpoint: a pre-authorised code with its transaction code becomes an access token, once. */
export class RedeemOffer {
  constructor(
    private readonly deps: {
      config: CredentialsConfig;
      offers: OfferStore;
      secret: NodeSecret;
      clock: () => number;
    },
  ) {}

  /** @throws Refusal ISSUANCE_GRANT_UNSUPPORTED, ISSUANCE_TOKEN_REQUEST_MALFORMED, ISSUANCE_CODE_INVALID */
  async redeem(form: ReadonlyMap<string, string>): Promise<IssuedToken> {
    const { config, offers, secret, clock } = this.deps;
    const grant = form.get('grant_type');
    if (grant === undefined) throw malformed('grant_type');
    if (grant !== PRE_AUTHORIZED) throw new Refusal('ISSUANCE_GRANT_UNSUPPORTED');
    const code = form.get('pre-authorized_code');
    if (code === undefined) throw malformed('pre-authorized_code');
    // A token for a part of what was offered: there is one thing in each offer.
    if (form.has('authorization_details')) throw malformed('authorization_details');
    const txCode = form.get('tx_code');
    const now = clock();
    const offer = await offers.byCode(digestOf(code), new Date(now));
    if (offer?.state !== 'offered' || offer.txHash === null) throw new Refusal('ISSUANCE_CODE_INVALID');
    if (txCode === undefined) throw malformed('tx_code');
    if (!(await offers.tryTxCode(offer.id, config.txCodeAttempts)))
      throw new Refusal('ISSUANCE_CODE_INVALID');
    if (!sameText(offer.txHash, txHashOf(secret, offer.id, txCode)))
      throw new Refusal('ISSUANCE_CODE_INVALID');
    const token = freshToken(32);
    const expiresAt = new Date(now + config.accessTokenSeconds * 1000);
    if (!(await offers.redeem(offer.id, digestOf(token), expiresAt)))
      throw new Refusal('ISSUANCE_CODE_INVALID');
    return { access_token: token, token_type: 'Bearer', expires_in: config.accessTokenSeconds };
  }
}

const malformed = (hint: string): Refusal => new Refusal('ISSUANCE_TOKEN_REQUEST_MALFORMED', { hint });
