import { parse } from 'graphql';
import { readVerdict, VERDICT_SELECTION, verdictSchema } from './told-verdict.js';

const told = {
  sha256: 'A'.repeat(43),
  format: 'ofd',
  indication: 'TOTAL_PASSED',
  subIndication: null,
  code: null,
  issuer: 'MATCH',
  signer: 'CN=11010000000001,O=样例',
  seal: {
    id: '11010000000001',
    name: '样例印章',
    validFrom: '2026-01-01T00:00:00.000Z',
    validUntil: '2027-01-01T00:00:00.000Z',
  },
  trustEdition: 'e1',
  checkedAt: '2026-03-02T00:00:00.000Z',
  checks: [
    { name: 'signature', outcome: 'PASSED' },
    { name: 'issuer-code', outcome: 'PASSED' },
  ],
};
const failed = { ...told, indication: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE' };
const unchecked = {
  ...told,
  indication: 'NOT_CHECKED',
  code: 'DOCUMENT_VERDICT_PENDING',
  issuer: 'NOT_COMPARED',
  format: null,
  signer: null,
  seal: null,
  checks: [],
};
const accepted = (value: unknown): boolean => verdictSchema.safeParse(value).success;

describe('a verdict that a peer tells is refused', () => {
  it.each<[string, unknown]>([
    ['with a member more', { ...told, trusted: true }],
    ['with a member more in its seal', { ...told, seal: { ...told.seal, type: 1 } }],
    ['with a member more in a check', { ...told, checks: [{ name: 'path', outcome: 'PASSED', note: '' }] }],
    ...Object.keys(told).map((member): [string, unknown] => [
      `without ${member}`,
      Object.fromEntries(Object.entries(told).filter(([name]) => name !== member)),
    ]),
    ['as a text', 'TOTAL_PASSED'],
    ['as a list', [told]],
    ['with a number as signer', { ...told, signer: 7 }],
    ['with a truth as indication', { ...told, indication: true }],
    ['in an indication that no standard has', { ...told, indication: 'PASSED' }],
    ['in the node’s own spelling', { ...told, issuer: 'match' }],
    ['with a digest in hexadecimal', { ...told, sha256: 'a'.repeat(64) }],
    ['with a digest that has a second spelling', { ...told, sha256: `${'A'.repeat(42)}B` }],
    ['with a format that nobody reads', { ...told, format: 'exe' }],
    ['with an endless signer', { ...told, signer: 'x'.repeat(1025) }],
    ['with a signer of two directions', { ...told, signer: 'CN=\u202egnp' }],
    ['with a line break in a seal’s name', { ...told, seal: { ...told.seal, name: 'a\nb' } }],
    ['with a day that does not exist', { ...told, checkedAt: '2026-13-41T00:00:00.000Z' }],
    ['with a local time', { ...told, checkedAt: '2026-03-02T08:00:00.000+08:00' }],
    ['with no edition of trust', { ...told, trustEdition: '' }],
    ['with a check twice', { ...told, checks: [...told.checks, told.checks[0]] }],
    ['with a check by a name in capitals', { ...told, checks: [{ name: 'PATH', outcome: 'PASSED' }] }],
    [
      'with 65 checks',
      { ...told, checks: Array.from({ length: 65 }, (_, i) => ({ name: `c${i}`, outcome: 'PASSED' })) },
    ],
    ['passed, and yet with a reason', { ...told, subIndication: 'HASH_FAILURE' }],
    ['passed, and yet with a code', { ...told, code: 'DOCUMENT_DAMAGED' }],
    ['passed by no check at all', { ...told, checks: [] }],
    ['passed by nothing but comparisons', { ...told, checks: [told.checks[1]] }],
    ['passed, though a check failed', { ...told, checks: [{ name: 'integrity', outcome: 'FAILED' }] }],
    ['passed, though a check was not made', { ...told, checks: [{ name: 'path', outcome: 'NOT_CHECKED' }] }],
    ['failed for no reason', { ...failed, subIndication: null }],
    ['open for no reason', { ...failed, indication: 'INDETERMINATE', subIndication: null }],
    [
      'of the issuer, though a comparison failed',
      { ...told, checks: [told.checks[0], { name: 'issuer-name', outcome: 'FAILED' }] },
    ],
    ['of the issuer, though of nobody', { ...told, signer: null }],
    ['not checked for no reason', { ...unchecked, code: null }],
    ['not checked, though with checks', { ...unchecked, checks: told.checks }],
    ['not checked, though with a reason of ETSI', { ...unchecked, subIndication: 'TRY_LATER' }],
  ])('%s', (_name, value) => {
    expect(accepted(value)).toBe(false);
  });
});

describe('a verdict that a peer tells', () => {
  it.each([
    ['passed', told],
    ['failed', failed],
    ['not checked', unchecked],
    [
      'passed, of somebody else',
      { ...told, issuer: 'MISMATCH', checks: [told.checks[0], { name: 'issuer-code', outcome: 'FAILED' }] },
    ],
    [
      'without a format',
      { ...failed, format: null, signer: null, seal: null, issuer: 'NOT_COMPARED', checks: [] },
    ],
  ])('is taken: %s', (_name, value) => {
    expect(accepted(value)).toBe(true);
  });

  it('is read in the words of the node, without what is null', () => {
    expect(readVerdict(verdictSchema.parse(unchecked))).toEqual({
      sha256: told.sha256,
      indication: 'NOT_CHECKED',
      code: 'DOCUMENT_VERDICT_PENDING',
      issuer: 'not-compared',
      trustEdition: 'e1',
      checkedAt: told.checkedAt,
      checks: [],
    });
    expect(readVerdict(verdictSchema.parse(told))).toMatchObject({
      issuer: 'match',
      checks: [{ outcome: 'passed' }, { outcome: 'passed' }],
    });
  });

  it('has exactly the members that are selected', () => {
    const names = (text: string): string[] =>
      [...text.matchAll(/[A-Za-z0-9]+/g)].map(([name]) => name).toSorted();
    const members = [
      ...Object.keys(verdictSchema.shape),
      ...Object.keys(told.seal),
      ...Object.keys(told.checks[0]!),
    ];
    expect(names(VERDICT_SELECTION)).toEqual(members.toSorted());
    expect(() => parse(`{ v ${VERDICT_SELECTION} }`)).not.toThrow();
  });
});
