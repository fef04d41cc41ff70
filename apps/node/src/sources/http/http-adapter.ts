import { Refusal } from '#libs/errors';
import type { HolderRef } from '../../lookup/lookup.js';
import { ConcurrencyGate } from '../../peers/index.js';
import type { RawAnswer, RecordsAsked, SourceAdapter } from '../adapter.js';
import type { HttpMapping } from '../mapping/http-mapping.js';
import type { SourceMapping } from '../mapping/mapping-file.js';
import type { RecordQuestion, RecordVerdict } from '../ports.js';
import { comparandOf, judgeRecords } from '../values/judge-value.js';
import { at, readJson, textOf } from './json.js';
import { Line, type LineReply } from './line.js';
import { targetOf } from './template.js';
import { TokenSource } from './token-source.js';

const MAX_REASON = 300;

/** A department's HTTP service with JSON answers. */
export class HttpAdapter implements SourceAdapter {
  private readonly line: Line;
  private readonly tokens: TokenSource | undefined;
  /** Yes/no questions ask for many subjects in one question: together no more at a time than agreed. */
  private readonly gate: ConcurrencyGate;

  constructor(
    private readonly source: SourceMapping,
    private readonly http: HttpMapping,
    private readonly clock: () => number,
  ) {
    const { auth } = http;
    const origins = [http.url, ...(auth.kind === 'none' ? [] : [auth.tokenUrl])].map(
      (url) => new URL(url).origin,
    );
    this.line = new Line({
      origins,
      allowAddresses: http.allowAddresses,
      tls: http.tls,
      connections: source.concurrency,
      timeoutMs: source.deadlineMs,
      maxBytes: http.maxBytes,
    });
    this.tokens =
      auth.kind === 'none' ? undefined : new TokenSource(auth, this.line, source.deadlineMs, clock);
    this.gate = new ConcurrencyGate(source.concurrency, Number.MAX_SAFE_INTEGER);
  }

  async records({ subject, items, signal }: RecordsAsked): Promise<RawAnswer> {
    await this.gate.enter(signal);
    try {
      return this.answerOf(await this.ask(subject, signal), items);
    } finally {
      this.gate.leave();
    }
  }

  async judge(
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    signal: AbortSignal,
    tell: (index: number, verdicts: readonly RecordVerdict[]) => void,
  ): Promise<void> {
    const items = [
      ...new Set(
        questions.flatMap((one) => (comparandOf(this.source.items[one.item], one) ? [one.item] : [])),
      ),
    ];
    if (items.length === 0) return;
    const queue = subjects.entries();
    const work = async (): Promise<void> => {
      for (const [index, subject] of queue) {
        signal.throwIfAborted();
        const answer = await this.records({ subject, items, signal });
        if (answer.outcome === 'answered' || answer.outcome === 'nothing-found')
          tell(index, this.verdicts(answer, items, questions));
        else if (answer.outcome === 'not-available') throw new Refusal('SOURCE_ASKED_TO_WAIT');
      }
    };
    await Promise.all(Array.from({ length: this.source.concurrency }, work));
  }

  close(): Promise<void> {
    return this.line.close();
  }

  private verdicts(
    answer: Extract<RawAnswer, { outcome: 'answered' | 'nothing-found' }>,
    items: readonly string[],
    questions: readonly RecordQuestion[],
  ): RecordVerdict[] {
    const records = answer.outcome === 'answered' ? answer.records : [];
    const cut = answer.outcome === 'answered' && answer.truncated === true;
    return questions.map((question) => {
      const place = items.indexOf(question.item);
      const verdict = judgeRecords(
        this.source,
        question,
        records.map((values) => values[place] ?? null),
      );
      // What was cut off could have said yes.
      return verdict === false && cut ? null : verdict;
    });
  }

