import fc from 'fast-check';
import { agreementSchema, agreementsSchema, decide, type Agreement, type SharingRequest } from './index.js';

const TYPE = '11100000MB0143028R001';
const ITEM = '11100000MB0143028R2000101001000';
const TIANJIN = 'https://127.0.0.1:7421';
const AT = Date.parse('2026-03-01T12:00:00+08:00');

const agreement = (changes: Partial<Agreement> = {}): Agreement =>
  agreementSchema.parse({
    id: 'tj-licences',
    partner: TIANJIN,
    licenceTypes: [TYPE],
    operations: ['byIdentifier', 'verify'],
    purposes: [ITEM],
    fields: ['name', 'holderName', 'attributes.KZ_ZS'],
    legalBasis: '政务数据共享条例',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    ...changes,
  });

const request = (changes: Partial<SharingRequest> = {}): SharingRequest => ({
  partner: TIANJIN,
  operation: 'byIdentifier',
  licenceType: TYPE,
  purpose: ITEM,
  fields: ['name', 'holderName'],
  holderAuthorised: false,
  ...changes,
});

describe('decide denies by default', () => {
  it.each<[string, Partial<SharingRequest>, Partial<Agreement>, string, number?]>([
    ['another peer', { partner: 'https://127.0.0.1:7431' }, {}, 'NO_AGREEMENT'],
    ['a peer whose id only begins alike', { partner: `${TIANJIN}0` }, {}, 'NO_AGREEMENT'],
    ['a peer under an agreement for the own region', {}, { partner: '*' }, 'NO_AGREEMENT'],
    ['another role', { partner: 'role:auditor' }, { partner: 'role:window-clerk' }, 'NO_AGREEMENT'],
    ['the day before', {}, {}, 'AGREEMENT_NOT_IN_FORCE', Date.parse('2025-12-31T23:59:59.999+08:00')],
    ['the day after', {}, {}, 'AGREEMENT_NOT_IN_FORCE', Date.parse('2027-01-01T00:00:00+08:00')],
    ['a broken clock', {}, {}, 'AGREEMENT_NOT_IN_FORCE', Number.NaN],
    ['an instant beyond any calendar', {}, {}, 'AGREEMENT_NOT_IN_FORCE', 8.64e15],
    ['another licence type', { licenceType: '11100000000013127D001' }, {}, 'LICENCE_TYPE_NOT_AGREED'],
    ['another operation', { operation: 'byHolder' }, {}, 'OPERATION_NOT_AGREED'],
    ['another purpose', { purpose: ITEM.replace('2000101', '2000102') }, {}, 'PURPOSE_NOT_AGREED'],
    ['an empty purpose', { purpose: '' }, {}, 'PURPOSE_NOT_AGREED'],
    ['the item where a variant is agreed', {}, { purposes: [`${ITEM}01`] }, 'PURPOSE_NOT_AGREED'],
    ['no authorisation', {}, { requiresHolderAuthorisation: true }, 'HOLDER_AUTHORISATION_REQUIRED'],
    ['no field in common', { fields: ['holderCode'] }, {}, 'FIELD_NOT_AGREED'],
    ['all attributes where one is agreed', { fields: ['attributes.*'] }, {}, 'FIELD_NOT_AGREED'],
    ['the document where fields are agreed', { fields: ['document'] }, {}, 'FIELD_NOT_AGREED'],
    [
      'the verdict on the document where the document and all attributes are agreed',
      { fields: ['documentVerdict'] },
      { fields: ['document', 'attributes.*'] },
      'FIELD_NOT_AGREED',
    ],
  ])('%s', (_, asked, agreed, code, at = AT) => {
    const decision = decide(request(asked), [agreement(agreed)], at);
    expect(decision).toMatchObject({
      outcome: 'denied',
      released: [],
      code,
      trail: [{ reason: code, released: 0 }],
    });
    expect(decision.rule).toBeUndefined();
    expect(decision.withheld.every(({ reason }) => reason === code)).toBe(true);
    expect(decision.needed?.en && decision.needed.zh).toBeTruthy();
  });

  it('without any agreement', () =>
    expect(decide(request(), [], AT)).toMatchObject({ outcome: 'denied', code: 'NO_AGREEMENT', trail: [] }));

  it('naming the rule that the nearest agreement fails', () => {
    const agreements = [
      agreement({ id: 'a', partner: '*' }),
      agreement({ id: 'b', purposes: ['basic:000205001000'] }),
      agreement({ id: 'c', operations: ['verify'] }),
    ];
    expect(decide(request(), agreements, AT)).toMatchObject({
      code: 'PURPOSE_NOT_AGREED',
      trail: [
        { reason: 'NO_AGREEMENT' },
        { reason: 'PURPOSE_NOT_AGREED' },
        { reason: 'OPERATION_NOT_AGREED' },
      ],
    });
  });
});

