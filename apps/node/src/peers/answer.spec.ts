import type { IncomingHttpHeaders } from 'node:http';
import { asRefusal } from '#libs/errors';
import { acceptHead, acceptWhole, plainHeaders, TEXT_ANSWER } from './answer.js';

const JSON_TYPE = 'application/graphql-response+json';
const bytes = (text: string) => new TextEncoder().encode(text);

function judge(status: number, headers: IncomingHttpHeaders, text: string) {
  try {
    acceptHead(status, headers);
    const contentType = headers['content-type'] ?? '';
    acceptWhole({ status, contentType, headers: plainHeaders(headers), body: bytes(text) });
    return 'accepted';
  } catch (thrown) {
    const { code, hint } = asRefusal(thrown);
    return hint ? `${code} (${hint})` : code;
  }
}

const signed = { 'content-type': JSON_TYPE, 'tongban-answer': 'a.b.c' };
const plain = { 'content-type': JSON_TYPE };
const refusal = (code: string) => JSON.stringify({ errors: [{ message: 'x', extensions: { code } }] });

describe('what may come back from a peer', () => {
  it.each<[string, number, IncomingHttpHeaders, string, string]>([
    ['a signed answer', 200, signed, '{}', 'accepted'],
    ['a signed denial', 403, signed, '{}', 'accepted'],
    ['a signed failure', 503, signed, '{}', 'accepted'],
    ['a charset', 200, { ...signed, 'content-type': `${JSON_TYPE}; charset=utf-8` }, '{}', 'accepted'],
    ['plain JSON type', 200, { ...signed, 'content-type': 'application/json' }, '{}', 'accepted'],

    ['no signature', 200, plain, '{}', 'PEER_UNSIGNED_ANSWER'],
    ['an empty signature', 200, { ...plain, 'tongban-answer': '' }, '{}', 'PEER_UNSIGNED_ANSWER'],
    ['an unsigned denial', 403, plain, refusal('NOPE'), 'PEER_UNSIGNED_ANSWER (NOPE)'],
    ['a made-up code', 403, plain, refusal('<script>'), 'PEER_UNSIGNED_ANSWER'],
    ['a huge code', 403, plain, refusal('X'.repeat(99)), 'PEER_UNSIGNED_ANSWER'],
    ['an unknown caller', 401, plain, '{"code":"UNKNOWN_PEER"}', 'PEER_DOES_NOT_KNOW_US (UNKNOWN_PEER)'],
    ['too many requests', 429, plain, '{}', 'PEER_THROTTLES_US'],
    ['an empty answer', 200, signed, '', 'PEER_EMPTY_ANSWER'],
    ['an empty unsigned answer', 200, plain, '', 'PEER_EMPTY_ANSWER'],
    ['a failure', 500, plain, 'x', 'PEER_BAD_STATUS'],
    [
      'a failure with its code',
      503,
      plain,
      refusal('AUDIT_UNAVAILABLE'),
      'PEER_BAD_STATUS (AUDIT_UNAVAILABLE)',
    ],
    ['a failure page', 502, { 'content-type': 'text/html' }, '<h1>', 'PEER_BAD_STATUS'],
    ['HTML', 200, { 'content-type': 'text/html' }, '<h1>', 'PEER_BAD_CONTENT_TYPE'],
    ['signed HTML', 200, { ...signed, 'content-type': 'text/html' }, '<h1>', 'PEER_BAD_CONTENT_TYPE'],
    ['no type', 200, { 'tongban-answer': 'a.b.c' }, '{}', 'PEER_BAD_CONTENT_TYPE'],
    [
      'a type that only begins so',
      200,
      { ...signed, 'content-type': 'application/jsonx' },
      '{}',
      'PEER_BAD_CONTENT_TYPE',
    ],
    ['compression', 200, { ...signed, 'content-encoding': 'gzip' }, 'x', 'PEER_BAD_CONTENT_TYPE'],
    ['a redirect', 302, { ...signed, location: 'https://evil' }, '', 'PEER_REDIRECTED'],
    [
      'two signatures',
      200,
      { ...plain, 'tongban-answer': ['a', 'b'] as never },
      '{}',
      'PEER_MALFORMED_ANSWER (tongban-answer)',
    ],
  ])('%s', (_what, status, headers, text, outcome) => {
    expect(judge(status, headers, text)).toBe(outcome);
  });
});

describe('what may come back where a text brings its own signatures', () => {
  it.each<[string, number, IncomingHttpHeaders, string]>([
    ['a text', 200, { 'content-type': 'text/plain; charset=utf-8' }, 'accepted'],
    ['a size', 409, { 'content-type': 'text/x.tlog.size' }, 'accepted'],
    ['a bare denial', 403, {}, 'accepted'],
    ['a failure: for the caller to judge', 503, { 'content-type': 'application/json' }, 'accepted'],
    ['HTML is a text, and no signature will verify in it', 200, { 'content-type': 'text/html' }, 'accepted'],
    ['JSON', 200, { 'content-type': 'application/json' }, 'PEER_BAD_CONTENT_TYPE'],
    ['no type', 200, {}, 'PEER_BAD_CONTENT_TYPE'],
    ['a redirect', 307, { 'content-type': 'text/plain' }, 'PEER_REDIRECTED'],
    [
      'compression',
      200,
      { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      'PEER_BAD_CONTENT_TYPE',
    ],
  ])('%s', (_name, status, headers, expected) => {
    let outcome = 'accepted';
    try {
      TEXT_ANSWER.head(status, headers);
    } catch (thrown) {
      outcome = asRefusal(thrown).code;
    }
    expect(outcome).toBe(expected);
  });
});
