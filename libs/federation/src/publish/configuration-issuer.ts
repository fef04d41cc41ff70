import type { SigningKey } from '#libs/jws';
import { Refusal } from '#libs/errors';
import type { EntityId } from '../entity-id.js';
import type { Jwks } from '../jwks.js';
import type { Clock } from '../ports.js';
import type { EntityConfigurationClaims, Metadata, TrustMarkReference } from '../statement-claims.js';
import { signStatement } from '../statement.js';
import { renew } from './renew.js';

/** What an entity says of itself at this moment. */
export interface ConfigurationContent {
  entityId: EntityId;
  /** The first signs; all are published, so that a rotation overlaps. */
  keys: readonly SigningKey[];
  /** Keys published beside them: of an authority that signs elsewhere under the same entity identifier. */
  furtherKeys?: Jwks['keys'];
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
    const [key] = content.keys;
    if (key === undefined)
      throw new Refusal('AUTHORITY_KEY_MISSING', { details: { entityId: content.entityId } });
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
  const { entityId, keys, furtherKeys = [], authorityHints, metadata, trustMarks } = content;
  const own = keys.map((key) => key.publicJwk);
  const further = furtherKeys.filter(({ kid }) => !own.some((jwk) => jwk.kid === kid));
  return {
    iss: entityId,
    sub: entityId,
    jwks: { keys: [...own, ...further] },
    metadata,
    ...(authorityHints.length === 0 ? {} : { authority_hints: authorityHints }),
    ...(trustMarks.length === 0 ? {} : { trust_marks: trustMarks }),
  };
}
