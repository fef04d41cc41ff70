import fc from 'fast-check';
import { Commitments } from '#libs/audit-log';
import { conditionsOf, Parameters, subjectsOf } from './conditions.js';
import { type AuditFilter, auditFilterSchema, loggedFilter, parseFilter } from './filter.js';
import { pageStatement } from './search-entries.js';

const TEXTS = [
  'caller',
  'organisation',
  'role',
  'person',
  'subject',
  'licenceNumber',
  'counterpart',
  'caseNumber',
  'itemCode',
  'legalBasis',
  'reason',
  'jti',
  'licenceType',
  'identifier',
  'region',
  'fieldAsked',
  'fieldReleased',
  'rule',
] as const;

describe('the text of a statement', () => {
  it('depends on which members a filter has and on nothing that they hold', () => {
    const value = fc
      .string({ minLength: 1, maxLength: 32 })
      .filter((text) => auditFilterSchema.safeParse({ reason: text }).success);
    fc.assert(
      fc.property(fc.subarray([...TEXTS], { minLength: 1 }), value, value, (names, one, two) => {
        const filterOf = (text: string) =>
          parseFilter(
            Object.fromEntries(names.map((name) => [name, name === 'subject' ? `111:${text}` : text])),
          );
        const texts = [one, two].map(
          (text) => pageStatement(filterOf(text), 'newest', 10, { index: '5', at: 0 }).text,
        );
        expect(texts[0]).toBe(texts[1]);
      }),
    );
  });

  it.each<[string, AuditFilter, string, string]>([
    ['a person leads', { person: 'tj-1', caseNumber: 'c' }, 'FROM audit_personal p', 'index'],
    ['a rare term leads', { identifier: 'x' }, 'OFFSET 0', 'index'],
    ['a digest leads', { requestDigest: 'A'.repeat(43) }, 'OFFSET 0', 'index'],
    [
      'a period alone orders by time',
      { from: '2026-01-01T00:00:00.000Z', outcomes: ['denied'] },
      'audit_entry e',
      'time',
    ],
    [
      'a case with a period does not',
      { from: '2026-01-01T00:00:00.000Z', caseNumber: 'c' },
      'audit_entry e',
      'index',
    ],
    ['nothing orders by index', {}, 'audit_entry e', 'index'],
  ])('%s', (_, filter, from, order) => {
    const conditions = conditionsOf(filter, new Parameters());
    expect(conditions.from).toContain(from);
    expect(conditions.order).toBe(order);
  });
});

describe('a filter', () => {
  it.each([
    [{ surprise: 1 }, 'surprise'],
    [{ kinds: ['note'] }, 'kinds.0'],
    [{ codes: [] }, 'codes'],
    [{ reason: 'a\nb' }, 'reason'],
    [[], 'filter'],
    ['text', 'filter'],
  ])('%j is refused by the name of its fault', (given, hint) => {
    expect(() => parseFilter(given)).toThrow(expect.objectContaining({ code: 'AUDIT_FILTER_INVALID', hint }));
  });

  it('loses members that are null and gets milliseconds', () => {
    expect(parseFilter({ person: null, from: '2026-01-01T00:00:00Z' })).toEqual({
      from: '2026-01-01T00:00:00.000Z',
    });
    expect(parseFilter(undefined)).toEqual({});
  });

  it('is logged with commitments in the place of persons', () => {
    const commitments = new Commitments((length) => new Uint8Array(length));
    const text = loggedFilter(
      { person: 'tj-1', subject: 's-1', licenceNumber: 'n-1', reason: '甲' },
      commitments,
    );
    expect(text).not.toMatch(/tj-1|s-1|n-1/);
    expect(text).toContain('甲');
    expect(commitments.values.map(({ value }) => value)).toEqual(['tj-1', 's-1', 'n-1']);
  });

  it('means every type of holder that a code can be of', () => {
    expect(subjectsOf('11010519491231002X')).toEqual(['11010519491231002X', '111:11010519491231002X']);
    expect(subjectsOf('414:E1')).toEqual(['414:E1']);
    expect(subjectsOf('E12345678')).toContain('414:E12345678');
  });
});
