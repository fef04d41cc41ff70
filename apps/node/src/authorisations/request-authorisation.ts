import { randomUUID } from 'node:crypto';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import type { AuthorisationsConfig } from './authorisations.config.js';
import type { PlatformClient } from './platform-client.js';
import type { AskedLicence, RequestStore, StoredRequest } from './request-store.js';

/** A counter asks a holder by way of the region's identity platform; the holder scans the picture and decides there. */
export class RequestAuthorisation {
  constructor(
    private readonly config: AuthorisationsConfig,
    private readonly client: PlatformClient,
    private readonly store: RequestStore,
    /** Entity id of the node that answers for a region. */
    private readonly providerOf: (region: RegionCode) => Promise<string | undefined>,
  ) {}

  /**
   * @throws Refusal AUTHORISATION_PLATFORM_NOT_CONFIGURED, AUTHORISATION_PLATFORM_*, REGION_UNKNOWN,
   *   AUTHORISATION_REQUEST_INVALID with the member at fault
   */
  async request(
    region: RegionCode,
    licences: readonly AskedLicence[],
    context: LookupContext,
  ): Promise<StoredRequest> {
    const { platform, uses, validHours } = this.config;
    if (platform === undefined) throw new Refusal('AUTHORISATION_PLATFORM_NOT_CONFIGURED');
    const provider = await this.providerOf(region);
    if (provider === undefined) throw new Refusal('REGION_UNKNOWN');
    const { organisation, person, purpose, caseNumber, legalBasis, reason } = context;
    const answer = await this.client.request(platform, {
      grantee: { organisation, person: { name: person.name } },
      licences: licences.map(({ typeCode, fields }) => ({ typeCode, fields: [...new Set(fields)] })),
      purpose: { itemCode: purpose.itemCode, itemName: purpose.itemName, caseNumber },
      legalBasis,
      reason,
      provider,
      uses,
      validSeconds: validHours * 3600,
    });
    const request = {
      id: randomUUID(),
      organisation: organisation.code,
      platform,
      platformId: answer.id,
      secret: answer.secret,
      url: answer.url,
      licences,
      itemCode: purpose.itemCode,
      caseNumber,
      expiresAt: answer.expiresAt * 1000,
    };
    await this.store.add(request);
    return { ...request, state: 'pending' };
  }
}
