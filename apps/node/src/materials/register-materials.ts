import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '#libs/errors';
import { caseIdSchema, caseRoles, type CaseRole } from '#libs/handling';
import { assertAllowed, type AccessTokens, type ClientCaller, type Role } from '../callers/index.js';
import { Blocks, type ByteBudget } from '../documents/pool/blocks.js';
import type { UploadGate } from '../documents/http/upload-gate.js';
import type { ReportDefect } from '../graphql/execute-operation.js';
import { goneSignal, refuseReply } from '../http/refuse-reply.js';
import { extensionOf } from './file-types.js';
import { asCaseMaterial } from './material.js';
import type { MakeArchive } from './archive/make-archive.js';
import type { ReadMaterials } from './read-materials.js';
import type { Brought, Taken, TakeFile } from './take-file.js';

export interface MaterialRoutes {
  tokens: Pick<AccessTokens, 'identify'>;
  taking: TakeFile;
  reading: ReadMaterials;
  archive: Pick<MakeArchive, 'of'>;
  gate: UploadGate;
  budget: ByteBudget;
  maxBytes: number;
  /** Who may bring and read files at all; the case decides the rest. */
  roles: readonly Role[];
  assertRunning: () => void;
  report: ReportDefect;
}

const PURPOSES = ['result', 'pledge', 'proof', 'document'] as const;
const ORIGINS = ['upload', 'authority', 'pledge'] as const;
const MEMBERS = new Set(['material', 'purpose', 'origin', 'original', 'role']);

/**
 * Files of cases, on the public listener (http/register-border.ts):
 * `POST /cases/{id}/materials?material=KEY[&origin=upload|authority|pledge][&original=seen][&role=ROLE]` and
 * `POST /cases/{id}/materials?purpose=result|pledge|proof|document` take the bytes of a file as they are;
 * `GET /cases/{id}/files/{digest}` gives one back, `GET /cases/{id}/archive` the whole case as a package.
 */
export async function registerMaterials(fastify: FastifyInstance, parts: MaterialRoutes): Promise<void> {
  const { taking, reading, archive, gate, budget, maxBytes } = parts;
  await fastify.register(async (scope) => {
    // The body is read by the handler, once it is known whose it is and for which case.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

    scope.post<{ Params: { id: string } }>('/cases/:id/materials', async (request, reply) => {
      let leave: (() => void) | undefined;
      const blocks = new Blocks(maxBytes, budget);
      try {
        const caller = await callerOf(request, parts);
        const brought = broughtBy(request);
        const admitted = await taking.admit(idOf(request.params.id), brought, caller);
        leave = gate.enter(caller.id);
        const signal = goneSignal(reply);
        await receive(request, blocks, maxBytes);
        return await reply.code(201).send(shown(await taking.take(admitted, blocks, signal)));
      } catch (thrown) {
        return await refuseReply(request, reply, thrown, parts.report);
      } finally {
        blocks.release();
        leave?.();
      }
    });

    scope.get<{ Params: { id: string; digest: string } }>(
      '/cases/:id/files/:digest',
      async (request, reply) => {
        try {
          const caller = await callerOf(request, parts);
          const { digest } = request.params;
          const { mediaType, bytes } = await reading.download(idOf(request.params.id), digest, caller);
          return await reply
            .header('content-type', mediaType)
            // Never shown within a page of ours, whatever a browser makes of it.
            .header('content-disposition', `attachment; filename="${digest}.${extensionOf(mediaType)}"`)
            .header('content-security-policy', "default-src 'none'; sandbox")
            .send(bytes);
        } catch (thrown) {
          return refuseReply(request, reply, thrown, parts.report);
        }
      },
    );

    scope.get<{ Params: { id: string } }>('/cases/:id/archive', async (request, reply) => {
      try {
        const caller = await callerOf(request, parts);
        const id = idOf(request.params.id);
        const bytes = await archive.of(id, caller);
        return await reply
          .header('content-type', 'application/zip')
          .header('content-disposition', `attachment; filename="${id}.zip"`)
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      } catch (thrown) {
        return refuseReply(request, reply, thrown, parts.report);
      }
    });
  });
}

async function callerOf(request: FastifyRequest, parts: MaterialRoutes): Promise<ClientCaller> {
  const caller = await parts.tokens.identify(request.headers.authorization);
  assertAllowed(caller, parts.roles);
  // What would have no entry in the log must not happen.
  parts.assertRunning();
  return caller;
}

/** @throws Refusal CASE_UNKNOWN for what no case is numbered */
function idOf(text: string): string {
  const id = caseIdSchema.safeParse(text);
  if (!id.success) throw new Refusal('CASE_UNKNOWN');
  return id.data;
}

/** @throws Refusal MATERIAL_INPUT_INVALID with the member */
function broughtBy(request: FastifyRequest): Brought {
  const target = request.raw.url ?? '';
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  const invalid = (hint: string) => new Refusal('MATERIAL_INPUT_INVALID', { hint });
  for (const name of query.keys()) {
    if (!MEMBERS.has(name)) throw invalid('a surplus parameter');
    if (query.getAll(name).length > 1) throw invalid(name);
  }
  const oneOf = <T extends string>(name: string, values: readonly T[]): T | undefined => {
    const given = query.get(name);
    if (given === null) return undefined;
    const found = values.find((value) => value === given);
    if (found === undefined) throw invalid(name);
    return found;
  };
  const material = query.get('material');
  if (material !== null && !/^[a-z0-9][a-z0-9-]{0,59}$/.test(material)) throw invalid('material');
  const purpose = oneOf('purpose', PURPOSES);
  const origin = oneOf('origin', ORIGINS);
  const role = oneOf('role', Object.keys(caseRoles) as CaseRole[]);
  return {
    ...(material === null ? {} : { material }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(origin === undefined ? {} : { origin }),
    originalSeen: oneOf('original', ['seen']) === 'seen',
    ...(role === undefined ? {} : { role }),
  };
}

/** @throws Refusal MATERIAL_FILE_TOO_LARGE before the body is read where its length is told */
async function receive({ raw, headers }: FastifyRequest, blocks: Blocks, maxBytes: number): Promise<void> {
  const tooLarge = new Refusal('MATERIAL_FILE_TOO_LARGE', { hint: `at most ${String(maxBytes)} bytes` });
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  try {
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
      blocks.push(chunk);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown.code === 'DOCUMENT_TOO_LARGE' ? tooLarge : thrown;
    throw new Refusal('MATERIAL_UPLOAD_ABANDONED', { cause: thrown });
  }
  if (blocks.size === 0) throw new Refusal('MATERIAL_FILE_EMPTY');
}

const shown = ({ file, material }: Taken): object => ({
  digest: file.digest,
  mediaType: file.mediaType,
  size: file.size,
  purpose: file.purpose,
  document: file.verdict,
  ...(material
    ? { material: { ...asCaseMaterial(material), id: material.recordId, material: material.id } }
    : {}),
});
