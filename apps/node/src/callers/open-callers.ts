import type { FastifyInstance } from 'fastify';
import { AccessTokens } from './access-tokens.js';
import type { CallersConfig } from './callers.config.js';
import { ExternalIssuerKeys } from './external-issuer.js';
import { ISSUER_ALGORITHM, IssuerKeyRing } from './oidc/key-ring.js';
import { registerOidc } from './oidc/register-oidc.js';
import type { Clock, Database, Log } from './ports.js';

export interface Callers {
  /** Identifies integrators and people by their access token. */
  tokens: AccessTokens;
  /** Mounts the embedded issuer on the public listener; does nothing where the issuer is outside. */
  register(fastify: FastifyInstance): Promise<void>;
}

export interface CallersParts {
  /** Name of the node, on the sign-in pages. */
  node: { zh: string; en: string };
  database: Database;
  clock: Clock;
  log: Log;
}

/** Everything of this room, put together as the configuration says. */
export async function openCallers(config: CallersConfig, parts: CallersParts): Promise<Callers> {
  const { issuer, audience, requiredScope, clockSkewSeconds, secondFactor } = config;
  const { clock } = parts;
  const common = { issuer: issuer.url, audience, requiredScope, clockSkewSeconds, secondFactor, clock };
  if (issuer.kind === 'external') {
    const keys = new ExternalIssuerKeys({ issuer: issuer.url, jwksUri: issuer.jwksUri, clock });
    const { algorithms, claims } = issuer;
    return { tokens: new AccessTokens({ ...common, algorithms, claims, keys }), register: async () => {} };
  }
  const keys = await IssuerKeyRing.open(issuer.keysDirectory, {
    clock,
    report: (error) => parts.log.error({ event: 'oidc.keys', error: String(error) }, 'key files not read'),
  });
  return {
    tokens: new AccessTokens({ ...common, algorithms: [ISSUER_ALGORITHM], keys }),
    register: (fastify) => registerOidc(fastify, { ...parts, config, issuer, keys }),
  };
}
