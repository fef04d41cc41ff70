import { randomInt } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { Licence } from '#libs/licences';
import type { Caller } from '../../callers/index.js';
import type { Addresses } from '../addresses.js';
import type { CredentialJournal, Starter } from '../credential-journal.js';
import type { CredentialsConfig } from '../credentials.config.js';
import { digestOf, freshToken, type NodeSecret } from '../secret.js';
import { vctOf } from './licence-content.js';
import type { OfferStore } from './offer-store.js';

export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
/** Type and code, of their form. */
interface HolderRef {
  type: string;
  code: string;
}

const TX_CODE_DIGITS = 6;

export interface StartedOffer {
  /** `openid-credential-offer://` with the offer by value, and by reference (shorter, for a QR code). */
  byValue: string;
  byReference: string;
  /** Goes to the holder by another way than the code: on paper, or said aloud. */
  txCode: string;
  expiresAt: number;
}

export interface StartOfferDeps {
  config: CredentialsConfig;
  addresses: Addresses;
  licences: { byIdentifier(identifier: string): Promise<Licence | undefined> };
  offers: OfferStore;
  secret: NodeSecret;
  journal: CredentialJournal;
  region: string;
  clock: () => number;
}

/**
 * Begins an issue: by the holder of the licence, signed in as such, or by a clerk who has the holder before them and
 * types the code of the identity document that was shown. Nobody else, and no other licence: whoever asks for one that
 * is not there and for one of somebody else hears the same.
 */
export class StartOffer {
  constructor(private readonly deps: StartOfferDeps) {}

  /**
   * @param present whom the clerk has before them; not accepted from a holder
   * @throws Refusal CREDENTIAL_LICENCE_UNAVAILABLE, CREDENTIAL_LICENCE_NOT_VALID, CREDENTIAL_HOLDER_NOT_PRESENT,
   * PERSON_REQUIRED
   */
  async start(caller: Caller, identifier: string, present?: HolderRef): Promise<StartedOffer> {
    const { config, addresses, licences, offers, secret, journal, region, clock } = this.deps;
    const now = clock();
    const { starter, holder } = asStarter(caller, present);
    const licence = await licences.byIdentifier(identifier);
    const own = licence?.holderType === holder.type && licence.holderCode === holder.code;
    const refusal = !own
      ? new Refusal('CREDENTIAL_LICENCE_UNAVAILABLE')
      : licence.status !== '01' || (licence.validUntil !== undefined && endedBy(licence.validUntil, now))
        ? new Refusal('CREDENTIAL_LICENCE_NOT_VALID')
        : undefined;
    if (refusal || !licence) {
      await journal.record({
        operation: 'credential',
        starter,
        region,
        licenceType: own ? licence.typeCode : 'unknown',
        identifiers: [identifier],
        // Whoever asked for another's licence is nobody whom that other's record should name as its subject.
        ...(own ? { subject: `${holder.type}:${holder.code}` } : {}),
        fieldsAsked: [],
        fieldsReleased: [],
        outcome: 'denied',
        rule: ruleOf(starter),
        code: refusal?.code ?? 'CREDENTIAL_LICENCE_UNAVAILABLE',
        startedAt: now,
      });
      throw refusal ?? new Refusal('CREDENTIAL_LICENCE_UNAVAILABLE');
    }
    const ref = freshToken();
    const id = digestOf(ref);
    const code = codeOf(secret, ref);
    const txCode = String(randomInt(10 ** TX_CODE_DIGITS)).padStart(TX_CODE_DIGITS, '0');
    const expiresAt = now + config.offerSeconds * 1000;
    await offers.add({
      id,
      codeHash: digestOf(code),
      txHash: txHashOf(secret, id, txCode),
      licence: licence.identifier,
      typeCode: licence.typeCode,
      holder: `${holder.type}:${holder.code}`,
      starter,
      startedAt: new Date(now),
      expiresAt: new Date(expiresAt),
    });
    const offer = offerOf(addresses, licence.typeCode, code);
    return {
      byValue: `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(offer))}`,
      byReference: `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(addresses.offer(ref))}`,
      txCode,
      expiresAt,
    };
  }

  /**
   * The offer that a reference leads to; the reference is as secret as the code.
   * @throws Refusal ISSUANCE_OFFER_UNKNOWN
   */
  async read(ref: string): Promise<object> {
    const { offers, secret, addresses, clock } = this.deps;
    const offer = /^[\w-]{22}$/.test(ref) ? await offers.byId(digestOf(ref), new Date(clock())) : undefined;
    if (offer?.state !== 'offered') throw new Refusal('ISSUANCE_OFFER_UNKNOWN');
    return offerOf(addresses, offer.typeCode, codeOf(secret, ref));
  }
}

/** Kept nowhere: it follows from the reference. */
const codeOf = (secret: NodeSecret, ref: string): string => secret.mac('pre-authorized-code', ref);

/** Six digits are soon tried through by whoever has a copy of a plain digest. */
export const txHashOf = (secret: NodeSecret, id: string, txCode: string): string =>
  secret.mac('tx-code', `${id}\n${txCode}`);

export const ruleOf = ({ role }: Starter): string => (role === 'holder' ? 'holder' : 'counter');

function asStarter(caller: Caller, present: HolderRef | undefined): { starter: Starter; holder: HolderRef } {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  const { kind, id, role, organisation, person, scopes, holder } = caller;
  const starter: Starter = { kind, id, role, organisation, scopes, ...(person ? { person } : {}) };
  if (role === 'holder') {
    if (!holder || present) throw new Refusal('CREDENTIAL_HOLDER_NOT_PRESENT');
    return { starter, holder };
  }
  if (!person) throw new Refusal('PERSON_REQUIRED');
  if (!present) throw new Refusal('CREDENTIAL_HOLDER_NOT_PRESENT');
  return { starter, holder: present };
}

function offerOf({ issuer }: Addresses, typeCode: string, code: string): object {
  return {
    credential_issuer: issuer,
    credential_configuration_ids: [vctOf(typeCode)],
    grants: {
      [PRE_AUTHORIZED]: {
        'pre-authorized_code': code,
        tx_code: {
          input_mode: 'numeric',
          length: TX_CODE_DIGITS,
          description:
            '请输入窗口或网上办理页面告知的交易码。 Transaction code told at the counter or on the page.',
        },
      },
    },
  };
}

/** Whether the last day of validity is over, by the calendar of China. */
const endedBy = (validUntil: string, now: number): boolean =>
  Date.parse(`${validUntil}T23:59:59.999+08:00`) < now;
