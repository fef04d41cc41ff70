import type { PublicJwk, SigningKey } from '#libs/jws';
import type { EntityId } from '../entity-id.js';
import type { Clock } from '../ports.js';
import type { EntityConfigurationClaims, Metadata, TrustMarkReference } from '../statement-claims.js';
import { signStatement } from '../statement.js';
import { renew } from './renew.js';

/** What an entity says of itself at this moment. */
export interface ConfigurationContent {
  entityId: EntityId;
  /** The federation key that signs now. */
  key: SigningKey;
  /**
   * Keys published beside it: the next and the last one of a rotation, or those of an authority that signs elsewhere
   * under the same entity identifier.
   */
  furtherKeys?: readonly PublicJwk[];
  authorityHints: readonly EntityId[];
  metadata: Metadata;
  trustMarks: readonly TrustMarkReference[];
}

export interface ConfigurationIssuerOptions {
  content(): ConfigurationContent | Promise<ConfigurationContent>;
  clock: Clock;
  /** Default one day: a peer that has cached the configuration sees a change at the next refresh anyway. */
  validitySeconds?: number;
}

/**
 * Signs an entity's own configuration with its online federation key (§3.1, §9) and keeps it until a third of its life
 * is left or its content has changed.
 */
export class ConfigurationIssuer {
  private token: string | undefined;

  constructor(private readonly options: ConfigurationIssuerOptions) {}

  async current(): Promise<string> {
    const content = await this.options.content();
    const { key } = content;
    const validitySeconds = this.options.validitySeconds ?? 86_400;
    const { token } = await renew({
      existing: this.token,
      claims: configurationClaims(content),
      key,
      now: Math.floor(this.options.clock() / 1000),
      validitySeconds,
      renewBeforeSeconds: validitySeconds / 3,
      sign: (claims) => signStatement(claims as EntityConfigurationClaims, key),
    });
    this.token = token;
    return token;
  }
}

function configurationClaims(content: ConfigurationContent): Record<string, unknown> {
  const { entityId, key, furtherKeys = [], authorityHints, metadata, trustMarks } = content;
  const further = furtherKeys.filter(({ kid }) => kid !== key.kid);
  return {
    iss: entityId,
    sub: entityId,
    jwks: { keys: [key.publicJwk, ...further] },
    metadata,
    ...(authorityHints.length === 0 ? {} : { authority_hints: authorityHints }),
    ...(trustMarks.length === 0 ? {} : { trust_marks: trustMarks }),
  };
}