describe('decide grants', () => {
  it.each<[string, Partial<SharingRequest>, Partial<Agreement>, number?]>([
    ['what is agreed', {}, {}],
    ['at the first instant', {}, {}, Date.parse('2026-01-01T00:00:00+08:00')],
    ['at the last instant', {}, {}, Date.parse('2026-12-31T23:59:59.999+08:00')],
    ['the own region by role', { partner: 'role:window-clerk' }, { partner: 'role:window-clerk' }],
    ['the own region as a whole', { partner: 'role:integrator' }, { partner: '*' }],
    ['a variant of an agreed item', { purpose: `${ITEM}02` }, {}],
    ['items of one authority', {}, { purposes: ['11100000MB0143028R*'] }],
    ['an item that authorities share', {}, { purposes: ['basic:000101001000'] }],
    ['with the authorisation', { holderAuthorised: true }, { requiresHolderAuthorisation: true }],
    ['any attribute', { fields: ['attributes.KZ_FDDBR'] }, { fields: ['attributes.*'] }],
    ['a question that asks for no field', { fields: [] }, {}],
  ])('%s', (_, asked, agreed, at = AT) => {
    const decision = decide(request(asked), [agreement(agreed)], at);
    expect(decision).toMatchObject({ outcome: 'granted', rule: 'tj-licences', withheld: [] });
    expect(decision.released).toEqual(request(asked).fields);
    expect(decision.code).toBeUndefined();
  });

  it('less than was asked for, and says what is withheld', () => {
    const decision = decide(request({ fields: ['name', 'holderCode', 'name'] }), [agreement()], AT);
    expect(decision).toMatchObject({
      outcome: 'reduced',
      released: ['name'],
      withheld: [{ field: 'holderCode', reason: 'FIELD_NOT_AGREED' }],
      code: 'FIELD_NOT_AGREED',
      rule: 'tj-licences',
    });
  });

  it('by the agreement that releases most, without adding agreements up', () => {
    const agreements = [
      agreement({ id: 'z', fields: ['name'] }),
      agreement({ id: 'm', fields: ['holderName', 'issueDate'] }),
      agreement({ id: 'b', fields: ['issueDate', 'name'] }),
    ];
    const decision = decide(request({ fields: ['name', 'holderName', 'issueDate'] }), agreements, AT);
    expect(decision).toMatchObject({ outcome: 'reduced', rule: 'b', released: ['name', 'issueDate'] });
  });

  it('the same whatever the order of agreements, and never a field that its rule does not name', () => {
    const names = ['name', 'holderName', 'holderCode', 'issueDate', 'attributes.KZ_ZS', 'attributes.*'];
    const anyAgreement = fc.record({
      partner: fc.constantFrom('*', TIANJIN),
      operations: fc.subarray(['byIdentifier', 'byHolder'] as const, { minLength: 1 }),
      fields: fc.subarray(names, { minLength: 1 }),
      requiresHolderAuthorisation: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyAgreement, { maxLength: 6 }), fc.subarray(names), (parts, fields) => {
        const agreements = parts.map((part, i) => agreement({ ...part, id: `a${i}` }));
        const decision = decide(request({ fields }), agreements, AT);
        const { trail: _trail, ...reversed } = decide(request({ fields }), agreements.toReversed(), AT);
        expect(decision).toMatchObject(reversed);
        const rule = agreements.find(({ id }) => id === decision.rule);
        for (const field of decision.released)
          expect(rule!.fields.includes(field) || rule!.fields.includes('attributes.*')).toBe(true);
        expect([...decision.released, ...decision.withheld.map((w) => w.field)].toSorted()).toEqual(
          fields.toSorted(),
        );
      }),
    );
  });
});

describe('agreements in the configuration', () => {
  const good = agreement();

  it.each([
    [{ ...good, colour: 'red' }],
    [{ ...good, partner: 'http://127.0.0.1' }],
    [{ ...good, partner: 'role:*' }],
    [{ ...good, licenceTypes: [] }],
    [{ ...good, licenceTypes: ['*'] }],
    [{ ...good, operations: ['delete'] }],
    [{ ...good, purposes: ['*'] }],
    [{ ...good, purposes: ['110*'] }],
    [{ ...good, fields: ['*'] }],
    [{ ...good, fields: ['colour'] }],
    [{ ...good, legalBasis: '' }],
    [{ ...good, validFrom: '2026-02-30' }],
    [{ ...good, validUntil: '2025-12-31' }],
    [{ ...good, validUntil: undefined }],
  ])('%# is refused', (value) => expect(agreementSchema.safeParse(value).success).toBe(false));

  it('must have distinct ids', () => {
    expect(agreementsSchema.safeParse([good, { ...good, id: 'other' }]).success).toBe(true);
    expect(agreementsSchema.safeParse([good, good]).error?.issues[0]?.path).toEqual([1, 'id']);
  });
});
