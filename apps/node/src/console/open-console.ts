import type { FastifyInstance } from 'fastify';
import type { TrustAnchor } from '#libs/federation';
import type { AccessTokens, CallersConfig } from '../callers/index.js';
import type { NoteDenial } from '../lookup/note-denial.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { openOwnKey, Sealer } from '../secrets/index.js';
import type { ConsoleConfig } from './console.config.js';
import { OidcClient } from './oidc-client.js';
import { registerConsole, type ConsoleNode } from './register-console.js';
import { SessionStore } from './session-store.js';

export interface ConsoleParts {
  callers: CallersConfig;
  node: ConsoleNode;
  database: Pick<Database, 'pool'>;
  tokens: Pick<AccessTokens, 'identify'>;
  denials: Pick<NoteDenial, 'note'>;
  anchors: () => readonly TrustAnchor[];
  clock: () => number;
  logger: Logger;
  report: (error: unknown, requestId: string) => void;
}

export interface Console {
  register(fastify: FastifyInstance): Promise<void>;
  start(): void;
  stop(): void;
}

const SWEEP_MS = 600_000;

/** The web console as the configuration says; nothing of it exists where it is off. */
export function openConsole(config: ConsoleConfig, parts: ConsoleParts): Console {
  if (!config.enabled) return { register: async () => {}, start: () => {}, stop: () => {} };
  const { callers, database, clock, logger } = parts;
  const { origin, protocol } = new URL(callers.audience);
  const sealer = new Sealer(openOwnKey(config.keyFile));
  const oidc = new OidcClient({
    issuer: callers.issuer.url,
    clientId: config.clientId,
    redirectUri: `${origin}/console/callback`,
    afterSignOut: `${origin}/console/`,
    resource: callers.audience,
    scope: callers.requiredScope,
    acrValues: callers.secondFactor.roles.length > 0 ? callers.secondFactor.acr : [],
    clock,
  });
  const sessions = new SessionStore({
    pool: database.pool,
    sealer,
    config,
    clock,
    renew: (refreshToken) => oidc.renew(refreshToken),
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    register: (fastify) =>
      registerConsole(fastify, {
        origin,
        secure: protocol === 'https:',
        node: parts.node,
        tokens: parts.tokens,
        denials: parts.denials,
        anchors: parts.anchors,
        sessions,
        oidc,
        sealer,
        managesFactors: callers.issuer.kind === 'embedded',
        clock,
        report: parts.report,
      }),
    start() {
      timer = setInterval(() => {
        sessions
          .sweep()
          .catch((error: unknown) => logger.warn({ err: error }, 'console sessions were not swept'));
      }, SWEEP_MS);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
