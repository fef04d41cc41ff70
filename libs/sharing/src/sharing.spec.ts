import {
  agreementSchema,
  agreementsSchema,
  decide,
  policyOf,
  type Agreement,
  type SharingRequest,
} from './index.js';
import { openList } from '../../../test/support/open-list.js';

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

const policy = (...agreements: Agreement[]) =>
  policyOf({ agreements, responsibilityList: openList(agreements) });

const request = (changes: Partial<SharingRequest> = {}): SharingRequest => ({
  partner: TIANJIN,
  operation: 'byIdentifier',
  licenceType: TYPE,
  purpose: ITEM,
  fields: ['name', 'holderName'],
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
    const decision = decide(request(asked), policy(agreement(agreed)), at);
    expect(decision).toMatchObject({ outcome: 'denied', released: [], code, rules: [] });
    expect(decision.withheld.every(({ reason }) => reason === code)).toBe(true);
    expect(decision.needed?.en && decision.needed.zh).toBeTruthy();
  });

  it('without any agreement', () =>
    expect(decide(request(), policy(), AT)).toMatchObject({ outcome: 'denied', code: 'NO_AGREEMENT' }));

  it('naming the rule that the nearest agreement fails', () => {
    const agreements = [
      agreement({ id: 'a', partner: '*' }),
      agreement({ id: 'b', purposes: ['basic:000205001000'] }),
      agreement({ id: 'c', operations: ['verify'] }),
    ];
    expect(decide(request(), policy(...agreements), AT).code).toBe('OPERATION_NOT_AGREED');
    expect(decide(request(), policy(...agreements.slice(0, 2)), AT).code).toBe('PURPOSE_NOT_AGREED');
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
    [
      'with the authorisation',
      { holderAuthorisation: { fields: ['name', 'holderName', 'status'] } },
      { requiresHolderAuthorisation: true },
    ],
    ['any attribute', { fields: ['attributes.KZ_FDDBR'] }, { fields: ['attributes.*'] }],
    ['a question that asks for no field', { fields: [] }, {}],
  ])('%s', (_, asked, agreed, at = AT) => {
    const decision = decide(request(asked), policy(agreement(agreed)), at);
    expect(decision).toMatchObject({ outcome: 'granted', rules: ['tj-licences'], withheld: [] });
    expect(decision.released).toEqual(request(asked).fields);
    expect(decision.code).toBeUndefined();
  });

  it('less than was asked for, and says what is withheld', () => {
    const decision = decide(request({ fields: ['name', 'holderCode', 'name'] }), policy(agreement()), AT);
    expect(decision).toMatchObject({
      outcome: 'reduced',
      released: ['name'],
      withheld: [{ field: 'holderCode', reason: 'FIELD_NOT_AGREED' }],
      code: 'FIELD_NOT_AGREED',
      rules: ['tj-licences'],
    });
  });

  it('by as few agreements as do, and they add up', () => {
    const agreements = [
      agreement({ id: 'z', fields: ['name'] }),
      agreement({ id: 'm', fields: ['holderName', 'issueDate'] }),
      agreement({ id: 'b', fields: ['issueDate', 'name'] }),
    ];
    const asked = (...fields: string[]) => decide(request({ fields }), policy(...agreements), AT);
    expect(asked('name', 'issueDate')).toMatchObject({ outcome: 'granted', rules: ['b'] });
    expect(asked('name', 'holderName', 'issueDate')).toMatchObject({ outcome: 'granted', rules: ['b', 'm'] });
  });

  it('with an authorisation no more than both name, and says what the holder could open', () => {
    const agreements = [
      agreement({ id: 'plain', fields: ['name'] }),
      agreement({
        id: 'consent',
        fields: ['name', 'holderName', 'issueDate'],
        requiresHolderAuthorisation: true,
      }),
    ];
    const fields = ['name', 'holderName', 'issueDate', 'status'];
    expect(decide(request({ fields }), policy(...agreements), AT)).toMatchObject({
      outcome: 'reduced',
      released: ['name'],
      rules: ['plain'],
      byAuthorisation: false,
      code: 'HOLDER_AUTHORISATION_REQUIRED',
      withheld: [
        { field: 'holderName', reason: 'HOLDER_AUTHORISATION_REQUIRED' },
        { field: 'issueDate', reason: 'HOLDER_AUTHORISATION_REQUIRED' },
        { field: 'status', reason: 'FIELD_NOT_AGREED' },
      ],
    });
    const holderAuthorisation = { fields: ['holderName', 'status'] };
    expect(decide(request({ fields, holderAuthorisation }), policy(...agreements), AT)).toMatchObject({
      released: ['name', 'holderName'],
      rules: ['plain', 'consent'],
      byAuthorisation: true,
    });
    expect(
      decide(request({ fields: ['name'], holderAuthorisation }), policy(...agreements), AT),
    ).toMatchObject({ rules: ['plain'], byAuthorisation: false });
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
