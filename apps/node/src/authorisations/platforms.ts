import { Refusal } from '#libs/errors';
import {
  IDENTITY_PLATFORM_ENTITY_TYPE,
  identityPlatformMetadata,
  keyByKid,
  TrustedEntities,
  type FetchPort,
  type IdentityPlatformMetadata,
  type TrustAnchor,
} from '#libs/federation';
import type { VerificationKey } from '#libs/jws';

/** Refusals that say who an entity is, or rather is not; anything else says that nobody could be asked. */
const UNANSWERED = new Set([
  'FEDERATION_UNREACHABLE',
  'FEDERATION_CHAIN_EXPIRED',
  'FEDERATION_RESPONSE_INVALID',
]);

/** A key that nobody knew causes another look at a platform's chain no more often than this (ms). */
const LOOK_AGAIN_MS = 10_000;

/** Identity platforms that the federation vouches for. */
export class Platforms {
  private readonly entities: TrustedEntities;
  private readonly lookedAgain = new Map<string, number>();

  constructor(
    private readonly parts: {
      anchors: () => readonly TrustAnchor[];
      fetcher: FetchPort;
      clock: () => number;
      skewSeconds: number;
      requiredTrustMarks: readonly string[];
      refreshSeconds: number;
    },
  ) {
    this.entities = new TrustedEntities({
      ...parts,
      entityType: IDENTITY_PLATFORM_ENTITY_TYPE,
      refreshAfterMs: parts.refreshSeconds * 1000,
    });
  }

  /** @throws Refusal of the federation's */
  async metadataOf(entityId: string): Promise<IdentityPlatformMetadata> {
    return identityPlatformMetadata((await this.entities.chainOf(entityId)).metadata);
  }

  /**
   * The platform's key with this id; undefined for strangers, for those without the marks, and for revoked ones.
   * @throws Refusal `FEDERATION_*` where nobody could be asked
   */
  async keyOf(entityId: string, kid: string): Promise<VerificationKey | undefined> {
    try {
      const known = keyByKid((await this.metadataOf(entityId)).jwks, kid);
      if (known || !this.mayLookAgain(entityId)) return known;
      const chain = await this.entities.lookAgain(entityId);
      return keyByKid(identityPlatformMetadata(chain.metadata).jwks, kid);
    } catch (thrown) {
      if (thrown instanceof Refusal && !UNANSWERED.has(thrown.code)) return undefined;
      throw thrown;
    }
  }

  private mayLookAgain(entityId: string): boolean {
    const now = this.parts.clock();
    if (now - (this.lookedAgain.get(entityId) ?? Number.NEGATIVE_INFINITY) < LOOK_AGAIN_MS) return false;
    this.lookedAgain.set(entityId, now);
    return true;
  }
}
