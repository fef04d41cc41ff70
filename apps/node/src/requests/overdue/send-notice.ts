import { request } from 'undici';
import { Refusal } from '#libs/errors';
import { signCompact, type SigningKey } from '#libs/jws';
import type { Notice } from './notice-store.js';

/** `typ` of a notice; the key is one of the node's exchange keys, as its federation metadata names them. */
export const NOTICE_TYP = 'tongban-notice+jwt';

export interface SendNoticeDeps {
  self: string;
  signingKey: () => SigningKey;
  allowHosts: readonly string[];
  timeoutMs: number;
  clock: () => number;
}

/**
 * Posts one notice as a signed JWS. What stands in it is an id, a period and its last day: nothing of the matter itself.
 * The receiver answers with any 2xx; its body is not read, redirects are not followed.
 * @throws Refusal `WEBHOOK_NOT_ALLOWED`, `WEBHOOK_FAILED`
 */
export async function sendNotice(notice: Notice, deps: SendNoticeDeps): Promise<void> {
  const { self, clock } = deps;
  // The configuration was checked when it was read; a notice may be older than it.
  if (!deps.allowHosts.includes(URL.parse(notice.url)?.host ?? '')) throw new Refusal('WEBHOOK_NOT_ALLOWED');
  const payload = {
    v: 1,
    iss: self,
    aud: notice.url,
    iat: Math.floor(clock() / 1000),
    jti: notice.id,
    event: 'overdue',
    matter: { id: notice.matter, kind: notice.kind, state: notice.state },
    requester: notice.requester,
    provider: notice.provider,
    clock: notice.clock,
    due: notice.dueDate,
  };
  const body = await signCompact({ header: { typ: NOTICE_TYP }, payload, key: deps.signingKey() });
  let status: number;
  try {
    const answer = await request(notice.url, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body,
      signal: AbortSignal.timeout(deps.timeoutMs),
    });
    status = answer.statusCode;
    answer.body.on('error', () => undefined).destroy();
  } catch (cause) {
    throw new Refusal('WEBHOOK_FAILED', { cause, hint: 'no answer' });
  }
  if (status < 200 || status > 299) throw new Refusal('WEBHOOK_FAILED', { hint: String(status) });
}
