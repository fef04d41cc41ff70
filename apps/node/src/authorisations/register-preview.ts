import type { FastifyInstance } from 'fastify';
import { asRefusal } from '#libs/errors';
import type { AnswerPreview } from './answer-preview.js';

const MAX_BYTES = 16_384;

/**
 * `POST /authorisations/preview` on the peer listener. Platforms hold no certificate of a node: who asks is told by the
 * signature alone.
 */
export async function registerPreview(
  fastify: FastifyInstance,
  { preview, report }: { preview: AnswerPreview; report: (error: unknown, requestId: string) => void },
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/jwt',
      { parseAs: 'string', bodyLimit: MAX_BYTES },
      (_request, body, done) => done(null, body),
    );
    scope.post('/authorisations/preview', async (request, reply) => {
      void reply.header('cache-control', 'no-store').type('application/json');
      try {
        const answer = await preview.answer(typeof request.body === 'string' ? request.body : '');
        return await reply.send(JSON.stringify(answer));
      } catch (error) {
        const refusal = asRefusal(error);
        if (refusal.code === 'INTERNAL') report(error, request.id);
        return reply.code(refusal.status).send(JSON.stringify({ errors: [refusal.toPublic()] }));
      }
    });
  });
}
