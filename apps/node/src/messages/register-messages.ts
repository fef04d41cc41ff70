import type { FastifyInstance } from 'fastify';
import { MESSAGE_BODY_LIMITS, MESSAGE_PATH } from '#libs/exchange';
import type { Listeners } from '../http/listeners.js';
import { peerCertificateEntityId } from '../peers/index.js';
import type { ReceiveMessage } from './receive-message.js';

/** `POST /messages` on the peer listener; the border refuses it on the public one. */
export async function registerMessages(
  fastify: FastifyInstance,
  { receive, listeners }: { receive: ReceiveMessage; listeners: Listeners },
): Promise<void> {
  await fastify.register(async (scope) => {
    // Raw bytes: the token's digest is over what was sent. One byte more than allowed is refused by our own rule.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MESSAGE_BODY_LIMITS.maxBytes + 1 },
      (_request, body, done) => done(null, body),
    );
    scope.post(MESSAGE_PATH, async (request, reply) => {
      const socket = listeners.peerSocket(request.raw.socket);
      const { status, headers, body } = await receive.answer(
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
