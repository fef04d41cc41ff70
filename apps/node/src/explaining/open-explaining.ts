import type { Auditing } from '../auditing/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { ExplainRequest } from './explain-request.js';
import type { ExplainingConfig } from './explaining.config.js';
import { FailedRequests } from './failed-requests.js';

/** Everything of this room, put together. */
export interface Explaining {
  requests: FailedRequests;
  explain: ExplainRequest;
}

export function openExplaining(
  config: ExplainingConfig,
  parts: {
    database: Pick<Database, 'pool'>;
    evidence: Auditing['evidence']['make'];
    clock: () => number;
    logger: Logger;
  },
): Explaining {
  const { database, evidence, clock, logger } = parts;
  const requests = new FailedRequests({
    pool: database.pool,
    keepDays: config.keepDays,
    clock,
    onFailure: (error) => logger.warn({ err: error }, 'failed requests were not kept'),
  });
  return { requests, explain: new ExplainRequest({ requests, evidence }) };
}
