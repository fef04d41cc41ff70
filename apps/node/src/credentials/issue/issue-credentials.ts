import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { checkIssuanceProof, issueCredential, type ProvenKey } from '#libs/credentials';
import type { Licence } from '#libs/licences';
import type { Transactions } from '../../persistence/transactions.js';
import type { Addresses } from '../addresses.js';
import type { CredentialJournal } from '../credential-journal.js';
import type { CredentialKeys } from '../credential-keys.js';
import type { CredentialsConfig } from '../credentials.config.js';
import { digestOf } from '../secret.js';
import type { Place, StatusStore } from '../status/status-store.js';
import { contentOf, vctOf } from './licence-content.js';
import type { Nonces } from './nonces.js';
import type { Offer, OfferStore } from './offer-store.js';
import { ruleOf } from './start-offer.js';

const SKEW_SECONDS = 60;

const requestSchema = z.looseObject({
  credential_configuration_id: z.string().min(1).max(256),
  // Never given out in a token response, so that no request may carry one (OpenID4VCI 1.0, section 8.2).
  credential_identifier: z.undefined().optional(),
  proofs: z.strictObject({ jwt: z.array(z.string().max(4096)).min(1) }).optional(),
  credential_response_encryption: z.unknown().optional(),
});

export interface IssueDeps {
  config: CredentialsConfig;
  addresses: Addresses;
  keys: CredentialKeys;
  offers: OfferStore;
  statuses: StatusStore;
  nonces: Nonces;
  transactions: Transactions;
  /** Reads the licence so that it cannot change before the transaction ends. */
  lockLicence: (
    client: Parameters<Parameters<Transactions['run']>[0]>[0]['client'],
    identifier: string,
  ) => Promise<Licence | undefined>;
  journal: CredentialJournal;
  region: string;
  clock: () => number;
}

/** Credential endpoint: one licence, for as many keys as the wallet proves to hold, once for each offer. */
export class IssueCredentials {
  constructor(private readonly deps: IssueDeps) {}

  /** @throws Refusal ISSUANCE_*, JWS_*, JWK_*, CREDENTIAL_LICENCE_NOT_VALID */
  async issue(token: string | undefined, body: unknown): Promise<{ credentials: { credential: string }[] }> {
    const { offers, clock } = this.deps;
    const startedAt = clock();
    const offer =
      token !== undefined && token !== ''
        ? await offers.byToken(digestOf(token), new Date(startedAt))
        : undefined;
    if (!offer) throw new Refusal('ISSUANCE_TOKEN_UNKNOWN');
    const proven = await this.provenKeys(offer, body);
    const { licence, places, content } = await this.assign(offer, proven, startedAt);
    const credentials = await this.sign(content, proven, places);
    await this.deps.journal.record({
      operation: 'credential',
      starter: offer.starter,
      region: this.deps.region,
      licenceType: licence.typeCode,
      identifiers: [licence.identifier],
      subject: offer.holder,
      fieldsAsked: fieldsOf(content),
      fieldsReleased: fieldsOf(content),
      outcome: 'granted',
      rule: ruleOf(offer.starter),
      startedAt,
    });
    return { credentials: credentials.map((credential) => ({ credential })) };
  }

  private async provenKeys(offer: Offer, body: unknown): Promise<ProvenKey[]> {
    const { config, addresses, nonces, clock } = this.deps;
    const request = requestSchema.safeParse(body);
    if (!request.success)
      throw new Refusal('ISSUANCE_REQUEST_MALFORMED', {
        hint: request.error.issues[0]?.path.join('.') ?? '',
      });
    const {
      credential_configuration_id: configuration,
      proofs,
      credential_response_encryption,
    } = request.data;
    if (credential_response_encryption !== undefined) throw new Refusal('ISSUANCE_ENCRYPTION_UNSUPPORTED');
    if (configuration !== vctOf(offer.typeCode)) throw new Refusal('ISSUANCE_CONFIGURATION_UNKNOWN');
    if (!proofs) throw new Refusal('ISSUANCE_PROOF_MALFORMED', { hint: 'proofs' });
    if (proofs.jwt.length > config.batchSize)
      throw new Refusal('ISSUANCE_BATCH_TOO_LARGE', { hint: `at most ${String(config.batchSize)}` });
    const proven: ProvenKey[] = [];
    for (const proof of proofs.jwt)
      proven.push(
        await checkIssuanceProof(proof, {
          audience: addresses.issuer,
          now: clock(),
          maxAgeSeconds: config.nonceSeconds,
          skewSeconds: SKEW_SECONDS,
        }),
      );
    for (const { nonce } of proven) nonces.check(nonce);
    if (new Set(proven.map(({ thumbprint }) => thumbprint)).size !== proven.length)
      throw new Refusal('ISSUANCE_PROOF_KEY_REPEATED');
    return proven;
  }

  /** All that must happen once or not at all: the offer, the nonces, the places in the status list. */
  private assign(
    offer: Offer,
    proven: readonly ProvenKey[],
    now: number,
  ): Promise<{ licence: Licence; places: Place[]; content: ReturnType<typeof contentOf> }> {
    const { config, offers, statuses, nonces, transactions, lockLicence } = this.deps;
    return transactions.run(async ({ client }) => {
      if (!(await offers.issue(client, offer.id))) throw new Refusal('ISSUANCE_TOKEN_UNKNOWN');
      await nonces.use(client, new Set(proven.map(({ nonce }) => nonce)));
      const licence = await lockLicence(client, offer.licence);
      // It may have changed since the offer was made.
      if (
        !licence ||
        licence.status !== '01' ||
        `${licence.holderType}:${licence.holderCode}` !== offer.holder
      )
        throw new Refusal('CREDENTIAL_LICENCE_NOT_VALID');
      const content = contentOf(licence, { now, validityDays: config.validityDays });
      if (content.expiresAt <= now) throw new Refusal('CREDENTIAL_LICENCE_NOT_VALID');
      const places = await statuses.place(client, proven.length, {
        licence: licence.identifier,
        typeCode: licence.typeCode,
        holder: offer.holder,
        issuedAt: new Date(now),
        expiresAt: new Date(content.expiresAt),
      });
      return { licence, places, content };
    });
  }

  private async sign(
    content: ReturnType<typeof contentOf>,
    proven: readonly ProvenKey[],
    places: readonly Place[],
  ): Promise<string[]> {
    const { addresses, keys } = this.deps;
    const key = keys.signingKey();
    const credentials: string[] = [];
    for (const [at, { jwk }] of proven.entries()) {
      const place = places[at];
      if (!place) throw new Error('a place for each key');
      credentials.push(
        await issueCredential(
          {
            ...content,
            issuer: addresses.entityId,
            holder: jwk,
            status: { index: place.index, uri: addresses.statusList(place.list) },
          },
          key,
          randomBytes,
        ),
      );
    }
    return credentials;
  }
}

/** Names of what the credential can show, as audit entries name fields. */
const fieldsOf = ({ frame }: ReturnType<typeof contentOf>): string[] => [
  ...(frame.conceal ?? []),
  ...(frame.inside?.['attributes']?.conceal ?? []).map((name) => `attributes.${name}`),
];
