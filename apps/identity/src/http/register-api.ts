import type { FastifyInstance, FastifyReply } from 'fastify';
import { asRefusal } from '#libs/errors';
import { signStatusList } from '#libs/credentials';
import type { FederationRoute } from '#libs/federation';
import type { SigningKey } from '#libs/jws';
import { REQUESTS_PATH } from '../federation/entity.js';
import type { GivenStore } from '../given/given-store.js';
import { STATUS_LIST_PATH, statusListUri } from '../requests/decide-request.js';
import type { PendingRequests } from '../requests/pending-requests.js';
import type { TakeRequest } from '../requests/take-request.js';

export interface ApiParts {
  self: string;
  takeRequest: TakeRequest;
  pending: PendingRequests;
  given: GivenStore;
  routes: readonly FederationRoute[];
  key: SigningKey;
  statusTtlSeconds: number;
  ready: () => boolean;
  clock: () => number;
  onRefusal: (code: string) => void;
}

/** What machines ask: nodes for authorisations, everybody for the status list and the entity configuration. */
export function registerApi(fastify: FastifyInstance, parts: ApiParts): void {
  const { self, takeRequest, pending, given, key, clock } = parts;

  fastify.post(REQUESTS_PATH, async (request, reply) => {
    try {
      const token = typeof request.body === 'string' ? request.body : '';
      return await json(reply, 201, await takeRequest.take(token));
    } catch (thrown) {
      return refused(reply, thrown, parts.onRefusal);
    }
  });

  fastify.get<{ Params: { id: string } }>(`${REQUESTS_PATH}/:id`, async (request, reply) => {
    const [, secret = ''] = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '') ?? [];
    const state = pending.stateFor(request.params.id, secret);
    // The same for a wrong secret and for no request: ids stand in pictures that others may see.
    return state ? json(reply, 200, state) : json(reply, 404, { error: 'AUTHORISATION_REQUEST_UNKNOWN' });
  });

  fastify.get(STATUS_LIST_PATH, async (_request, reply) => {
    const now = clock();
    const ttl = parts.statusTtlSeconds;
    const token = await signStatusList(
      given.statusList(),
      { uri: statusListUri(self), issuedAt: now, expiresAt: now + Math.max(ttl, 60) * 1000, ttl },
      key,
    );
    return reply
      .type('application/statuslist+jwt')
      .header('cache-control', `max-age=${ttl}`)
      .send(Buffer.from(token));
  });

  for (const route of parts.routes)
    fastify.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const answer = await route.handler({ query: new URLSearchParams(request.url.split('?')[1] ?? '') });
        return reply
          .code(answer.status)
          .header('content-type', answer.contentType)
          .send(Buffer.from(answer.body));
      },
    });

  fastify.get('/status/live', async (_request, reply) => json(reply, 200, { status: 'live' }));
  fastify.get('/status/ready', async (_request, reply) =>
    parts.ready() ? json(reply, 200, { status: 'ready' }) : json(reply, 503, { status: 'starting' }),
  );
}

function json(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json')
    .send(JSON.stringify(body));
}

function refused(reply: FastifyReply, thrown: unknown, tell: (code: string) => void): FastifyReply {
  const refusal = asRefusal(thrown);
  tell(refusal.code);
  const { code, message, messageZh } = refusal.toPublic();
  return json(reply, refusal.status, { error: code, message, messageZh });
}
