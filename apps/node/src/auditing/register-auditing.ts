import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asRefusal, Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';
import {
  type AccessTokens,
  assertAllowed,
  challengeHeader,
  type ClientCaller,
  DUTIES,
} from '../callers/index.js';
import type { ExportJob } from './exports/export-store.js';
import type { MakeEvidence } from './evidence/make-evidence.js';
import type { Exports } from './exports/exports.js';

const LIMITS = { maxBytes: 16_384, maxDepth: 8 };
const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  bundle: 'application/x-tar',
};
const SUFFIXES = { csv: 'csv', jsonl: 'jsonl', bundle: 'tar' };

/** Files for auditors, on the public listener (http/register-border.ts). Each request is authorised by itself. */
export async function registerAuditing(
  fastify: FastifyInstance,
  {
    tokens,
    exports,
    evidence,
  }: { tokens: Pick<AccessTokens, 'identify'>; exports: Exports; evidence: MakeEvidence },
): Promise<void> {
  const auditor = async (request: FastifyRequest, reply: FastifyReply): Promise<ClientCaller> => {
    try {
      const caller = await tokens.identify(request.headers.authorization);
      assertAllowed(caller, DUTIES.audit);
      return caller;
    } catch (error) {
      const challenge = challengeHeader(asRefusal(error));
      if (challenge) void reply.header('www-authenticate', challenge);
      throw error;
    }
  };
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

    scope.get<{ Params: { id: string }; Querystring: Record<string, unknown> }>(
      '/audit/evidence/:id',
      async (request, reply) => {
        const caller = await auditor(request, reply);
        const inClear = request.query['withPersonalValues'] === 'true';
        const { id } = request.params;
        const otherSide = request.query['otherSide'] !== 'false';
        const bundle = await evidence.bundle(caller, id, { withPersonalValues: inClear, otherSide });
        return reply
          .header('content-type', 'application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="evidence-${id}.json"`)
          .send(JSON.stringify(bundle, null, 2));
      },
    );
    scope.post('/audit/exports', async (request, reply) => {
      const caller = await auditor(request, reply);
      const job = await exports.create(caller, bodyOf(request));
      return reply.code(202).header('location', `/audit/exports/${job.id}`).send(toJson(job));
    });
    scope.get<{ Params: { id: string } }>('/audit/exports/:id', async (request, reply) => {
      const caller = await auditor(request, reply);
      return reply.send(toJson(await exports.get(caller, request.params.id)));
    });
    scope.delete<{ Params: { id: string } }>('/audit/exports/:id', async (request, reply) => {
      const caller = await auditor(request, reply);
      await exports.remove(caller, request.params.id);
      return reply.code(204).send();
    });
    scope.get<{ Params: { id: string } }>('/audit/exports/:id/file', async (request, reply) => {
      const caller = await auditor(request, reply);
      const { job, path } = await exports.fetch(caller, request.params.id);
      return sendFile(request, reply, job, path);
    });
  });
}

function bodyOf(request: FastifyRequest): unknown {
  if (!(request.body instanceof Uint8Array)) throw new Refusal('AUDIT_EXPORT_INVALID', { hint: 'body' });
  try {
    return parseStrictJson(request.body, LIMITS);
  } catch (cause) {
    throw new Refusal('AUDIT_EXPORT_INVALID', { hint: 'body', cause });
  }
}

export const toJson = (job: ExportJob): Record<string, unknown> => ({
  id: job.id,
  format: job.format,
  state: job.state,
  code: job.code,
  rowsDone: Number(job.rowsDone),
  rowsTotal: job.rowsTotal === null ? null : Number(job.rowsTotal),
  bytes: job.state === 'done' ? Number(job.bytesDone) : null,
  sha256: job.sha256,
  withPersonalValues: job.withPersonal,
  createdAt: job.createdAt.toISOString(),
  expiresAt: job.expiresAt.toISOString(),
});

/** The file or one range of it (RFC 9110 §14); several ranges at once get the whole file. */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  job: ExportJob,
  path: string,
): Promise<FastifyReply> {
  const size = await stat(path).then(
    (found) => found.size,
    () => {
      throw new Refusal('AUDIT_EXPORT_NOT_READY', { hint: 'the file is with another replica' });
    },
  );
  const etag = `"${job.sha256}"`;
  void reply
    .header('content-type', MEDIA_TYPES[job.format])
    .header('content-disposition', `attachment; filename="audit-${job.id}.${SUFFIXES[job.format]}"`)
    .header('accept-ranges', 'bytes')
    .header('etag', etag);
  const condition = request.headers['if-range'];
  const range =
    condition === undefined || condition === etag ? rangeOf(request.headers.range, size) : undefined;
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
  if (!range) return reply.header('content-length', size).send(createReadStream(path));
  const { start, end } = range;
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${size}`)
    .header('content-length', end - start + 1)
    .send(createReadStream(path, { start, end }));
}

/** Undefined where there is no range to honour. */
export function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start >= size || start > end ? 'unsatisfiable' : { start, end };
}
