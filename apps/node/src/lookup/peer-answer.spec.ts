import { createHash } from 'node:crypto';
import { catalogue, Refusal } from '#libs/errors';
import { wellKnownSample } from '#libs/licences';
import type { Lookup } from './lookup.js';
import { readPeerAnswer } from './peer-answer.js';
import { peerDocuments } from './peer-documents.js';

const sample = wellKnownSample('110000');
const other = wellKnownSample('120000');
const byIdentifier: Lookup = {
  operation: 'byIdentifier',
  identifier: sample.identifier,
  fields: ['name', 'identifier', 'status', 'issueDate', 'attributes.KZ_A'],
};
const byNumber: Lookup = {
  operation: 'byNumber',
  typeCode: sample.typeCode,
  number: sample.number,
  fields: ['name', 'number', 'typeCode'],
};
const byHolder: Lookup = {
  operation: 'byHolder',
  holder: { type: '001', code: sample.holderCode },
  typeCodes: [],
  first: 2,
  fields: ['name', 'holderCode', 'holderType'],
};
const verify: Lookup = {
  operation: 'verify',
  identifier: sample.identifier,
  claims: [{ field: 'number', value: 'x' }],
};
const document: Lookup = { operation: 'document', identifier: sample.identifier };

const read = (lookup: Lookup, body: unknown, maxBytes = 1 << 20) =>
  readPeerAnswer(
    lookup,
    peerDocuments[lookup.operation].field,
    Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    maxBytes,
  );
const answer = (lookup: Lookup, result: object) =>
  read(lookup, {
    data: { [peerDocuments[lookup.operation].field]: { status: 'FOUND', withheld: [], ...result } },
  });
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'accepted';
};
const licence = { name: sample.name, identifier: sample.identifier, status: 'VALID' };
const bytes = Buffer.from('%PDF-');
const file = {
  mediaType: 'application/pdf',
  sha256: createHash('sha256').update(bytes).digest('base64url'),
  size: bytes.length,
  content: bytes.toString('base64'),
};
const edge = (node: object, cursor = 'c') => ({ cursor, node });
const page = (edges: object[], pageInfo: object = { hasNextPage: false, endCursor: null }) => ({
  licences: { edges, pageInfo },
});
const denial = {
  code: 'NO_AGREEMENT',
  message: '<b>ours?</b>',
  advice: '',
  messageZh: '',
  adviceZh: '',
  retryable: true,
};

describe('a body that is no answer, though it be signed', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['HTML', '<html>'],
    ['a list', '[]'],
    ['a text', '"licence"'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['data that is a list', '{"data":[]}'],
    ['data without the field', '{"data":{"licences":{}}}'],
    ['a member twice', '{"data":{"licence":null},"data":{}}'],
    ['__proto__', '{"data":{"__proto__":{"licence":{"status":"FOUND","withheld":[]}}}}'],
    ['nesting without end', `{"data":${'{"licence":'.repeat(50)}1${'}'.repeat(50)}}`],
    ['invalid UTF-8', '{"data":"\ud800"}'],
    ['errors without end', JSON.stringify({ errors: Array(51).fill({ message: 'x' }) })],
    ['an error whose code is an object', '{"errors":[{"message":"x","extensions":{"code":{}}}]}'],
    ['an error of a code that we do not know', '{"errors":[{"message":"x","extensions":{"code":"NEWER"}}]}'],
    [
      'an error of a name in every object',
      '{"errors":[{"message":"x","extensions":{"code":"constructor"}}]}',
    ],
  ])('%s', (_name, body) => {
    expect(codeOf(() => read(byIdentifier, body))).toBe('PEER_BAD_ANSWER');
  });

  it('longer than this node accepts', () => {
    expect(codeOf(() => read(byIdentifier, { data: { licence: 'x'.repeat(100) } }, 64))).toBe(
      'PEER_BAD_ANSWER',
    );
  });

  it('that names a code of ours refuses by it, in our words', () => {
    const body = {
      data: null,
      errors: [{ message: 'secret words', extensions: { code: 'CURSOR_INVALID' } }],
    };
    try {
      read(byHolder, body);
      throw new Error('was accepted');
    } catch (error) {
      expect((error as Refusal).code).toBe('CURSOR_INVALID');
      expect((error as Refusal).message).toBe(catalogue.CURSOR_INVALID.en.message);
    }
  });

  it('that tells of a defect is the peer’s failure, not ours', () => {
    expect(
      codeOf(() => read(byHolder, { errors: [{ message: '', extensions: { code: 'INTERNAL' } }] })),
    ).toBe('PEER_BAD_STATUS');
  });
});

