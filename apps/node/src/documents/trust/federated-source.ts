import { Refusal } from '#libs/errors';
import {
  checkStatementTime,
  federationEntitySchema,
  parseEntityConfiguration,
  readMetadata,
  verifyStatement,
  type FederationFetcher,
  type Jwks,
  type TrustAnchor,
} from '#libs/federation';

/** What trust by the federation needs of it. */
export interface FederationOfTrust {
  /** Anchors with the keys that are trusted now: pinned, or followed from there. */
  anchors: () => readonly TrustAnchor[];
  fetcher: Pick<FederationFetcher, 'entityConfiguration' | 'trustList'>;
}

/** Fetches the trust lists that anchors publish. What it gives is not verified but for the way to it. */
export class FederatedSource {
  constructor(
    private readonly federation: FederationOfTrust,
    private readonly clock: () => number,
    private readonly skewSeconds: number,
  ) {}

  /** @throws Refusal CONFIG_INVALID for what is no anchor of this node */
  keysOf(entityId: string): Jwks {
    const anchor = this.federation.anchors().find((one) => one.entityId === entityId);
    if (!anchor)
      throw new Refusal('CONFIG_INVALID', { hint: `documents.trust.federation: ${entityId} is no anchor` });
    return anchor.jwks;
  }

  /**
   * The signed list; undefined where the anchor says, signed, that it publishes none.
   * @throws Refusal FEDERATION_*, STATEMENT_*, METADATA_INVALID
   */
  async fetch(entityId: string): Promise<string | undefined> {
    const { fetcher } = this.federation;
    const configuration = parseEntityConfiguration(await fetcher.entityConfiguration(entityId));
    const { claims } = configuration;
    if (claims.sub !== entityId)
      throw new Refusal('FEDERATION_CHAIN_BROKEN', { hint: 'another entity answered' });
    await verifyStatement(configuration, this.keysOf(entityId));
    checkStatementTime(claims, this.clock(), this.skewSeconds);
    const entity = readMetadata(claims.metadata ?? {}, 'federation_entity', federationEntitySchema);
    const { tongban_trust_list_endpoint: endpoint } = entity;
    return endpoint === undefined ? undefined : fetcher.trustList(endpoint);
  }
}
