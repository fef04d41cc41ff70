import type { FastifyInstance } from 'fastify';
import type { Listeners } from '../../http/listeners.js';
import { peerCertificateEntityId } from '../../peers/index.js';
import type { AnswerEvidence } from './answer-evidence.js';

/** `POST /evidence` on the peer listener; the border refuses it on the public one. */
export async function registerEvidence(
  fastify: FastifyInstance,
  { answer, listeners }: { answer: AnswerEvidence; listeners: Listeners },
): Promise<void> {
  await fastify.register(async (scope) => {
    // Raw bytes: the token's digest is over what was sent.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post('/evidence', async (request, reply) => {
      const socket = listeners.peerSocket(request.raw.socket);
      const { status, headers, body } = await answer.answer(
        {
          method: request.method,
          target: request.raw.url ?? request.url,
          headers: request.headers,
          body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
          requestId: request.id,
        },
        socket ? peerCertificateEntityId(socket) : undefined,
      );
      return reply.code(status).headers(headers).header('cache-control', 'no-store').send(body);
    });
  });
}
