import fc from 'fast-check';
import { coversField, touchesField } from './fields.js';
import {
  attributeOf,
  decide,
  diffPolicies,
  explain,
  policyOf,
  type Agreement,
  type ListEntry,
  type PolicyContent,
  type SharingRequest,
} from './index.js';

const TYPES = ['11100000MB0143028R001', '11100000000013127D001'];
const PARTNERS = [
  'https://tianjin.example',
  'https://hebei.example',
  '*',
  'role:windowClerk',
  'role:integrator',
];
const ITEM = '11120000TB9000024Y2000131026000';
const PURPOSES = [
  ITEM,
  `${ITEM}01`,
  'basic:000131026000',
  '1112*',
  '11120000TB9000024Y2000999*',
  'basic:000720001000',
];
const FIELDS = [
  'name',
  'holderName',
  'attributes.KZ_A',
  'attributes.KZ_B',
  'attributes.*',
  'document',
  'documentVerdict',
];
const OPERATIONS = ['byIdentifier', 'byHolder', 'verify', 'document'] as const;
const DAYS = ['2026-01-01', '2026-06-30', '2026-12-31'];
const ORGANISATIONS = ['11110000TB90000160', '11120000TB9000024Y'];
const HASH = `sha256:${'0'.repeat(64)}`;

const maybe = <T>(some: fc.Arbitrary<T>, name: string) =>
  fc.option(some, { nil: undefined }).map((value) => (value === undefined ? {} : { [name]: value }));
const some = <T>(from: readonly T[]) => fc.subarray([...from], { minLength: 1 });

const anAgreement: fc.Arbitrary<Agreement> = fc
  .tuple(
    fc.record({
      partner: fc.constantFrom(...PARTNERS),
      licenceTypes: some(TYPES),
      operations: some(OPERATIONS),
      purposes: some(PURPOSES),
      fields: some(FIELDS),
      requiresHolderAuthorisation: fc.boolean(),
      days: some(DAYS),
    }),
    maybe(some(ORGANISATIONS), 'organisations'),
    maybe(some(['window', 'other']), 'roles'),
    maybe(fc.constant([HASH]), 'operationDocuments'),
  )
  .map(([{ days, ...parts }, ...more]) => ({
    id: '',
    legalBasis: '样例',
    validFrom: days[0] ?? '',
    validUntil: days.at(-1) ?? '',
    ...parts,
    ...Object.assign({}, ...more),
  }));

const anItem = fc.record({
  fields: some(FIELDS),
  classification: fc.constant('general' as const),
  sensitivity: fc.constant('public' as const),
  attribute: fc.constantFrom('unconditional' as const, 'conditional' as const, 'not-shared' as const),
  legalBasis: fc.constant('样例'),
});
const anEntry: fc.Arbitrary<ListEntry> = fc.record({
  id: fc.constant(''),
  name: fc.constant({ zh: '样例', en: 'Sample' }),
  licenceTypes: some(TYPES),
  provider: fc.constant({ code: '11110000TB90000160', name: '样例' }),
  items: fc.array(anItem, { minLength: 1, maxLength: 3 }),
  format: fc.constant(['JSON']),
  updateFrequency: fc.constant('daily' as const),
  attribute: fc.constantFrom(
    'unconditional' as const,
    'conditional' as const,
    'conditional' as const,
    'not-shared' as const,
  ),
  ways: some(['query', 'verify', 'file'] as const),
});
const numbered = <T extends { id: string }>(prefix: string, list: T[]): T[] =>
  list.map((one, place) => ({ ...one, id: `${prefix}${place}` }));
