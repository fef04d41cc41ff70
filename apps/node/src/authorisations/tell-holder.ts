import type { AuthorisationPreviewAnswer } from '#libs/authorisation';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { isShareableField } from '#libs/sharing';
import type { PolicyStore } from '../lookup/sharing-ports.js';
import type { AuthorisationsConfig } from './authorisations.config.js';
import type { PlatformClient } from './platform-client.js';
import { previewRelease } from './preview-release.js';
import type { AskedLicence } from './request-store.js';

/** What stands behind the holder page's address in a picture at a counter. */
const ID = /^[A-Za-z0-9_-]{16,64}$/;
const LONGEST_CODE = 2_048;
const MOST_LICENCES = 16;
const MOST_FIELDS = 64;

export interface HolderPage {
  /** Where the holder decides. */
  url: string;
  platform: { zh: string; en: string };
}

/**
 * What this node tells a holder who is asked for an authorisation. The decision itself is made at the identity platform,
 * which knows whom it signs for: a node that could confirm for a holder could forge every consent.
 */
export class TellHolder {
  constructor(
    private readonly config: Pick<AuthorisationsConfig, 'platform'>,
    private readonly parts: {
      client: Pick<PlatformClient, 'metadataOf'>;
      policy: PolicyStore;
      providerOf: (region: RegionCode) => Promise<string | undefined>;
      clock: () => number;
    },
  ) {}

  /**
   * Where a scanned or typed code leads, if it leads to the region's identity platform as the federation describes it. No
   * other host is ever asked for anything: a code is whatever somebody has stuck on a wall.
   * @throws Refusal AUTHORISATION_CODE_UNKNOWN, AUTHORISATION_PLATFORM_*
   */
  async pageOf(code: string): Promise<HolderPage> {
    const { platform } = this.config;
    if (platform === undefined) throw new Refusal('AUTHORISATION_PLATFORM_NOT_CONFIGURED');
    if (code.length > LONGEST_CODE) throw new Refusal('AUTHORISATION_CODE_UNKNOWN');
    const { holder_page: page, name } = await this.parts.client.metadataOf(platform);
    const id = code.startsWith(page) ? code.slice(page.length) : code;
    if (!ID.test(id)) throw new Refusal('AUTHORISATION_CODE_UNKNOWN');
    return { url: `${page}${id}`, platform: name ?? { zh: platform, en: platform } };
  }

  /** @throws Refusal REGION_UNKNOWN, AUTHORISATION_REQUEST_INVALID */
  async preview(
    region: RegionCode,
    itemCode: string,
    licences: readonly AskedLicence[],
  ): Promise<AuthorisationPreviewAnswer['licences']> {
    const fields = licences.flatMap((licence) => licence.fields);
    if (licences.length === 0 || licences.length > MOST_LICENCES || fields.length > MOST_FIELDS)
      throw new Refusal('AUTHORISATION_REQUEST_INVALID', { hint: 'licences' });
    if (!fields.every(isShareableField))
      throw new Refusal('AUTHORISATION_REQUEST_INVALID', { hint: 'fields' });
    const partner = await this.parts.providerOf(region);
    if (partner === undefined) throw new Refusal('REGION_UNKNOWN');
    return previewRelease({ partner, itemCode, licences }, this.parts.policy.current(), this.parts.clock());
  }
}
