import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import {
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  specifiedRules,
  subscribe,
  validate,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { asRefusal, Refusal } from '#libs/errors';
import type { AccessTokens, ClientCaller } from '../callers/index.js';
import { challengeHeader, DUTIES, type Role } from '../callers/index.js';
import type { FeedConfig, StreamSeats } from '../feed/index.js';
import type { PreparedOperation } from '../graphql/prepared-operations.js';
import { publicError, type ReportDefect } from '../graphql/public-errors.js';
import { readPostParams } from '../graphql/request-params.js';
import { plainRefusal } from './http-answer.js';
import type { Listeners } from './listeners.js';
import { operationOf, type OperationOfDeps } from './operation-of.js';

export interface StreamDeps extends OperationOfDeps {
  listeners: Listeners;
  tokens: AccessTokens;
  seats: StreamSeats;
  feed: FeedConfig;
  limits: { maxBytes: number; maxDepth: number };
  schema: () => GraphQLSchema;
  clock: () => number;
  /** @throws Refusal `LOG_...` while the audit log is stopped */
  assertRunning: () => void;
  report: ReportDefect;
}

const looksUp = new Set<Role>(DUTIES.cases);

/**
 * Subscriptions as streams of events: the distinct-connections mode of GraphQL over SSE, one operation a request, for
 * callers of the own region. A stream ends with the reader, with the token, with its time, and when the reader is slow.
 * @returns ends all that are open
 */
export async function registerStream(fastify: FastifyInstance, deps: StreamDeps): Promise<() => void> {
  const stop = new AbortController();
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.route({
      method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'],
      url: '/graphql/stream',
      handler: async (request, reply) => {
        let challenge: Record<string, string> = {};
        let leave: (() => void) | undefined;
        try {
          if (deps.listeners.peerSocket(request.raw.socket)) throw new Refusal('WRONG_LISTENER');
          if (request.method !== 'POST') throw new Refusal('GRAPHQL_METHOD');
          const accepts = (request.headers.accept ?? '').split(',').map((part) => part.split(';')[0]?.trim());
          if (!accepts.includes('text/event-stream')) throw new Refusal('GRAPHQL_NOT_ACCEPTABLE');
          const { authorization } = request.headers;
          const caller = await deps.tokens.identify(authorization).catch((error: unknown) => {
            const value = challengeHeader(asRefusal(error));
            if (value) challenge = { 'www-authenticate': value };
            throw error;
          });
          if (looksUp.has(caller.role)) deps.assertRunning();
          const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
          const params = readPostParams(request.headers['content-type'], body, deps.limits);
          const prepared = operationOf(params, caller, deps);
          assertSubscription(prepared, deps.schema());
          leave = deps.seats.take(caller);
          const stream = new Stream(reply.raw, request.id, deps, stop.signal, () =>
            sameCaller(deps.tokens, authorization, caller),
          );
          const begun = await begin(prepared, params.variables, caller, request.id, deps.schema());
          reply.hijack();
          await stream.run(begun);
        } catch (error) {
          const refusal = asRefusal(error);
          if (refusal.code === 'INTERNAL') deps.report(error, request.id);
          if (reply.raw.headersSent) return void reply.raw.destroy();
          const { status, headers, body } = plainRefusal(
            refusal,
            'application/graphql-response+json',
            challenge,
          );
          return await reply.code(status).headers(headers).header('cache-control', 'no-store').send(body);
        } finally {
          leave?.();
        }
      },
    });
  });
  return () => stop.abort();
}

function assertSubscription(prepared: PreparedOperation, schema: GraphQLSchema): void {
  if (prepared.operation.operation !== OperationTypeNode.SUBSCRIPTION)
    throw new Refusal('STREAM_ONLY_SUBSCRIPTIONS');
  const problems = validate(schema, prepared.document, [...specifiedRules, NoSchemaIntrospectionCustomRule], {
    maxErrors: 1,
    hideSuggestions: true,
  });
  if (problems[0]) {
    const { extensions } = publicError(problems[0], '', () => undefined);
    throw new Refusal('GRAPHQL_VALIDATION', { details: { said: extensions.code } });
  }
}