const aContent: fc.Arbitrary<PolicyContent> = fc.record({
  agreements: fc.array(anAgreement, { maxLength: 8 }).map((list) => numbered('a', list)),
  responsibilityList: fc.array(anEntry, { maxLength: 3 }).map((list) => numbered('e', list)),
});
const aRequest: fc.Arbitrary<SharingRequest> = fc
  .tuple(
    fc.record({
      partner: fc.constantFrom(...PARTNERS),
      operation: fc.constantFrom(...OPERATIONS),
      licenceType: fc.constantFrom(...TYPES),
      purpose: fc.constantFrom(ITEM, `${ITEM}01`, '11110000TB9000016020007200010000', ''),
      fields: fc.subarray(FIELDS),
    }),
    maybe(fc.constantFrom(...ORGANISATIONS), 'organisation'),
    maybe(fc.constantFrom('window', 'other'), 'role'),
    maybe(fc.constantFrom(HASH, 'sha256:other'), 'operationDocument'),
    maybe(fc.record({ fields: fc.subarray(FIELDS) }), 'holderAuthorisation'),
    maybe(fc.subarray(['a0', 'a1']), 'exhausted'),
  )
  .map(([parts, ...more]) => ({ ...parts, ...Object.assign({}, ...more) }));
const AT = Date.parse('2026-06-30T12:00:00+08:00');
const RUNS = { numRuns: Number(process.env['SHARING_RUNS'] ?? 600) };
const releasedBy = (request: SharingRequest, content: PolicyContent): string[] =>
  decide(request, policyOf(content), AT).released;

/** The rules once more, said slowly and without an index: a second opinion on each field. */
function mayLeave(
  field: string,
  request: SharingRequest,
  { agreements, responsibilityList }: PolicyContent,
): boolean {
  const way = { verify: 'verify', document: 'file' }[request.operation as string] ?? 'query';
  const items = responsibilityList
    .filter((entry) => entry.licenceTypes.includes(request.licenceType))
    .flatMap((entry) => entry.items.map((item) => ({ entry, item, attribute: attributeOf(entry, item) })));
  const kept = items.some(
    ({ item, attribute }) =>
      attribute === 'not-shared' && item.fields.some((name) => touchesField(field, name)),
  );
  const offered = items.some(
    ({ entry, item, attribute }) =>
      attribute !== 'not-shared' && entry.ways.includes(way as never) && coversField(item.fields, field),
  );
  const agreed = agreements.some((a) => {
    const purpose = a.purposes.some((one) => {
      if (one.startsWith('basic:')) return request.purpose.slice(19, 31) === one.slice(6);
      if (one.endsWith('*')) return request.purpose.startsWith(one.slice(0, -1));
      return (
        request.purpose === one ||
        (one.length === 31 && request.purpose.slice(0, 31) === one && request.purpose.length === 33)
      );
    });
    const partner = a.partner === '*' ? request.partner.startsWith('role:') : a.partner === request.partner;
    return (
      partner &&
      purpose &&
      a.licenceTypes.includes(request.licenceType) &&
      a.operations.includes(request.operation) &&
      a.validFrom <= '2026-06-30' &&
      '2026-06-30' <= a.validUntil &&
      (!a.organisations || a.organisations.includes(request.organisation ?? '')) &&
      (!a.roles || a.roles.includes(request.role ?? '')) &&
      (!a.operationDocuments || a.operationDocuments.includes(request.operationDocument ?? '')) &&
      !request.exhausted?.includes(a.id) &&
      coversField(a.fields, field) &&
      (!a.requiresHolderAuthorisation || coversField(request.holderAuthorisation?.fields ?? [], field))
    );
  });
  return agreed && offered && !kept;
}

