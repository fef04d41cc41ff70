import { parseStrictJson } from '#libs/jws';
import { Refusal } from '#libs/errors';

/** The parameters of one GraphQL-over-HTTP request. Exactly one of `query` and `documentId` is given. */
export interface GraphqlParams {
  query?: string;
  documentId?: string;
  operationName?: string;
  variables: Record<string, unknown>;
}

/**
 * Reads a POST body: one JSON object, strictly parsed (no duplicate members, bounded depth).
 * @throws Refusal GRAPHQL_CONTENT_TYPE | GRAPHQL_BATCH_REFUSED | GRAPHQL_BAD_BODY, or the strict parser's own codes
 */
export function readPostParams(
  contentType: string | undefined,
  body: Uint8Array,
  limits: { maxBytes: number; maxDepth: number },
): GraphqlParams {
  if (!isJson(contentType)) throw new Refusal('GRAPHQL_CONTENT_TYPE');
  if (body.byteLength === 0) throw new Refusal('GRAPHQL_BAD_BODY', { hint: 'empty' });
  let value: unknown;
  try {
    value = parseStrictJson(body, limits);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal('GRAPHQL_BAD_BODY', { hint: error.code, cause: error });
    throw error;
  }
  if (Array.isArray(value)) throw new Refusal('GRAPHQL_BATCH_REFUSED');
  if (typeof value !== 'object' || value === null) throw new Refusal('GRAPHQL_BAD_BODY');
  return paramsOf(value as Record<string, unknown>);
}

/** Reads the query string of a GET; `variables` and `extensions` are JSON texts there. */
export function readGetParams(
  search: URLSearchParams,
  limits: { maxBytes: number; maxDepth: number },
): GraphqlParams {
  const object: Record<string, unknown> = {};
  for (const name of ['query', 'documentId', 'operationName', 'variables', 'extensions']) {
    const values = search.getAll(name);
    if (values.length > 1) throw new Refusal('GRAPHQL_BAD_BODY', { hint: `${name} given twice` });
    const text = values[0];
    if (text === undefined || text === '') continue;
    object[name] = name === 'variables' || name === 'extensions' ? json(text, name, limits) : text;
  }
  return paramsOf(object);
}

function json(text: string, name: string, limits: { maxBytes: number; maxDepth: number }): unknown {
  try {
    return parseStrictJson(text, limits);
  } catch (error) {
    throw new Refusal('GRAPHQL_BAD_BODY', { hint: name, cause: error });
  }
}

function paramsOf(object: Record<string, unknown>): GraphqlParams {
  const { query, documentId, operationName, variables, extensions } = object;
  if (query !== undefined && query !== null && typeof query !== 'string') throw bad('query');
  if (documentId !== undefined && documentId !== null && typeof documentId !== 'string')
    throw bad('documentId');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw bad('operationName');
  if (!isMap(variables)) throw bad('variables');
  if (!isMap(extensions)) throw bad('extensions');
  if (typeof query === 'string' && typeof documentId === 'string') throw bad('query and documentId');
  if (typeof query !== 'string' && typeof documentId !== 'string') throw bad('query missing');
  return {
    ...(typeof query === 'string' ? { query } : {}),
    ...(typeof documentId === 'string' ? { documentId } : {}),
    ...(typeof operationName === 'string' ? { operationName } : {}),
    variables: variables ?? {},
  };
}

const bad = (hint: string): Refusal => new Refusal('GRAPHQL_BAD_BODY', { hint });

function isMap(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
}

function isJson(contentType: string | undefined): boolean {
  const match = /^\s*application\/json\s*(?:;\s*charset\s*=\s*"?([A-Za-z0-9_-]+)"?\s*)?$/i.exec(
    contentType ?? '',
  );
  return match !== null && (match[1] === undefined || match[1].toLowerCase() === 'utf-8');
}

export type AnswerMediaType = 'application/graphql-response+json' | 'application/json';

/**
 * Chooses the media type of the answer (GraphQL over HTTP, section "Media Types"); `application/json` where nothing is said.
 * @throws Refusal GRAPHQL_NOT_ACCEPTABLE
 */
export function negotiate(accept: string | undefined): AnswerMediaType {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  let best: { type: AnswerMediaType; quality: number } | undefined;
  for (const part of accept.split(',').slice(0, 32)) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    const type = mediaTypeFor(range);
    if (type && quality > 0 && (!best || quality > best.quality)) best = { type, quality };
  }
  if (!best) throw new Refusal('GRAPHQL_NOT_ACCEPTABLE');
  return best.type;
}

function mediaTypeFor(range: string): AnswerMediaType | undefined {
  if (range === 'application/graphql-response+json') return range;
  return range === 'application/json' || range === 'application/*' || range === '*/*'
    ? 'application/json'
    : undefined;
}
