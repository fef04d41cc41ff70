import { type Answer, readRefusal, refusalIn, RefusedError, send } from './api.js';
import type { TrustedOperation } from './operation.js';

/**
 * Follows a subscription (GraphQL over SSE) until the node ends it or the signal says so.
 * @throws RefusedError of the node, also for what it says in the stream
 */
export async function follow<Variables, Result>(
  operation: TrustedOperation<Variables, Result>,
  variables: Variables,
  onNews: (news: Result) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await send('/graphql/stream', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ documentId: operation.id, operationName: operation.name, variables }),
    signal,
  });
  if (!response.ok || !response.body) throw await refusalIn(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const told = newsIn(event);
      if (!told) continue;
      if (told.errors?.length || !told.data) throw new RefusedError(readRefusal(told), undefined);
      onNews(told.data[operation.field] as Result);
    }
  }
}

/** Signs of life are comments; the end of the stream says `complete`. */
function newsIn(event: string): Answer | undefined {
  const lines = event.split('\n');
  if (!lines.includes('event: next')) return undefined;
  const data = lines.find((line) => line.startsWith('data: '));
  return data === undefined ? undefined : (JSON.parse(data.slice(6)) as Answer);
}
