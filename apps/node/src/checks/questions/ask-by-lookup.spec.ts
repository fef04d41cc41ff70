import { Refusal, type ErrorCode } from '#libs/errors';
import type { LookupResult } from '../../lookup/lookup.js';
import { replyOf } from './ask-by-lookup.js';

const result = (changes: Partial<LookupResult>): LookupResult => ({
  region: '110000',
  status: 'FOUND',
  withheld: [],
  tookMs: 1,
  ...changes,
});
const refusal = (code: ErrorCode) => new Refusal(code).toPublic();
const department = { code: '11110000TB00000018', name: { zh: '样例局', en: 'Sample' } };

it.each<[string, LookupResult, object]>([
  [
    'records are an answer, with where they come from',
    result({
      records: { records: [{ plate: '京A00001' }], truncated: true },
      source: { department, asOf: 5 },
      withheld: [{ field: 'vin', reason: 'FIELD_NOT_AGREED' }],
      receipt: { log: 'a.example/log', leaf: 'L' },
      logged: { entry: 'e', request: 'r', rule: 'x#1' },
      verification: { passed: true, signer: 'https://b.example', checks: [] },
    }),
    {
      outcome: 'answered',
      records: [{ plate: '京A00001' }],
      truncated: true,
      asOf: 5,
      withheld: ['vin'],
      provenance: {
        node: 'https://b.example',
        department: { code: department.code, name: '样例局' },
        receipt: 'a.example/log L',
        entry: 'e',
        request: 'r',
        rule: 'x#1',
      },
    },
  ],
  [
    'an answer without records found nothing',
    result({ records: { records: [], truncated: false } }),
    { outcome: 'nothing-found' },
  ],
  ['found, and nothing told at all: nothing found', result({}), { outcome: 'nothing-found' }],
  ['nothing on record', result({ status: 'NOT_FOUND' }), { outcome: 'nothing-found' }],
  [
    'a department that refuses is quoted',
    result({
      status: 'DENIED',
      refusal: refusal('NO_AGREEMENT'),
      source: { department, reason: { zh: '涉密', en: 'secret' } },
    }),
    { outcome: 'refused', reason: { zh: '涉密', en: 'secret' }, code: 'NO_AGREEMENT' },
  ],
  [
    'without an agreement it is refused, in words for people',
    result({ status: 'DENIED', refusal: refusal('NO_AGREEMENT') }),
    {
      outcome: 'refused',
      reason: { zh: refusal('NO_AGREEMENT').messageZh, en: refusal('NO_AGREEMENT').message },
    },
  ],
  [
    'whoever may be asked again has not refused',
    result({ status: 'DENIED', refusal: refusal('OVERLOADED') }),
    { outcome: 'not-available', code: 'OVERLOADED' },
  ],
  [
    'a source that is away says until when',
    result({ status: 'UNAVAILABLE', refusal: refusal('PEER_TIMEOUT'), source: { department, until: 77 } }),
    { outcome: 'not-available', code: 'PEER_TIMEOUT', until: 77 },
  ],
  [
    'a no without a reason is no answer',
    result({ status: 'DENIED' }),
    { outcome: 'not-available', code: 'CHECK_ANSWER_UNREADABLE' },
  ],
])('%s', (_, given, reply) => {
  expect(replyOf(given)).toMatchObject(reply);
});
