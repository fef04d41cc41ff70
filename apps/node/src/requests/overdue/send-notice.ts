import type { PostSignedDeps } from '../../webhooks/index.js';
import { postSigned } from '../../webhooks/index.js';
import type { Notice } from './notice-store.js';

/** `typ` of a notice; the key is one of the node's exchange keys, as its federation metadata names them. */
export const NOTICE_TYP = 'tongban-notice+jwt';

export interface SendNoticeDeps extends PostSignedDeps {
  self: string;
  clock: () => number;
}

/**
 * Posts one notice as a signed JWS. What stands in it is an id, a period and its last day: nothing of the matter itself.
 * @throws Refusal `WEBHOOK_NOT_ALLOWED`, `WEBHOOK_FAILED`
 */
export async function sendNotice(notice: Notice, deps: SendNoticeDeps): Promise<void> {
  const { self, clock } = deps;
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
  await postSigned(notice.url, { typ: NOTICE_TYP, payload }, deps);
}
