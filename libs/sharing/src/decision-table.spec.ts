import { readFileSync, writeFileSync } from 'node:fs';
import {
  decide,
  policyContentSchema,
  policyOf,
  type SharingOperation,
  type SharingRequest,
} from './index.js';

/**
 * decision-table.csv beside the README: one line a question, with what is released and why the rest is not. It is made by
 * UPDATE_DECISION_TABLE=1 and read by people: a line that changes is a rule that changed.
 */
const FILE = new URL('../decision-table.csv', import.meta.url);

const BUSINESS = '11100000MB0143028R001';
const IDENTITY = '11100000000013127D001';
const FOOD = '11120000TB9000024Y2000131026000';
const NEWBORN = '11120000TB9000024Y2000720001000';
const CLERKS = '11120000TB9000024Y';

const policy = policyOf(
  policyContentSchema.parse({
    responsibilityList: [
      {
        id: 'market',
        name: { zh: '市场主体', en: 'Firms' },
        licenceTypes: [BUSINESS],
        provider: { code: '11110000TB90000160', name: '样例' },
        items: [
          {
            fields: ['name', 'number', 'status', 'holderName', 'attributes.*', 'document'],
            classification: 'general',
            sensitivity: 'public',
          },
        ],
        format: ['JSON', 'OFD'],
        updateFrequency: 'realtime',
        attribute: 'unconditional',
        ways: ['query', 'verify', 'file'],
      },
      {
        id: 'identity',
        name: { zh: '居民身份证', en: 'Identity cards' },
        licenceTypes: [IDENTITY],
        provider: { code: '11110000TB90000160', name: '样例' },
        items: [
          {
            fields: ['name', 'number', 'status', 'holderName'],
            classification: 'important',
            sensitivity: 'personal',
          },
          {
            fields: ['attributes.KZ_MZ'],
            classification: 'important',
            sensitivity: 'sensitive',
            attribute: 'not-shared',
            legalBasis: '个人信息保护法第二十八条',
          },
        ],
        format: ['JSON'],
        updateFrequency: 'daily',
        attribute: 'conditional',
        ways: ['query', 'verify'],
      },
    ],
    agreements: [
      {
        id: 'tj-food',
        partner: 'https://tianjin.example',
        licenceTypes: [BUSINESS],
        operations: ['byIdentifier', 'verify', 'document'],
        purposes: ['basic:000131026000'],
        fields: ['name', 'number', 'status', 'attributes.*', 'document'],
        legalBasis: '政务数据共享条例',
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
      },
      {
        id: 'tj-food-holder',
        partner: 'https://tianjin.example',
        licenceTypes: [BUSINESS, IDENTITY],
        operations: ['byIdentifier'],
        purposes: ['basic:000131026000'],
        fields: ['holderName', 'status', 'attributes.KZ_MZ'],
        legalBasis: '个人信息保护法第二十九条',
        requiresHolderAuthorisation: true,
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
      },
      {
        id: 'he-food',
        partner: 'https://hebei.example',
        licenceTypes: [BUSINESS],
        operations: ['byIdentifier', 'verify'],
        purposes: [FOOD],
        fields: ['name', 'status'],
        organisations: [CLERKS],
        roles: ['window'],
        legalBasis: '政务数据共享条例',
        validFrom: '2026-03-01',
        validUntil: '2026-12-31',
      },
      {
        id: 'own-newborn',
        partner: '*',
        licenceTypes: [IDENTITY],
        operations: ['byIdentifier', 'verify', 'document'],
        purposes: ['11120000TB9000024Y2*'],
        fields: ['name', 'number', 'holderName', 'attributes.KZ_MZ', 'document'],
        legalBasis: '居民身份证法',
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
      },
    ],
  }),
);

const PARTNERS = {
  Tianjin: 'https://tianjin.example',
  Hebei: 'https://hebei.example',
  'own region': 'role:windowClerk',
};
const ROLES = ['window', 'other'];
const MATTERS = { food: FOOD, newborn: NEWBORN };
const QUESTIONS: Record<string, { operation: SharingOperation; licenceType: string; fields: string[] }> = {
  'business licence by number': { operation: 'byNumber', licenceType: BUSINESS, fields: ['name'] },
  'business licence': {
    operation: 'byIdentifier',
    licenceType: BUSINESS,
    fields: ['name', 'status', 'holderName'],
  },
  'business licence, scope': {
    operation: 'byIdentifier',
    licenceType: BUSINESS,
    fields: ['attributes.KZ_JYFW', 'name'],
  },
  'business licence, verify': {
    operation: 'verify',
    licenceType: BUSINESS,
    fields: ['number', 'holderName'],
  },
  'business licence, file': { operation: 'document', licenceType: BUSINESS, fields: ['document'] },
  'identity card': {
    operation: 'byIdentifier',
    licenceType: IDENTITY,
    fields: ['holderName', 'attributes.KZ_MZ'],
  },
  'identity card, file': { operation: 'document', licenceType: IDENTITY, fields: ['document'] },
};
const AUTHORISATIONS: Record<string, string[] | undefined> = {
  none: undefined,
  'holder name': ['holderName'],
};
const DAYS = ['2025-12-31', '2026-02-01', '2026-06-01', '2027-01-01'];