  /** Once more with a new token where the department does not take the one that is held. */
  private async ask(subject: HolderRef, signal: AbortSignal): Promise<LineReply> {
    const { url, body } = targetOf(this.http, {
      code: subject.code,
      type: this.source.subjects[subject.type as keyof SourceMapping['subjects']] ?? '',
      limit: String(this.source.maxRecords + 1),
    });
    const send = (token: string | undefined): Promise<LineReply> =>
      this.line.send(
        url,
        {
          method: this.http.method,
          headers: {
            ...(body ? { 'content-type': 'application/json' } : {}),
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          body,
        },
        signal,
      );
    const token = await this.tokens?.current();
    const reply = await send(token);
    if (reply.status !== 401 || !this.tokens || token === undefined) return reply;
    this.tokens.forget(token);
    return send(await this.tokens.current());
  }

  private answerOf(reply: LineReply, items: readonly string[]): RawAnswer {
    const { status } = reply;
    // What stands before the department (a proxy, a login page) also knows these numbers: only JSON is its word.
    if (status === 404 && isJson(reply)) return { outcome: 'nothing-found' };
    if (status === 403 && isJson(reply))
      return { outcome: 'refused', reason: this.reasonOf(readJson(reply.body)) };
    if (status === 401 || status === 403)
      throw new Refusal('SOURCE_CREDENTIALS_REFUSED', { details: { status } });
    if (status === 429 || status === 503) {
      const until = this.retryAfter(reply);
      if (until !== undefined) return { outcome: 'not-available', code: 'SOURCE_ASKED_TO_WAIT', until };
      throw new Refusal(status === 429 ? 'SOURCE_BUSY' : 'SOURCE_FAILED', { details: { status } });
    }
    if (status >= 500) throw new Refusal('SOURCE_FAILED', { details: { status } });
    if (status !== 200 || !isJson(reply) || reply.headers['content-encoding'] !== undefined)
      throw new Refusal('SOURCE_ANSWER_MALFORMED', { details: { status } });
    return this.recordsOf(readJson(reply.body), items);
  }

  private recordsOf(json: unknown, items: readonly string[]): RawAnswer {
    const { answer } = this.http;
    const holds = (when: { at: string; is: readonly string[] } | undefined): boolean =>
      when?.is.includes(textOf(at(json, when.at)) ?? '') === true;
    const asOf = answer.asOf === undefined ? this.clock() : instantOf(at(json, answer.asOf));
    const state = asOf === undefined ? {} : { asOf };
    if (holds(answer.refused)) return { outcome: 'refused', reason: this.reasonOf(json) };
    if (holds(answer.nothing)) return { outcome: 'nothing-found', ...state };
    const found = at(json, answer.records);
    if (found === undefined || (typeof found !== 'object' && found !== null))
      throw new Refusal('SOURCE_ANSWER_MALFORMED', { hint: 'no records where the mapping looks for them' });
    const list: unknown[] = found === null ? [] : Array.isArray(found) ? found : [found];
    if (list.length === 0) return { outcome: 'nothing-found', ...state };
    const records = list.slice(0, this.source.maxRecords).map((record) => this.valuesOf(record, items));
    return {
      outcome: 'answered',
      records,
      ...state,
      ...(list.length > records.length ? { truncated: true } : {}),
    };
  }

  private valuesOf(record: unknown, items: readonly string[]): (string | null)[] {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw new Refusal('SOURCE_ANSWER_MALFORMED', { hint: 'a record that is no object' });
    return items.map((item) => {
      const value = textOf(at(record, this.source.items[item]?.from ?? ''));
      if (value === undefined) throw new Refusal('SOURCE_DATA_UNFIT', { hint: item });
      return value;
    });
  }

  private reasonOf(json: unknown): { zh: string; en: string } {
    const { reason: pointer } = this.http.answer;
    const told = pointer === undefined ? null : textOf(at(json, pointer));
    const text = (told ?? '')
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, MAX_REASON)
      .toWellFormed();
    if (text === '') return { zh: '部门未说明理由。', en: 'The department gave no reason.' };
    return { zh: text, en: text };
  }

  private retryAfter({ headers }: LineReply): number | undefined {
    const value = headers['retry-after'];
    if (typeof value !== 'string') return undefined;
    if (/^\d{1,9}$/.test(value)) return this.clock() + Number(value) * 1_000;
    const instant = /GMT$/.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(instant) || instant <= this.clock() ? undefined : instant;
  }
}

const isJson = ({ headers }: LineReply): boolean =>
  /^application\/(json|[a-z0-9.+-]{1,60}\+json)\s*(;|$)/i.test(String(headers['content-type'] ?? ''));

function instantOf(value: unknown): number | undefined {
  const text = textOf(value) ?? '';
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const instant = isInstant ? Date.parse(text) : NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
