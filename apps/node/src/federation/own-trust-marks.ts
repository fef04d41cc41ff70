import { Refusal } from '#libs/errors';
import {
  federationEntitySchema,
  parseEntityConfiguration,
  readMetadata,
  type EntityId,
  type FederationFetcher,
  type TrustMarkReference,
} from '#libs/federation';

/** The marks that this node publishes, fetched from their issuers (§8.6) and kept while an issuer is away. */
export class OwnTrustMarks {
  private marks = new Map<string, string>();

  constructor(
    private readonly self: EntityId,
    private readonly wanted: readonly { type: string; issuer: EntityId }[],
    private readonly fetcher: Pick<FederationFetcher, 'entityConfiguration' | 'trustMark'>,
  ) {}

  restore(marks: readonly { type: string; token: string }[]): void {
    this.marks = new Map(
      marks
        .filter(({ type }) => this.wanted.some((want) => want.type === type))
        .map(({ type, token }) => [type, token]),
    );
  }

  list(): TrustMarkReference[] {
    return [...this.marks].map(([type, token]) => ({ trust_mark_type: type, trust_mark: token }));
  }

  saved(): { type: string; token: string }[] {
    return [...this.marks].map(([type, token]) => ({ type, token }));
  }

  /** A mark of which its issuer says that there is none is dropped; any other fault keeps what is there. */
  async refresh(onFault: (refusal: Refusal) => void): Promise<void> {
    for (const { type, issuer } of this.wanted) {
      try {
        const { claims } = parseEntityConfiguration(await this.fetcher.entityConfiguration(issuer));
        const entity = readMetadata(claims.metadata ?? {}, 'federation_entity', federationEntitySchema);
        const endpoint = entity.federation_trust_mark_endpoint;
        if (endpoint === undefined)
          throw new Refusal('TRUST_MARK_MISSING', { hint: `${issuer} has no endpoint` });
        this.marks.set(type, await this.fetcher.trustMark(endpoint, type, this.self));
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        if (thrown.code === 'ENTITY_UNKNOWN') this.marks.delete(type);
        onFault(thrown);
      }
    }
  }
}
