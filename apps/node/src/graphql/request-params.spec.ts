import { Refusal } from '#libs/errors';
import { negotiate, readGetParams, readPostParams } from './request-params.js';

const limits = { maxBytes: 4096, maxDepth: 6 };
const post = (body: string, contentType = 'application/json') =>
  readPostParams(contentType, Buffer.from(body), limits);
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('the parameters of a POST', () => {
  it.each([
    ['an empty body', '', 'GRAPHQL_BAD_BODY'],
    ['a batch', '[{"query":"{a}"}]', 'GRAPHQL_BATCH_REFUSED'],
    ['a bare string', '"{a}"', 'GRAPHQL_BAD_BODY'],
    ['null', 'null', 'GRAPHQL_BAD_BODY'],
    ['broken JSON', '{"query":', 'GRAPHQL_BAD_BODY'],
    ['a duplicate member', '{"query":"{a}","query":"{b}"}', 'GRAPHQL_BAD_BODY'],
    ['__proto__', '{"query":"{a}","variables":{"__proto__":{"x":1}}}', 'GRAPHQL_BAD_BODY'],
    ['deep nesting', `{"query":"{a}","variables":${'{"a":'.repeat(8)}1${'}'.repeat(8)}}`, 'GRAPHQL_BAD_BODY'],
    ['no query', '{}', 'GRAPHQL_BAD_BODY'],
    ['query and documentId', '{"query":"{a}","documentId":"sha256:00"}', 'GRAPHQL_BAD_BODY'],
    ['a number as query', '{"query":1}', 'GRAPHQL_BAD_BODY'],
    ['a list as variables', '{"query":"{a}","variables":[]}', 'GRAPHQL_BAD_BODY'],
    ['a string as extensions', '{"query":"{a}","extensions":"x"}', 'GRAPHQL_BAD_BODY'],
    [
      'what it should be',
      '{"query":"{a}","variables":null,"operationName":null,"extensions":{}}',
      'accepted',
    ],
  ])('%s', (_name, body, expected) => {
    expect(codeOf(() => post(body))).toBe(expected);
  });

  it.each([
    ['none', undefined, 'GRAPHQL_CONTENT_TYPE'],
    ['a form', 'application/x-www-form-urlencoded', 'GRAPHQL_CONTENT_TYPE'],
    ['plain text', 'text/plain', 'GRAPHQL_CONTENT_TYPE'],
    ['another charset', 'application/json; charset=utf-16', 'GRAPHQL_CONTENT_TYPE'],
    ['JSON in UTF-8', 'Application/JSON; charset="UTF-8"', 'accepted'],
  ])('content type: %s', (_name, contentType, expected) => {
    expect(codeOf(() => readPostParams(contentType, Buffer.from('{"query":"{a}"}'), limits))).toBe(expected);
  });
});

describe('the parameters of a GET', () => {
  it('are read from the query string', () => {
    const params = readGetParams(new URLSearchParams({ query: '{a}', variables: '{"x":1}' }), limits);
    expect(params).toEqual({ query: '{a}', variables: { x: 1 } });
  });
  it.each([
    ['a parameter twice', 'query={a}&query={b}'],
    ['broken variables', 'query={a}&variables={'],
    ['nothing', ''],
  ])('refuses %s', (_name, search) => {
    expect(codeOf(() => readGetParams(new URLSearchParams(search), limits))).toBe('GRAPHQL_BAD_BODY');
  });
});

describe('the media type of the answer', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json;q=0.5, application/graphql-response+json', 'application/graphql-response+json'],
    ['text/html, application/json;q=0.1', 'application/json'],
  ])('%s', (accept, expected) => {
    expect(negotiate(accept)).toBe(expected);
  });
  it.each(['text/html', 'application/json;q=0', 'image/*'])('refuses %s', (accept) => {
    expect(codeOf(() => negotiate(accept))).toBe('GRAPHQL_NOT_ACCEPTABLE');
  });
});
