import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#libs/errors';
import { noticeKinds } from '#libs/reports';
import { assertAllowed, DUTIES, type AccessTokens } from '../../callers/index.js';
import { refuseReply } from '../../http/refuse-reply.js';
import type { MakeNotice, WantedNotice } from '../make-notice.js';
import type { VerifyIssued } from '../verify-issued.js';
import { PUBLIC_PAGE_POLICY } from '../../http/public-page.js';
import { issuedPage } from './issued-page.js';

export interface RegisterIssuingParts {
  tokens: Pick<AccessTokens, 'identify'>;
  notices: Pick<MakeNotice, 'of'>;
  verifying: VerifyIssued;
  report: (error: unknown, requestId: string) => void;
}

type OfCase = FastifyRequest<{ Params: { id: string; kind: string }; Querystring: Record<string, unknown> }>;

/** Notices on cases, and the public verification of what was issued, on the public listener. */
export async function registerIssuing(fastify: FastifyInstance, parts: RegisterIssuingParts): Promise<void> {
  const { tokens, notices, verifying, report } = parts;
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

  await fastify.register(async (scope) => {
    scope.get(
      '/cases/:id/notices/:kind',
      answered(async (request: OfCase, reply) => {
        const caller = await tokens.identify(request.headers.authorization);
        assertAllowed(caller, DUTIES.cases);
        const { issued, bytes } = await notices.of(wanted(request), caller);
        return reply
          .header('content-type', 'application/pdf')
          .header('content-disposition', `attachment; filename="${issued.caseId}-${issued.kind}.pdf"`)
          .header('repr-digest', `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`)
          .send(bytes);
      }),
    );
    scope.get(
      '/issued/:code',
      answered(async (request: FastifyRequest<{ Params: { code: string } }>, reply) => {
        const document = await verifying.of(request.params.code);
        void reply.header('vary', 'accept');
        if (!/\btext\/html\b/.test(request.headers.accept ?? '')) return reply.send(document);
        return reply
          .header('content-type', 'text/html; charset=utf-8')
          .header('content-security-policy', PUBLIC_PAGE_POLICY)
          .header('referrer-policy', 'no-referrer')
          .send(issuedPage(document));
      }),
    );
  });
}

const KEY = /^[a-z][a-z0-9-]{0,63}$/;

/** @throws Refusal NOTICE_NOT_DUE for what is no kind of notice */
function wanted({ params, query }: OfCase): WantedNotice {
  const kind = noticeKinds.find((one) => one === params.kind);
  if (!kind) throw new Refusal('NOTICE_NOT_DUE');
  const { lang, missing } = query;
  if (lang !== undefined && lang !== 'zh' && lang !== 'zh-en')
    throw new Refusal('NOTICE_NOT_DUE', { hint: 'lang: zh or zh-en' });
  const english = lang === 'zh-en';
  if (missing === undefined) return { caseId: params.id, kind, english };
  const keys = typeof missing === 'string' ? missing.split(',') : [];
  if (kind !== 'pledge' || keys.length === 0 || keys.length > 60 || !keys.every((key) => KEY.test(key)))
    throw new Refusal('NOTICE_NOT_DUE', { hint: 'missing' });
  return { caseId: params.id, kind, english, missing: [...new Set(keys)] };
}
