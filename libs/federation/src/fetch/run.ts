import { Refusal } from '#libs/errors';
import type { EntityId } from '../entity-id.js';
import { parseEntityConfiguration, verifyStatement, type EntityConfiguration } from '../statement.js';
import type { FederationFetcher } from './fetcher.js';

/** What a search asks of the network; {@link FederationFetcher} is the one adapter outside tests. */
export type FetchPort = Pick<
  FederationFetcher,
  'entityConfiguration' | 'subordinateStatement' | 'trustMarkStatus' | 'list'
>;

/**
 * The requests of one search: each document is fetched once (§10.1), and there is an end to their number.
 */
export class FederationRun {
  private readonly fetched = new Map<string, Promise<string>>();

  constructor(
    private readonly port: FetchPort,
    private readonly maxFetches: number,
  ) {}

  /** The configuration of an entity, self-signature verified. */
  async configuration(entityId: EntityId): Promise<EntityConfiguration> {
    const token = await this.once(entityId, async () => {
      try {
        return await this.port.entityConfiguration(entityId);
      } catch (thrown) {
        // Only a superior decides who belongs: an entity that does not publish itself is away, not revoked.
        if (thrown instanceof Refusal && thrown.code === 'ENTITY_UNKNOWN') {
          throw new Refusal('FEDERATION_RESPONSE_INVALID', { details: { entityId }, cause: thrown });
        }
        throw thrown;
      }
    });
    const configuration = parseEntityConfiguration(token);
    if (configuration.claims.sub !== entityId) {
      throw new Refusal('FEDERATION_CHAIN_BROKEN', { hint: 'the configuration is of another entity' });
    }
    await verifyStatement(configuration, configuration.claims.jwks);
    return configuration;
  }

  statement(endpoint: string, subject: EntityId): Promise<string> {
    return this.once(`${endpoint} ${subject}`, () => this.port.subordinateStatement(endpoint, subject));
  }

  trustMarkStatus(endpoint: string, trustMark: string): Promise<string> {
    return this.once(`${endpoint} ${trustMark}`, () => this.port.trustMarkStatus(endpoint, trustMark));
  }

  private once(key: string, fetch: () => Promise<string>): Promise<string> {
    const known = this.fetched.get(key);
    if (known !== undefined) return known;
    if (this.fetched.size >= this.maxFetches) {
      return Promise.reject(new Refusal('FEDERATION_LIMIT_EXCEEDED', { hint: 'requests' }));
    }
    const started = fetch();
    this.fetched.set(key, started);
    return started;
  }
}
