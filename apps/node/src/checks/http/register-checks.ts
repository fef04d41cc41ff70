import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { assertAllowed, DUTIES, type AccessTokens, type ClientCaller } from '../../callers/index.js';
import type { DocumentVerifications } from '../../documents/index.js';
import type { UploadGate } from '../../documents/http/upload-gate.js';
import { refuseReply } from '../../http/refuse-reply.js';
import type { EvidenceArchive } from '../evidence/evidence-archive.js';
import { judgeProof, trustOf } from '../proofs/judge-proof.js';
import type { ProofStore } from '../proofs/proof-store.js';
import type { ReadChecks, WantedContent } from '../read-checks.js';
import { starterOf } from '../who.js';
import { PUBLIC_PAGE_POLICY } from '../../http/public-page.js';
import { hexOf, verificationPage } from './verification-page.js';

export interface RegisterChecksParts {
  tokens: Pick<AccessTokens, 'identify'>;
  reading: ReadChecks;
  proofs: ProofStore;
  verifications: Pick<DocumentVerifications, 'verify'>;
  archive: Pick<EvidenceArchive, 'of'>;
  gate: UploadGate;
  issuer: { name: string };
  limits: { proofBytes: number; idleBytes: number };
  clock: () => number;
  report: (error: unknown, requestId: string) => void;
}

const DIGEST_HEADER = 'repr-digest';

/** Reports, their evidence, proofs handed in, and the public verification, on the public listener. */
export async function registerChecks(fastify: FastifyInstance, parts: RegisterChecksParts): Promise<void> {
  const { tokens, reading, archive, report } = parts;
  const reader = async (request: FastifyRequest): Promise<ClientCaller> => {
    const caller = await tokens.identify(request.headers.authorization);
    assertAllowed(caller, DUTIES.readChecks);
    return caller;
  };
  const answered =
    <R extends FastifyRequest>(answer: (request: R, reply: FastifyReply) => Promise<FastifyReply>) =>
    async (request: R, reply: FastifyReply): Promise<FastifyReply> => {
      void reply.header('cache-control', 'no-store');
      try {
        return await answer(request, reply);
      } catch (thrown) {
        return refuseReply(request, reply, thrown, report);
      }
    };
  type OfCheck = FastifyRequest<{ Params: { id: string }; Querystring: Record<string, unknown> }>;

  await fastify.register(async (scope) => {
    // The body is read by the handler, once it is known whose it is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));

    scope.post(
      '/checks/proofs',
      answered(async (request, reply) => reply.send(await takeProof(request, parts))),
    );

    scope.get(
      '/checks/:id/report.pdf',
      answered(async (request: OfCheck, reply) => {
        const { check, edition, pdf } = await reading.content(wanted(request, 'pdf'), await reader(request));
        return file(reply, pdf, 'application/pdf', `${check.number}-${String(edition)}.pdf`);
      }),
    );
    scope.get(
      '/checks/:id/report.json',
      answered(async (request: OfCheck, reply) => {
        const { check, edition, json } = await reading.content(
          wanted(request, 'json'),
          await reader(request),
        );
        const name = `${check.number}-${String(edition)}.json`;
        return file(reply, Buffer.from(json), 'application/json; charset=utf-8', name);
      }),
    );
    scope.get(
      '/checks/:id/evidence.zip',
      answered(async (request: OfCheck, reply) => {
        const caller = await reader(request);
        const content = await reading.content(wanted(request, 'evidence'), caller);
        const name = `${content.check.number}-${String(content.edition)}-evidence.zip`;
        return file(reply, await archive.of(content, caller), 'application/zip', name);
      }),
    );
    scope.get(
      '/reports/:code',
      answered(async (request: FastifyRequest<{ Params: { code: string } }>, reply) => {
        const editions = await reading.publicly(request.params.code);
        void reply.header('vary', 'accept');
        if (/\btext\/html\b/.test(request.headers.accept ?? ''))
          return reply
            .header('content-type', 'text/html; charset=utf-8')
            .header('content-security-policy', PUBLIC_PAGE_POLICY)
            .header('referrer-policy', 'no-referrer')
            .send(verificationPage(editions, parts.issuer));
        const newest = editions.at(-1);
        return reply.send({
          number: newest?.number,
          issuer: parts.issuer.name,
          newest: newest?.edition,
          editions: editions.map(({ edition, madeAt, pdf, json }) => ({
            edition,
            madeAt: new Date(madeAt).toISOString(),
            sha256: { pdf: hexOf(pdf), json: hexOf(json) },
          })),
        });
      }),
    );
  });
}

/** @throws Refusal CHECK_EDITION_UNKNOWN */
function wanted(
  { params, query }: FastifyRequest<{ Params: { id: string }; Querystring: Record<string, unknown> }>,
  what: WantedContent['what'],
): WantedContent {
  const { edition } = query;
  if (edition === undefined) return { id: params.id, what };
  if (typeof edition !== 'string' || !/^[1-9]\d{0,2}$/.test(edition))
    throw new Refusal('CHECK_EDITION_UNKNOWN');
  return { id: params.id, edition: Number(edition), what };
}

function file(reply: FastifyReply, bytes: Uint8Array, mediaType: string, name: string): FastifyReply {
  return reply
    .header('content-type', mediaType)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header(DIGEST_HEADER, `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`)
    .send(bytes);
}

/** Takes a document, verifies its seals, and keeps it with what was found. */
async function takeProof(request: FastifyRequest, parts: RegisterChecksParts): Promise<object> {
  const { tokens, proofs, verifications, gate, limits, clock } = parts;
  const caller = starterOf(await tokens.identify(request.headers.authorization));
  const organisation = caller.organisation.code;
  const leave = gate.enter(caller.id);
  try {
    const bytes = await received(request, limits.proofBytes);
    if ((await proofs.idleBytes(organisation)) + bytes.length > limits.idleBytes)
      throw new Refusal('DOCUMENT_UPLOADS_TOO_MANY');
    const { verdict, signer } = judgeProof(await verifications.verify(bytes));
    const digest = createHash('sha256').update(bytes).digest('base64url');
    const mediaType = mediaTypeOf(bytes);
    const proof = {
      digest,
      size: bytes.length,
      mediaType,
      verdict,
      ...(signer === undefined ? {} : { signer }),
    };
    await proofs.put(organisation, proof, bytes, clock());
    return { ...proof, trust: trustOf(verdict) };
  } finally {
    leave();
  }
}

/** @throws Refusal DOCUMENT_TOO_LARGE before the body is read where its length is told */
async function received({ raw, headers }: FastifyRequest, maxBytes: number): Promise<Buffer> {
  const tooLarge = () => new Refusal('DOCUMENT_TOO_LARGE', { hint: `at most ${String(maxBytes)} bytes` });
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    throw new Refusal('DOCUMENT_UPLOAD_ABANDONED', { cause: thrown });
  }
  if (size === 0) throw new Refusal('DOCUMENT_EMPTY');
  return Buffer.concat(chunks);
}

/** By its first bytes, never by what the sender says. */
const mediaTypeOf = (bytes: Buffer): string =>
  bytes.subarray(0, 5).toString('latin1') === '%PDF-'
    ? 'application/pdf'
    : bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'
      ? 'application/ofd'
      : 'application/octet-stream';
