import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { AuthorisationPorts } from '#libs/authorisation';
import type { RegionCode } from '#libs/codes';
import type { FetchPort, TrustAnchor } from '#libs/federation';
import type { SigningKey } from '#libs/jws';
import { federationHttp } from '../federation/http-client.js';
import { RefusalBudget } from '../http/refusal-budget.js';
import type { HolderAuthorisations, PolicyStore } from '../lookup/sharing-ports.js';
import { AnswerPreview } from './answer-preview.js';
import type { AuthorisationsConfig } from './authorisations.config.js';
import { PlatformClient } from './platform-client.js';
import { Platforms } from './platforms.js';
import { PresentedAuthorisations } from './presented-authorisations.js';
import { ReadAuthorisation } from './read-authorisation.js';
import { registerPreview } from './register-preview.js';
import { RequestAuthorisation } from './request-authorisation.js';
import { RequestStore } from './request-store.js';
import { StatusLists } from './status-lists.js';
import { TellHolder } from './tell-holder.js';
import { UseCounter } from './use-counter.js';

const PURGE_MS = 3_600_000;

export interface AuthorisationsParts {
  self: string;
  pool: Pool;
  federation: { anchors: () => readonly TrustAnchor[]; fetcher: FetchPort };
  caFile: string | undefined;
  skewSeconds: number;
  signingKey: () => SigningKey;
  policy: PolicyStore;
  providerOf: (region: RegionCode) => Promise<string | undefined>;
  clock: () => number;
  report: (error: unknown, what: string) => void;
}

export interface Authorisations {
  /** For lookups. */
  presented: HolderAuthorisations;
  requests: RequestAuthorisation;
  reading: ReadAuthorisation;
  holders: TellHolder;
  register(fastify: FastifyInstance): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Everything of this room, put together. */
export function openAuthorisations(config: AuthorisationsConfig, parts: AuthorisationsParts): Authorisations {
  const { self, pool, clock, skewSeconds, report } = parts;
  const ca = parts.caFile === undefined ? undefined : readFileSync(parts.caFile, 'utf8');
  const http = federationHttp({ ca, timeoutMs: config.timeoutMs });
  const { requiredTrustMarks, refreshSeconds } = config;
  const platforms = new Platforms({
    ...parts.federation,
    clock,
    skewSeconds,
    requiredTrustMarks,
    refreshSeconds,
  });
  const keyOf = (issuer: string, kid: string) => platforms.keyOf(issuer, kid);
  const lists = new StatusLists({ keyOf, send: http.send, clock, maxSeconds: config.statusMaxSeconds });
  const counter = new UseCounter(pool);
  const ports: AuthorisationPorts = {
    clock,
    skewSeconds,
    platformKey: keyOf,
    statusOf: (reference, issuer) => lists.statusOf(reference, issuer),
    count: (use) => counter.count(use),
  };
  const store = new RequestStore(pool);
  const { signingKey } = parts;
  const client = new PlatformClient({ self, platforms, send: http.send, signingKey, clock });
  const budget = new RefusalBudget(config.previewsPerMinute, clock);
  const preview = new AnswerPreview({
    self,
    policy: parts.policy,
    keyOf,
    clock,
    skewSeconds,
    mayAsk: (platform) => budget.take(platform),
  });
  let purging: NodeJS.Timeout | undefined;
  return {
    presented: new PresentedAuthorisations(ports, report),
    requests: new RequestAuthorisation(config, client, store, parts.providerOf),
    reading: new ReadAuthorisation(self, client, store, ports),
    holders: new TellHolder(config, { ...parts, client }),
    register: (fastify) => registerPreview(fastify, { preview, report }),
    start() {
      purging = setInterval(() => {
        Promise.all([counter.purge(clock()), store.purge(clock())]).catch((error: unknown) =>
          report(error, 'authorisations'),
        );
      }, PURGE_MS).unref();
    },
    async stop() {
      clearInterval(purging);
      await http.close();
    },
  };
}
