import type { FastifyError, FastifyInstance } from 'fastify';
import { asRefusal, Refusal } from '#libs/errors';
import type { Logger } from '../observability/logger.js';
import { plainRefusal } from './http-answer.js';
import type { Listeners } from './listeners.js';

/** Paths that only one of the two listeners serves. */
const PEER_ONLY =
  /^\/(\.well-known\/openid-federation|federation|witness|reconciliation|evidence|messages|authorisations)(\/|\?|$)/;
const PUBLIC_ONLY = /^\/(oidc|console|graphiql|audit|log|documents|checks|reports|cases)(\/|\?|$)/;

/** What holds for every route: request ids, one line of log a request, one shape of refusal, no surprises. */
export function registerBorder(
  fastify: FastifyInstance,
  { logger, listeners }: { logger: Logger; listeners: Listeners },
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('tongban-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    const byPeerListener = listeners.peerSocket(request.raw.socket) !== undefined;
    if (byPeerListener ? PUBLIC_ONLY.test(request.url) : PEER_ONLY.test(request.url))
      throw new Refusal('NOT_FOUND_HERE');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    // The path alone: a query string may carry a question about a person.
    logger.info(
      {
        requestId: request.id,
        listener: listeners.peerSocket(request.raw.socket) ? 'peer' : 'public',
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        tookMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'answered',
    );
  });
  fastify.setNotFoundHandler((request, reply) => {
    const { status, headers, body } = plainRefusal(new Refusal('NOT_FOUND_HERE'));
    return reply.code(status).headers(headers).send(body);
  });
  fastify.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = borderRefusal(error);
    if (refusal.code === 'INTERNAL') logger.error({ err: error, requestId: request.id }, 'defect');
    const { status, headers, body } = plainRefusal(refusal, 'application/graphql-response+json');
    return reply.code(status).headers(headers).send(body);
  });
}

/** Fastify's own refusals in our words; its messages never leave. */
function borderRefusal(error: FastifyError): Refusal {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('GRAPHQL_BODY_TOO_LARGE');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || error.code === 'FST_ERR_CTP_EMPTY_TYPE')
    return new Refusal('GRAPHQL_CONTENT_TYPE');
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500)
    return new Refusal('GRAPHQL_BAD_BODY', { details: { fastify: error.code } });
  return asRefusal(error);
}