describe('whatever the policy and the question', () => {
  it('exactly the fields leave that an agreement names and the list offers', () =>
    fc.assert(
      fc.property(aContent, aRequest, (content, request) => {
        expect(releasedBy(request, content)).toEqual(
          request.fields.filter((field) => mayLeave(field, request, content)),
        );
      }),
      RUNS,
    ));

  it('every field asked for is either released or withheld with a reason, and the rules named release it', () =>
    fc.assert(
      fc.property(aContent, aRequest, (content, request) => {
        const { released, withheld, rules, outcome, code, needed } = decide(request, policyOf(content), AT);
        expect([...released, ...withheld.map(({ field }) => field)].toSorted()).toEqual(
          request.fields.toSorted(),
        );
        const named = content.agreements.filter(({ id }) => rules.includes(id));
        for (const field of released) expect(named.some((a) => coversField(a.fields, field))).toBe(true);
        expect(rules.length > 0).toBe(outcome !== 'denied');
        expect(code !== undefined).toBe(outcome !== 'granted');
        if (code) expect(needed?.en && needed.zh).toBeTruthy();
        if (released.length > 0) expect(outcome).not.toBe('denied');
      }),
      RUNS,
    ));

  it('a field that no agreement names never leaves', () =>
    fc.assert(
      fc.property(
        aContent,
        aRequest,
        fc.constantFrom('name', 'holderName', 'document'),
        (content, request, field) => {
          const agreements = content.agreements.map((a) => ({
            ...a,
            fields: a.fields.filter((one) => one !== field),
          }));
          expect(releasedBy(request, { ...content, agreements })).not.toContain(field);
        },
      ),
      RUNS,
    ));

  it('without one of the agreements nothing more leaves', () =>
    fc.assert(
      fc.property(aContent, aRequest, fc.nat(), (content, request, place) => {
        const before = releasedBy(request, content);
        const { length } = content.agreements;
        const agreements = content.agreements.filter((_, index) => length === 0 || index !== place % length);
        for (const field of releasedBy(request, { ...content, agreements })) expect(before).toContain(field);
      }),
      RUNS,
    ));

  it('with one more item that is not shared nothing more leaves, and nothing of that item', () =>
    fc.assert(
      fc.property(aContent, aRequest, anEntry, (content, request, entry) => {
        const denial: ListEntry = { ...entry, id: 'more', attribute: 'not-shared' };
        const after = { ...content, responsibilityList: [...content.responsibilityList, denial] };
        const before = releasedBy(request, content);
        const released = releasedBy(request, after);
        for (const field of released) expect(before).toContain(field);
        if (denial.licenceTypes.includes(request.licenceType))
          for (const field of released)
            for (const { fields } of denial.items)
              expect(fields.some((kept) => touchesField(field, kept))).toBe(false);
        expect(diffPolicies(content, after)).toMatchObject([{ id: 'more', change: 'added', widens: false }]);
      }),
      RUNS,
    ));

  it('with less of an authorisation, or none, nothing more leaves', () =>
    fc.assert(
      fc.property(aContent, aRequest, (content, { holderAuthorisation, ...request }) => {
        const fields = holderAuthorisation?.fields ?? [];
        const whole = releasedBy({ ...request, holderAuthorisation: { fields } }, content);
        const less = releasedBy({ ...request, holderAuthorisation: { fields: fields.slice(1) } }, content);
        for (const field of [...less, ...releasedBy(request, content)]) expect(whole).toContain(field);
      }),
      RUNS,
    ));

  it('the order of agreements and entries makes no difference, and the explanation is of this decision', () =>
    fc.assert(
      fc.property(aContent, aRequest, (content, request) => {
        const reversed = {
          agreements: content.agreements.toReversed(),
          responsibilityList: content.responsibilityList.toReversed(),
        };
        const decision = decide(request, policyOf(content), AT);
        expect(decide(request, policyOf(reversed), AT)).toEqual(decision);
        const explained = explain(request, policyOf(content), AT);
        expect(explained.decision).toEqual(decision);
        for (const { field, released, by, why } of explained.fields) {
          expect(released).toBe(decision.released.includes(field));
          expect(by.length > 0).toBe(released);
          expect(why === undefined).toBe(released);
        }
      }),
      RUNS,
    ));

  it('a change that is said not to widen releases nothing more', () =>
    fc.assert(
      fc.property(aContent, aContent, aRequest, (before, after, request) => {
        if (diffPolicies(before, after).some(({ widens }) => widens)) return;
        const had = releasedBy(request, before);
        for (const field of releasedBy(request, after)) expect(had).toContain(field);
      }),
      RUNS,
    ));
});