function begin(
  { document, operation }: PreparedOperation,
  variableValues: Record<string, unknown>,
  caller: ClientCaller,
  requestId: string,
  schema: GraphQLSchema,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  return subscribe({
    schema,
    document,
    operationName: operation.name?.value ?? null,
    variableValues,
    // Nothing is looked up by a subscription, so it has neither ledger nor lookups.
    contextValue: { caller, requestId },
  }) as Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

/** @throws Refusal where the token has expired, was revoked, or is another's now */
async function sameCaller(
  tokens: AccessTokens,
  authorization: string | undefined,
  caller: ClientCaller,
): Promise<void> {
  const now = await tokens.identify(authorization);
  if (now.id !== caller.id || now.role !== caller.role) throw new Refusal('STREAM_ENDED');
}

class Stream {
  private readonly ended = new AbortController();

  constructor(
    private readonly response: ServerResponse,
    private readonly requestId: string,
    private readonly deps: StreamDeps,
    private readonly stop: AbortSignal,
    private readonly stillValid: () => Promise<void>,
  ) {}

  async run(begun: AsyncGenerator<ExecutionResult> | ExecutionResult): Promise<void> {
    const { response } = this;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    const close = (): void => this.ended.abort();
    response.on('close', close);
    this.stop.addEventListener('abort', close);
    try {
      await this.write(':\n\n');
      if (Symbol.asyncIterator in begun) {
        const events = begun;
        this.ended.signal.addEventListener(
          'abort',
          () => void events.return(undefined).catch(() => undefined),
        );
        await Promise.race([this.events(events), this.heartbeats()]);
        await events.return(undefined).catch(() => undefined);
      } else await this.next(begun);
      await this.write('event: complete\ndata:\n\n');
    } catch (error) {
      await this.say(error);
    } finally {
      this.ended.abort();
      this.stop.removeEventListener('abort', close);
      response.end();
      // A reader that takes nothing would keep the connection for ever.
      if (!response.writableFinished) setTimeout(() => response.destroy(), 1000).unref();
    }
  }

  private async events(events: AsyncGenerator<ExecutionResult>): Promise<void> {
    for await (const result of events) {
      if (this.ended.signal.aborted) return;
      await this.next(result);
    }
  }

  /** Signs of life, and looks whether the caller may still listen. @throws Refusal where not, or its time is over */
  private async heartbeats(): Promise<void> {
    const { feed, clock } = this.deps;
    const until = clock() + feed.maxMinutes * 60_000;
    for (;;) {
      await pause(feed.heartbeatSeconds * 1000, undefined, { signal: this.ended.signal }).catch(
        () => undefined,
      );
      if (this.ended.signal.aborted) return;
      if (clock() >= until) throw new Refusal('STREAM_ENDED');
      await this.stillValid();
      await this.write(':\n\n');
    }
  }

  private next({ data, errors }: ExecutionResult): Promise<void> {
    const told = {
      ...(data === undefined ? {} : { data }),
      ...(errors?.length
        ? { errors: errors.map((error) => publicError(error, this.requestId, this.deps.report)) }
        : {}),
    };
    return this.write(`event: next\ndata: ${JSON.stringify(told)}\n\n`);
  }

  private async say(error: unknown): Promise<void> {
    if (this.ended.signal.aborted) return;
    const told = { errors: [publicError(error, this.requestId, this.deps.report)] };
    await this.write(`event: next\ndata: ${JSON.stringify(told)}\n\nevent: complete\ndata:\n\n`).catch(
      () => undefined,
    );
  }

  /** @throws Refusal STREAM_TOO_SLOW where the reader takes nothing for too long */
  private async write(text: string): Promise<void> {
    const { response, ended, deps } = this;
    if (ended.signal.aborted || response.write(text)) return;
    const patience = AbortSignal.any([ended.signal, AbortSignal.timeout(deps.feed.stallSeconds * 1000)]);
    await once(response, 'drain', { signal: patience }).catch(() => {
      if (!ended.signal.aborted) {
        response.destroy();
        throw new Refusal('STREAM_TOO_SLOW');
      }
    });
  }
}
