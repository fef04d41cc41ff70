import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { Refusal } from '#libs/errors';
import { plainHeaders, SIGNED_ANSWER, type AnswerRules, type PeerAnswer } from './answer.js';
import { peerFailure } from './failure.js';

export interface OutgoingRequest {
  method?: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface ExchangeOutcome {
  answer?: PeerAnswer;
  failure?: Refusal;
  /** False: not one byte of the request left this node, so it may be sent again. */
  sent: boolean;
  /** Bytes of the answer's body that arrived. */
  received: number;
}

/**
 * One request and its answer, read into memory up to `maxBytes`. Never follows, never decompresses, never retries,
 * never rejects. `signal` ends it at any stage, with its reason as failure.
 */
export function exchangeOnce(
  dispatcher: Dispatcher,
  request: OutgoingRequest,
  { maxBytes, signal, rules = SIGNED_ANSWER }: { maxBytes: number; signal: AbortSignal; rules?: AnswerRules },
): Promise<ExchangeOutcome> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let head: { status: number; headers: IncomingHttpHeaders } | undefined;
    let settled = false;
    let sent = false;
    let received = 0;
    const chunks: Buffer[] = [];

    const settle = (outcome: { answer: PeerAnswer } | { failure: Refusal }) => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      resolve({ ...outcome, sent, received });
    };
    const fail = (thrown: unknown) => {
      const failure = peerFailure(thrown);
      settle({ failure });
      controller?.abort(failure);
    };
    const onAbort = () => fail(signal.reason);

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        // Given up while still connecting: stop before the first byte.
        if (settled) {
          started.abort(new Error('given up'));
          return;
        }
        controller = started;
        sent = true;
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return;
        head = { status, headers };
        try {
          rules.head(status, headers);
          const announced = Number(headers['content-length'] ?? 0);
          if (announced > maxBytes) throw tooLarge(announced, maxBytes);
        } catch (refusal) {
          fail(refusal);
        }
      },
      onResponseData(_controller, chunk) {
        received += chunk.byteLength;
        if (received > maxBytes) fail(tooLarge(received, maxBytes));
        else if (!settled) chunks.push(chunk);
      },
      onResponseEnd() {
        try {
          if (!head) throw new Refusal('PEER_MALFORMED_ANSWER');
          const { status, headers } = head;
          const contentType = headers['content-type'] ?? '';
          const body = new Uint8Array(Buffer.concat(chunks));
          settle({ answer: rules.whole({ status, contentType, headers: plainHeaders(headers), body }) });
        } catch (refusal) {
          fail(refusal);
        }
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };

    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const { method = 'POST', path, headers, body } = request;
      dispatcher.dispatch({ method, path, headers, ...(method === 'GET' ? {} : { body }) }, handler);
    } catch (error) {
      fail(error);
    }
  });
}

const tooLarge = (bytes: number, maxBytes: number): Refusal =>
  new Refusal('PEER_ANSWER_TOO_LARGE', { details: { bytes, maxBytes } });