const HEADING = 'asks,role,matter,question,authorisation,day,outcome,released,withheld,by';

function* rows(): Generator<{ row: string; request: SharingRequest; at: number }> {
  for (const [asks, partner] of Object.entries(PARTNERS))
    for (const role of asks === 'Hebei' ? ROLES : ROLES.slice(0, 1))
      for (const [matter, purpose] of Object.entries(MATTERS))
        for (const [question, parts] of Object.entries(QUESTIONS))
          for (const [authorisation, agreed] of Object.entries(AUTHORISATIONS))
            for (const day of DAYS) {
              const request = {
                partner,
                purpose,
                role,
                organisation: CLERKS,
                ...parts,
                ...(agreed ? { holderAuthorisation: { fields: agreed } } : {}),
              };
              const row = [asks, role, matter, `"${question}"`, authorisation, day].join();
              yield { row, request, at: Date.parse(`${day}T12:00:00+08:00`) };
            }
}

function decided(request: SharingRequest, at: number): string {
  const { outcome, released, withheld, rules } = decide(request, policy, at);
  const why = withheld.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
  return [outcome, released.join(' '), why, rules.join(' ')].join();
}

const table = (): string =>
  [HEADING, ...[...rows()].map(({ row, request, at }) => `${row},${decided(request, at)}`), ''].join('\n');

if (process.env['UPDATE_DECISION_TABLE']) writeFileSync(FILE, table());

describe('the decision table', () => {
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n').slice(1);

  it('has a line for each question', () => {
    expect(lines.length).toBeGreaterThanOrEqual(200);
    expect(lines).toHaveLength([...rows()].length);
  });

  it.each([...rows()].map(({ row, request, at }, place) => ({ row, request, at, place })))(
    '$row',
    ({ row, request, at, place }) => expect(`${row},${decided(request, at)}`).toBe(lines[place]),
  );

  // What the table must say whoever made it; each line was written by hand.
  it.each([
    'Tianjin,window,food,"business licence",none,2026-06-01,reduced,name status,holderName: HOLDER_AUTHORISATION_REQUIRED,tj-food',
    'Tianjin,window,food,"business licence",holder name,2026-06-01,granted,name status holderName,,tj-food tj-food-holder',
    'Tianjin,window,newborn,"business licence",none,2026-06-01,denied,,name: PURPOSE_NOT_AGREED; status: PURPOSE_NOT_AGREED; holderName: PURPOSE_NOT_AGREED,',
    'Tianjin,window,food,"business licence",none,2027-01-01,denied,,name: AGREEMENT_NOT_IN_FORCE; status: AGREEMENT_NOT_IN_FORCE; holderName: AGREEMENT_NOT_IN_FORCE,',
    'Tianjin,window,food,"business licence by number",none,2026-06-01,denied,,name: OPERATION_NOT_AGREED,',
    'Tianjin,window,food,"identity card",holder name,2026-06-01,reduced,holderName,attributes.KZ_MZ: FIELD_NOT_SHARED,tj-food-holder',
    'Hebei,window,food,"business licence",none,2026-06-01,reduced,name status,holderName: FIELD_NOT_AGREED,he-food',
    'Hebei,other,food,"business licence",none,2026-06-01,denied,,name: ROLE_NOT_AGREED; status: ROLE_NOT_AGREED; holderName: ROLE_NOT_AGREED,',
    'Hebei,window,food,"business licence",none,2026-02-01,denied,,name: AGREEMENT_NOT_IN_FORCE; status: AGREEMENT_NOT_IN_FORCE; holderName: AGREEMENT_NOT_IN_FORCE,',
    'Hebei,window,food,"identity card",none,2026-06-01,denied,,holderName: LICENCE_TYPE_NOT_AGREED; attributes.KZ_MZ: LICENCE_TYPE_NOT_AGREED,',
    'own region,window,newborn,"identity card",none,2026-06-01,reduced,holderName,attributes.KZ_MZ: FIELD_NOT_SHARED,own-newborn',
    'own region,window,newborn,"identity card, file",none,2026-06-01,denied,,document: FIELD_NOT_SHARED,',
  ])('says %s', (line) => expect(lines).toContain(line));
});
