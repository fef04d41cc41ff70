import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#libs/errors';
import type { AnswerIntegrator } from './answer-integrator.js';
import type { AnswerPeer } from './answer-peer.js';
import { plainRefusal, type HttpAnswer, type RawRequest } from './http-answer.js';
import type { Listeners } from './listeners.js';
import { peerCertificateEntityId } from '../peers/index.js';

/** One path, two listeners: who comes over mutual TLS is answered as a peer, everybody else as an integrator. */
export async function registerGraphql(
  fastify: FastifyInstance,
  deps: { integrators: AnswerIntegrator; peers: AnswerPeer; listeners: Listeners },
): Promise<void> {
  await fastify.register(async (scope) => {
    // Raw bytes of whatever type: digests are over what was sent, and a wrong type gets a code of its own.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.route({
      method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'],
      url: '/graphql',
      handler: async (request, reply) => {
        const raw = rawOf(request);
        const socket = deps.listeners.peerSocket(request.raw.socket);
        return send(reply, await answer(raw, socket));
      },
    });
    const answer = (raw: RawRequest, socket: ReturnType<Listeners['peerSocket']>): Promise<HttpAnswer> => {
      // A peer is told by a signed denial, whatever its method: see AnswerPeer.
      if (socket) return deps.peers.answer(raw, peerCertificateEntityId(socket));
      if (raw.method === 'GET' || raw.method === 'POST') return deps.integrators.answer(raw);
      const refused = plainRefusal(new Refusal('GRAPHQL_METHOD'));
      return Promise.resolve({ ...refused, headers: { ...refused.headers, allow: 'GET, POST' } });
    };
  });
}

function rawOf(request: FastifyRequest): RawRequest {
  return {
    method: request.method,
    target: request.raw.url ?? request.url,
    headers: { ...request.headers, 'content-type': contentTypeOf(request) },
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    requestId: request.id,
  };
}

/** Node keeps the first of two; whoever reads the other one would read another message. Two are as good as none. */
function contentTypeOf({ raw, headers }: FastifyRequest): string | undefined {
  const given = raw.rawHeaders.filter(
    (name, place) => place % 2 === 0 && /^content-type$/i.test(name),
  ).length;
  return given === 1 ? headers['content-type'] : undefined;
}

function send(reply: FastifyReply, { status, headers, body }: HttpAnswer): FastifyReply {
  return reply.code(status).headers(headers).header('cache-control', 'no-store').send(body);
}