describe('a result that cannot be meant', () => {
  it.each<[string, Lookup, object]>([
    ['an unknown status', byIdentifier, { status: 'MAYBE', licence }],
    ['no status', byIdentifier, { status: undefined, licence }],
    ['found, and nothing told', byIdentifier, { licence: null }],
    ['not found, and a licence beside it', byIdentifier, { status: 'NOT_FOUND', licence }],
    ['denied, and a licence beside it', byIdentifier, { status: 'DENIED', refusal: denial, licence }],
    ['denied without a reason', byIdentifier, { status: 'DENIED' }],
    ['found, and a reason why not', byIdentifier, { licence, refusal: denial }],
    [
      'denied for a code that is markup',
      byIdentifier,
      { status: 'DENIED', refusal: { ...denial, code: '<script>' } },
    ],
    ['another licence', byIdentifier, { licence: { ...licence, identifier: other.identifier } }],
    ['an identifier that is none', byIdentifier, { licence: { ...licence, identifier: 'x'.repeat(9000) } }],
    ['another number', byNumber, { licence: { number: 'other' } }],
    ['another type', byNumber, { licence: { typeCode: '11100000000013127D001' } }],
    ['a licence that is a list', byIdentifier, { licence: [] }],
    ['a field that is an object', byIdentifier, { licence: { ...licence, name: {} } }],
    ['a field that is a number', byIdentifier, { licence: { ...licence, name: 1 } }],
    ['control characters', byIdentifier, { licence: { ...licence, name: 'a\u0000b' } }],
    ['a text without end', byIdentifier, { licence: { ...licence, name: 'x'.repeat(10_001) } }],
    ['a date that is none', byIdentifier, { licence: { ...licence, issueDate: '2026-02-30' } }],
    ['a status by its national code', byIdentifier, { licence: { ...licence, status: '01' } }],
    ['a status of a name in every object', byIdentifier, { licence: { ...licence, status: 'toString' } }],
    [
      'an attribute of an odd code',
      byIdentifier,
      { licence: { ...licence, attributes: [{ code: 'name', labelZh: '', labelEn: '', value: '' }] } },
    ],
    [
      'withheld fields of odd names',
      byIdentifier,
      { licence, withheld: [{ field: '<b>', reason: 'FIELD_NOT_AGREED' }] },
    ],
    [
      'withheld for an odd reason',
      byIdentifier,
      { licence, withheld: [{ field: 'name', reason: 'because' }] },
    ],
    [
      'withheld fields without end',
      byIdentifier,
      { licence, withheld: Array(501).fill({ field: 'name', reason: 'FIELD_NOT_AGREED' }) },
    ],
    ['more than the page asked for', byHolder, page([edge({}), edge({}), edge({})])],
    ['a next page without a cursor', byHolder, page([edge({})], { hasNextPage: true, endCursor: null })],
    ['a cursor without end', byHolder, page([edge({}, 'c'.repeat(1025))])],
    ['another holder', byHolder, page([edge({ holderCode: other.holderCode })])],
    ['another kind of holder', byHolder, page([edge({ holderType: 'PASSPORT' })])],
    ['found, and an empty page', byHolder, page([])],
    ['a verdict that is a text', verify, { matches: [{ field: 'number', matches: 'yes' }] }],
    ['no verdicts', verify, {}],
    ['a document of another digest', document, { document: { ...file, sha256: 'A'.repeat(43) } }],
    ['a document of another size', document, { document: { ...file, size: 4 } }],
    ['a document that is not base64', document, { document: { ...file, content: '<html>' } }],
    [
      'a document of an odd media type',
      document,
      { document: { ...file, mediaType: 'text/html; charset=x\r\nset-cookie: a' } },
    ],
  ])('%s', (_name, lookup, result) => {
    expect(codeOf(() => answer(lookup, result))).toBe('PEER_BAD_ANSWER');
  });
});

describe('an honest result', () => {
  it('is taken without what was not asked for', () => {
    const attribute = (code: string) => ({ code, labelZh: '甲', labelEn: 'A', value: '1' });
    const result = answer(byIdentifier, {
      licence: { ...licence, holderCode: 'smuggled', attributes: [attribute('KZ_A'), attribute('KZ_B')] },
      extra: 1,
    });
    expect(result).toEqual({
      status: 'FOUND',
      withheld: [],
      licence: {
        fields: { name: sample.name, identifier: sample.identifier, status: '01' },
        attributes: [attribute('KZ_A')],
      },
    });
  });

  it('denies by a code of ours, in our words', () => {
    const { refusal } = answer(byIdentifier, { status: 'DENIED', refusal: denial });
    expect(refusal).toEqual(new Refusal('NO_AGREEMENT').toPublic());
  });

  it('stays a denial where a newer node gives a reason that we do not know', () => {
    const result = answer(byIdentifier, { status: 'DENIED', refusal: { ...denial, code: 'NEWER' } });
    expect(result).toMatchObject({ status: 'DENIED', refusal: { code: 'PEER_BAD_ANSWER' } });
  });

  it('of a page keeps cursors and order', () => {
    const result = answer(
      byHolder,
      page([edge({ name: 'a' }, '1'), edge({ name: 'b' }, '2')], { hasNextPage: true, endCursor: '2' }),
    );
    expect(result.page).toMatchObject({
      items: [{ cursor: '1' }, { cursor: '2' }],
      hasNextPage: true,
      endCursor: '2',
    });
  });

  it('not found is an empty page as well as none', () => {
    for (const result of [page([]), { licences: null }])
      expect(answer(byHolder, { status: 'NOT_FOUND', ...result }).status).toBe('NOT_FOUND');
  });

  it('of a verification names no field that was not asked', () => {
    const matches = [
      { field: 'number', matches: null },
      { field: 'holderName', matches: true },
    ];
    expect(answer(verify, { matches }).matches).toEqual([{ field: 'number', matches: null }]);
  });

  it('of a document is the document', () => {
    expect(answer(document, { document: file }).document).toEqual({
      ...file,
      issuerName: null,
      issuerCode: null,
    });
  });
});
