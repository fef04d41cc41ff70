import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { peerCertificateEntityId } from '../peers/index.js';
import {
  BODY_MAX_BYTES,
  refused,
  type AnswerAddCheckpoint,
  type AnswerLastSeen,
  type WitnessAnswer,
} from '../witnessing/index.js';
import type { Listeners } from './listeners.js';

/** C2SP tlog-witness on the peer listener: submission prefix `<entity id>/witness`. */
export async function registerWitness(
  fastify: FastifyInstance,
  deps: { listeners: Listeners; addCheckpoint: AnswerAddCheckpoint; lastSeen: AnswerLastSeen },
): Promise<void> {
  const callerOf = (request: { raw: { socket: Parameters<Listeners['peerSocket']>[0] } }) => {
    const socket = deps.listeners.peerSocket(request.raw.socket);
    return socket && peerCertificateEntityId(socket);
  };
  await fastify.register(async (scope) => {
    // The specification names no content type for requests: clients send what their HTTP library sends.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_MAX_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.setErrorHandler((error: FastifyError, _request, reply) => {
      // What Fastify refuses before the route (a body that is too long) in the protocol's own words.
      if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
        return send(reply, refused(400, 'malformed request'));
      throw error;
    });
    scope.post('/witness/add-checkpoint', async (request, reply) => {
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      return send(reply, await deps.addCheckpoint.answer(callerOf(request), body));
    });
    scope.get<{ Querystring: { of?: unknown } }>('/witness/last-seen', async (request, reply) => {
      const { of } = request.query;
      if (of !== undefined && typeof of !== 'string') return send(reply, refused(400, 'of'));
      return send(reply, await deps.lastSeen.answer(callerOf(request), of));
    });
  });
}

function send(reply: FastifyReply, { status, contentType, body }: WitnessAnswer): FastifyReply {
  // As bytes: Fastify would add a charset to a text, and tlog-witness names the type exactly.
  return reply
    .code(status)
    .header('content-type', contentType)
    .header('cache-control', 'no-store')
    .send(Buffer.from(body));
}
