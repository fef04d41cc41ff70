import { Refusal } from '#libs/errors';
import { refusalResult, type OperationResult } from '../graphql/execute-operation.js';
import type { AnswerMediaType } from '../graphql/request-params.js';

/** A request as the pipeline sees it: raw bytes, so that digests are over what was really sent. */
export interface RawRequest {
  method: string;
  /** Path and query as on the request line. */
  target: string;
  headers: Record<string, string | string[] | undefined>;
  body: Uint8Array;
  requestId: string;
}

/** A whole answer; nothing of it is written before its audit entry is durable. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** The single value of a header; undefined where it is absent or given more than once. */
export function header(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

const encoder = new TextEncoder();

export function graphqlBytes(result: OperationResult): Uint8Array {
  // `errors` first, as the specification suggests for readers of logs.
  return encoder.encode(
    JSON.stringify(
      result.errors ? { errors: result.errors, ...('data' in result ? { data: result.data } : {}) } : result,
    ),
  );
}

/**
 * Status by GraphQL over HTTP: 200 with data; without, the refusal's own, except that `application/json` keeps 200 for
 * faults of the document and its variables.
 */
export function statusOf(result: OperationResult, mediaType: AnswerMediaType): number {
  if ('data' in result) return 200;
  const first = result.errors?.[0]?.extensions;
  if (!first) return 500;
  const { status } = new Refusal(first.code);
  const ofRequest = first.code === 'GRAPHQL_BAD_BODY' || first.code === 'GRAPHQL_BATCH_REFUSED';
  return mediaType === 'application/json' && status === 400 && !ofRequest ? 200 : status;
}

/** An unsigned refusal, for callers that are not (yet) identified and for integrators. */
export function plainRefusal(
  refusal: Refusal,
  mediaType: AnswerMediaType = 'application/json',
  headers: Record<string, string> = {},
): HttpAnswer {
  const result = refusalResult(refusal);
  return {
    // The refusal's own status, which may depend on the situation: 401 for whoever was not identified.
    status: mediaType === 'application/json' ? statusOf(result, mediaType) : refusal.status,
    headers: { 'content-type': `${mediaType}; charset=utf-8`, ...headers },
    body: graphqlBytes(result),
  };
}
