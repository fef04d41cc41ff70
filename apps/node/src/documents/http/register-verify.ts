import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '#libs/errors';
import { reportJson } from '#libs/seals';
import { assertAllowed, DUTIES, type AccessTokens, type Role } from '../../callers/index.js';
import type { ReportDefect } from '../../graphql/execute-operation.js';
import { goneSignal, refuseReply } from '../../http/refuse-reply.js';
import type { Documents } from '../open-documents.js';
import { Blocks } from '../pool/blocks.js';
import { instantOf } from './instant-of.js';
import type { UploadGate } from './upload-gate.js';

/** Whoever looks licences up meets documents, and so does whoever audits; never a peer, who has nodes of its own. */
export const MAY_VERIFY: readonly Role[] = [
  ...DUTIES.lookup.filter((role) => role !== 'peer'),
  ...DUTIES.audit,
];

export interface VerifyRouteParts {
  documents: Pick<Documents, 'verifications' | 'budget'>;
  tokens: Pick<AccessTokens, 'identify'>;
  gate: UploadGate;
  maxBytes: number;
  clock: () => number;
  report: ReportDefect;
}

/**
 * `POST /documents/verify`: the bytes of a document as they are, of whatever content type; `?at=` judges for a time
 * that has been. The answer is the report, 200 whatever it says of the document; a document that cannot be read is a
 * refusal. Nothing that is sent is kept.
 */
export async function registerVerify(fastify: FastifyInstance, parts: VerifyRouteParts): Promise<void> {
  const { documents, tokens, gate, maxBytes, clock, report } = parts;
  await fastify.register(async (scope) => {
    // The body is read by the handler, once it is known whose it is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post('/documents/verify', async (request, reply) => {
      let leave: (() => void) | undefined;
      const blocks = new Blocks(maxBytes, documents.budget);
      try {
        const caller = await tokens.identify(request.headers.authorization);
        assertAllowed(caller, MAY_VERIFY);
        const at = instantOf(request.raw.url ?? '', clock());
        leave = gate.enter(caller.id);
        const signal = goneSignal(reply);
        await receive(request, blocks, maxBytes);
        const verdict = await documents.verifications.verifyBlocks(blocks, {
          signal,
          ...(at === undefined ? {} : { at }),
        });
        const trust = { edition: documents.verifications.trustEdition };
        return await reply.header('cache-control', 'no-store').send({
          at: new Date(at ?? clock()).toISOString(),
          trust,
          bytes: blocks.size,
          report: reportJson(verdict),
        });
      } catch (thrown) {
        return await refuseReply(request, reply, thrown, report);
      } finally {
        blocks.release();
        leave?.();
      }
    });
  });
}

/** @throws Refusal DOCUMENT_TOO_LARGE before the body is read where its length is told */
async function receive({ raw, headers }: FastifyRequest, blocks: Blocks, maxBytes: number): Promise<void> {
  const told = Number(headers['content-length'] ?? 0);
  if (told > maxBytes) throw new Refusal('DOCUMENT_TOO_LARGE', { hint: `at most ${String(maxBytes)} bytes` });
  try {
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
      blocks.push(chunk);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal('DOCUMENT_UPLOAD_ABANDONED', { cause: thrown });
  }
  if (blocks.size === 0) throw new Refusal('DOCUMENT_EMPTY');
}
