import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '#libs/errors';
import { assertAllowed, DUTIES, type AccessTokens } from '../../callers/index.js';
import type { ReportDefect } from '../../graphql/execute-operation.js';
import { refuseReply } from '../../http/refuse-reply.js';
import { IMPORT_ENCODINGS, type ImportEncoding } from '../../licences/index.js';
import type { TakeFile } from '../candidates/take-file.js';

export interface EligibilityRouteParts {
  tokens: Pick<AccessTokens, 'identify'>;
  files: TakeFile;
  maxBytes: number;
  report: ReportDefect;
}

const READ_BYTES = 256 * 1024;

/**
 * `POST /eligibility/{id}/candidates`: the candidates of a batch as CSV; `?encoding=gb18030` where it is not UTF-8. The
 * body is received whole before it is stored, because receiving has a time limit and storing a million takes longer.
 */
export async function registerEligibility(
  fastify: FastifyInstance,
  { tokens, files, maxBytes, report }: EligibilityRouteParts,
): Promise<void> {
  await fastify.register(async (scope) => {
    // The body is read by the handler, once it is known whose it is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.post<{ Params: { id: string }; Querystring: { encoding?: unknown } }>(
      '/eligibility/:id/candidates',
      async (request, reply) => {
        try {
          const caller = await tokens.identify(request.headers.authorization);
          assertAllowed(caller, DUTIES.eligibility);
          const blocks = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
          const encoding = encodingOf(request.query.encoding);
          const { sha256, findings, ...counts } = await files.take(
            request.params.id,
            { blocks: received(abandonable(blocks), maxBytes), encoding },
            caller,
          );
          return await reply.header('cache-control', 'no-store').send({ ...counts, sha256, findings });
        } catch (thrown) {
          return refuseReply(request, reply, thrown, report);
        }
      },
    );
  });
}

function encodingOf(given: unknown): ImportEncoding {
  if (given === undefined) return 'utf-8';
  const known = IMPORT_ENCODINGS.find((encoding) => encoding === given);
  if (!known) throw new Refusal('IMPORT_ENCODING', { hint: IMPORT_ENCODINGS.join(', ') });
  return known;
}

/**
 * What has come in, from a file without a name: only this process reaches it, and it is gone with the process.
 * @throws Refusal ELIGIBILITY_FILE_TOO_LARGE
 */
async function* received(blocks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tongban-candidates-'));
  const file = await open(join(folder, 'candidates.csv'), 'wx+', 0o600);
  await rm(folder, { recursive: true });
  try {
    await file.writeFile(bounded(blocks, maxBytes));
    yield* file.createReadStream({
      start: 0,
      autoClose: false,
      highWaterMark: READ_BYTES,
    }) as AsyncIterable<Buffer>;
  } finally {
    await file.close();
  }
}

async function* bounded(blocks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const block of blocks) {
    size += block.length;
    if (size > maxBytes)
      throw new Refusal('ELIGIBILITY_FILE_TOO_LARGE', { hint: `at most ${String(maxBytes)} bytes` });
    yield block;
  }
}

/** A connection that ends in the middle is the sender's doing, not a fault of this node. */
async function* abandonable(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    for await (const block of blocks) yield block;
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal('DOCUMENT_UPLOAD_ABANDONED', { cause: thrown });
  }
}
