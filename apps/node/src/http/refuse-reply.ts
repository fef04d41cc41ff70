import type { FastifyReply, FastifyRequest } from 'fastify';
import { asRefusal } from '#libs/errors';
import { challengeHeader } from '../callers/index.js';
import type { ReportDefect } from '../graphql/execute-operation.js';
import { plainRefusal } from './http-answer.js';

/** Answers a refusal on the public listener: its own status, the challenge where a token is wanted, nothing of the inside. */
export function refuseReply(
  request: FastifyRequest,
  reply: FastifyReply,
  thrown: unknown,
  report: ReportDefect,
): FastifyReply {
  const refusal = asRefusal(thrown);
  if (refusal.code === 'INTERNAL') report(thrown, request.id);
  const challenge = challengeHeader(refusal);
  const { headers, body } = plainRefusal(refusal);
  if (challenge) void reply.header('www-authenticate', challenge);
  // A body that was not read to its end is not waited for.
  if (!request.raw.complete) void reply.header('connection', 'close');
  request.raw.resume();
  return reply.code(refusal.status).headers(headers).header('cache-control', 'no-store').send(body);
}

/** Fires where the connection ends before the answer does. */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
