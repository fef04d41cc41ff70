import fc from 'fast-check';
import { regionOf, regionOfIdentifier, type RegionCode } from '#libs/codes';
import {
  canFollow,
  changeStatus,
  csvColumns,
  excludedDocuments,
  fieldsOf,
  findField,
  licenceFields,
  licenceFromRow,
  licenceStatuses,
  parseLicence,
  rowFromLicence,
  sampleLicence,
  sampleLicences,
  standardCatalogue as catalogue,
  validateLicence,
  valueOf,
  verifyClaims,
  wellKnownPersonSample,
  wellKnownSample,
  type Licence,
} from './index.js';

const beijing = wellKnownSample('110000');
const regions: RegionCode[] = ['110000', '120000', '130000'];
const codesOf = (record: unknown) => validateLicence(record, catalogue).map((p) => `${p.field} ${p.code}`);

describe('validateLicence', () => {
  it('finds nothing wrong with the well-known samples', () => {
    for (const region of regions)
      expect([...codesOf(wellKnownSample(region)), ...codesOf(wellKnownPersonSample(region))]).toEqual([]);
  });

  it.each([
    [null, ' LICENCE_NOT_A_RECORD'],
    [[beijing], ' LICENCE_NOT_A_RECORD'],
    [{ ...beijing, attributes: 'x' }, 'attributes LICENCE_NOT_A_RECORD'],
    [{ ...beijing, name: '' }, 'name LICENCE_FIELD_REQUIRED'],
    [{ ...beijing, name: 7 }, 'name LICENCE_FIELD_TYPE'],
    [{ ...beijing, name: 'x'.repeat(4001) }, 'name LICENCE_FIELD_TOO_LONG'],
    [{ ...beijing, name: 'a\u0000b' }, 'name LICENCE_FIELD_CHARACTERS'],
    [{ ...beijing, name: 'a\ud800b' }, 'name LICENCE_FIELD_CHARACTERS'],
    [{ ...beijing, issueDate: '2024-02-30' }, 'issueDate LICENCE_DATE_INVALID'],
    [{ ...beijing, issueDate: '2024-2-3' }, 'issueDate LICENCE_DATE_INVALID'],
    [{ ...beijing, sealedAt: '2024-02-03 10:00' }, 'sealedAt LICENCE_INSTANT_INVALID'],
    [{ ...beijing, validUntil: '1999-01-01' }, 'validUntil LICENCE_DATES_ORDER'],
    [{ ...beijing, status: '08' }, 'status LICENCE_STATUS_UNKNOWN'],
    [{ ...beijing, areaCode: '119999' }, 'areaCode DIVISION_UNKNOWN'],
    [{ ...beijing, typeCode: '11100000MB0143028R999' }, 'typeCode LICENCE_TYPE_UNKNOWN'],
    [{ ...beijing, typeCode: '11100000MB0143028T001' }, 'typeCode LICENCE_TYPE_CODE_AUTHORITY'],
    [{ ...beijing, identifier: '1.2.3' }, 'identifier LICENCE_IDENTIFIER_MALFORMED'],
    [{ ...beijing, holderType: '002' }, 'holderType HOLDER_TYPE_UNKNOWN'],
    [{ ...beijing, holderType: '414' }, 'holderType LICENCE_HOLDER_TYPE_NOT_ALLOWED'],
    [{ ...beijing, colour: 'red' }, 'colour LICENCE_FIELD_UNKNOWN'],
    [JSON.parse('{"__proto__":{"name":"x"}}'), '__proto__ LICENCE_FIELD_UNKNOWN'],
    [
      { ...beijing, attributes: { ...beijing.attributes, KZ_X: '1' } },
      'attributes.KZ_X LICENCE_FIELD_UNKNOWN',
    ],
    [
      { ...beijing, attributes: { ...beijing.attributes, KZ_ZCZB: '1e9' } },
      'attributes.KZ_ZCZB LICENCE_NUMBER_INVALID',
    ],
    [{ ...beijing, attributes: {} }, 'attributes.KZ_ZTLX LICENCE_FIELD_REQUIRED'],
  ])('%#: refuses with %s', (record, expected) => {
    const problems = validateLicence(record, catalogue);
    expect(problems.map((p) => `${p.field} ${p.code}`)).toContain(expected);
    expect(() => parseLicence(record, catalogue)).toThrow(
      expect.objectContaining({ code: 'LICENCE_INVALID' }),
    );
  });

  it('reports what real issuers get wrong and stores it all the same', () => {
    const last = beijing.identifier.slice(-1);
    const wrong = { ...beijing, identifier: beijing.identifier.slice(0, -1) + (last === '1' ? '2' : '1') };
    const { licence, findings } = parseLicence({ ...wrong, issuerCode: '110000' }, catalogue);
    expect(licence.identifier).toBe(wrong.identifier);
    expect(findings.map((f) => [f.severity, f.code])).toEqual([
      ['report', 'LICENCE_IDENTIFIER_CHECK_CHARACTER'],
      ['report', 'LICENCE_IDENTIFIER_ISSUER_MISMATCH'],
    ]);
  });

  it('refuses an identifier of another type', () => {
    const other = sampleLicence('110000', 1, 1);
    expect(codesOf({ ...beijing, identifier: other.identifier })).toContain(
      'identifier LICENCE_IDENTIFIER_TYPE_MISMATCH',
    );
  });

  it('survives anything and names no value', () => {
    fc.assert(fc.property(fc.anything(), (record) => expect(codesOf(record).length).toBeGreaterThan(0)));
    const secret = '110105194912310021';
    const problems = validateLicence({ ...wellKnownPersonSample('110000'), holderCode: secret }, catalogue);
    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain(secret);
  });
});

describe('rows', () => {
  it('turns every licence into a flat row and back', () => {
    for (const licence of sampleLicences({ region: '130000', seed: 5, count: 400 })) {
      const row = rowFromLicence(licence);
      expect(Object.keys(row).every((column) => csvColumns.includes(column))).toBe(true);
      const full = Object.fromEntries(csvColumns.map((column) => [column, row[column] ?? '']));
      expect(parseLicence(licenceFromRow(full), catalogue).licence).toEqual(licence);
      expect(parseLicence(licenceFromRow({ ...licence }), catalogue).licence).toEqual(licence);
    }
  });

  it('takes the short codes of the standards as headings', () => {
    const short = new Map<string, string>(licenceFields.map((f) => [f.name, f.shortCode]));
    const row = Object.fromEntries(
      Object.entries(rowFromLicence(beijing)).map(([k, v]) => [short.get(k) ?? k, v]),
    );
    expect(row).toHaveProperty('ZZBS');
    expect(parseLicence(licenceFromRow(row), catalogue).licence).toEqual(beijing);
  });

  it('leaves foreign columns for validation to name, whatever they are called', () => {
    const row = JSON.parse(
      JSON.stringify(rowFromLicence(beijing)).replace('{', '{"__proto__":"x","constructor":"y",'),
    );
    expect(codesOf(licenceFromRow(row))).toEqual([
      '__proto__ LICENCE_FIELD_UNKNOWN',
      'constructor LICENCE_FIELD_UNKNOWN',
    ]);
    expect(codesOf(licenceFromRow({ ...beijing, attributes: [1] }))).toEqual([
      'attributes LICENCE_NOT_A_RECORD',
    ]);
  });
});

describe('verifyClaims (核验)', () => {
  const claim = (claims: Record<string, string>, licence: Licence = beijing) =>
    verifyClaims(licence, claims, catalogue).fields.map((f) => f.matches);

  it.each([
    [{}, 'VERIFY_CLAIMS_EMPTY'],
    [{ colour: 'red' }, 'VERIFY_FIELD_UNKNOWN'],
    [{ 'attributes.KZ_MZ': '汉' }, 'VERIFY_FIELD_UNKNOWN'],
    [{ constructor: 'x' }, 'VERIFY_FIELD_UNKNOWN'],
    [{ attributes: 'x' }, 'VERIFY_FIELD_UNKNOWN'],
  ])('%# is refused', (claims, code) =>
    expect(() => claim(claims)).toThrow(expect.objectContaining({ code })),
  );

  it('says yes or no per field and releases nothing', () => {
    const result = verifyClaims(
      beijing,
      { holderCode: beijing.holderCode, holderName: '另一公司', 'attributes.KZ_ZCZB': '1' },
      catalogue,
    );
    expect(result).toEqual({
      matches: false,
      fields: [
        { field: 'holderCode', matches: true },
        { field: 'holderName', matches: false },
        { field: 'attributes.KZ_ZCZB', matches: false },
      ],
    });
  });

  it.each([
    [{ issuerName: beijing.issuerName.replace('（', ' (').replace('）', ') ') }, true],
    [{ holderCode: beijing.holderCode.toLowerCase() }, true],
    [{ holderCode: `${beijing.holderCode}0` }, false],
    [{ issueDate: beijing.issueDate.replaceAll('-', '') }, true],
    [{ issueDate: beijing.issueDate.replace(/(\d+)-0?(\d+)-0?(\d+)/, '$1年$2月$3日') }, true],
    [{ issueDate: '' }, false],
    [{ validUntil: '长期' }, true],
    [{ validUntil: '9999-12-31' }, true],
    [{ validUntil: '2030-01-01' }, false],
    [{ sealedAt: beijing.sealedAt!.replace('T02:00:00Z', 'T10:00:00+08:00') }, true],
    [{ sealedAt: beijing.sealedAt!.replace('T02:00:00Z', 'T02:00:00') }, false],
    [{ 'attributes.KZ_ZCZB': `${beijing.attributes.KZ_ZCZB}.00` }, true],
    [{ 'attributes.KZ_ZCZB': `０${beijing.attributes.KZ_ZCZB}` }, true],
    [{ 'attributes.KZ_ZCZB': `-${beijing.attributes.KZ_ZCZB}` }, false],
  ])('%# compares after normalising: %j', (claims, expected) =>
    expect(claim(claims as Record<string, string>)).toEqual([expected]),
  );

  it('confirms every value that a licence holds', () => {
    for (const licence of sampleLicences({ region: '110000', seed: 9, count: 200 })) {
      const names = fieldsOf(catalogue.find(licence.typeCode)!).map((f) => f.name);
      const claims = Object.fromEntries(names.map((name) => [name, valueOf(licence, name) ?? '']));
      expect(verifyClaims(licence, claims, catalogue).matches).toBe(true);
    }
  });
});

describe('status', () => {
  it.each([
    ['01', '02', true],
    ['02', '01', true],
    ['07', '04', true],
    ['04', '01', false],
    ['05', '01', false],
    ['03', '01', false],
    ['01', '01', false],
  ] as const)('%s -> %s: %s', (from, to, allowed) => {
    expect(canFollow(from, to)).toBe(allowed);
    const change = () =>
      changeStatus({ ...beijing, status: from }, to, { at: '2026-01-01T00:00:00Z', by: 'x', reason: 'y' });
    if (allowed) expect(change()).toMatchObject({ licence: { status: to }, change: { from, to } });
    else expect(change).toThrow(expect.objectContaining({ code: 'LICENCE_STATUS_TRANSITION' }));
  });

  it('leads every status to cancellation, and nowhere from there', () => {
    for (const { code, next } of licenceStatuses) expect(next.includes('04')).toBe(code !== '04');
  });
});

describe('catalogue', () => {
  it('holds the types that the items need, each with a valid code and distinct fields', () => {
    expect(catalogue.types.length).toBeGreaterThanOrEqual(18);
    expect(new Set(catalogue.types.map((t) => t.code)).size).toBe(catalogue.types.length);
    for (const type of catalogue.types) {
      expect(new Set(type.fields.map((f) => f.name)).size).toBe(type.fields.length);
      expect(type.fields.every((f) => f.zh && f.en && /^KZ_[A-Z0-9]+$/.test(f.shortCode))).toBe(true);
      expect(findField(type, type.fields[0]!.name)).toBe(type.fields[0]);
    }
  });

  it('knows the types of real systems as not assumed, and leaves out what the law excludes', () => {
    expect(catalogue.types.filter((t) => !t.assumed).map((t) => t.code)).toEqual([
      '11100000MB0143028R001',
      '11100000MB03271699001',
      '11100000MB03271699022',
      '11100000000013127D001',
    ]);
    expect(catalogue.types.some((t) => /婚|收养|继承/.test(t.zh))).toBe(false);
    expect(excludedDocuments).toHaveLength(3);
  });
});

describe('samples', () => {
  it('are the same for the same seed, whatever the count, and reachable by index', () => {
    const some = [...sampleLicences({ region: '120000', seed: 3, count: 50 })];
    expect([...sampleLicences({ region: '120000', seed: 3, count: 20 })]).toEqual(some.slice(0, 20));
    expect(some.map((_, i) => sampleLicence('120000', 3, i))).toEqual(some);
    expect(sampleLicence('120000', 4, 30)).not.toEqual(some[30]);
  });

  it.each(regions)('of %s are valid, distinct, marked, of the region and of every type', (region) => {
    const ids = new Set<string>();
    const types = new Set<string>();
    for (const licence of sampleLicences({ region, seed: 11, count: 3000 })) {
      expect(validateLicence(licence, catalogue)).toEqual([]);
      expect(licence.holderName).toMatch(/样例/);
      expect(Object.values(licence.attributes)).not.toContain('样例');
      expect([regionOf(licence.areaCode), regionOfIdentifier(licence.identifier)]).toEqual([region, region]);
      ids.add(licence.identifier).add(licence.typeCode + licence.number);
      types.add(licence.typeCode);
    }
    expect(ids.size).toBe(6000);
    expect(types.size).toBe(catalogue.types.length);
  });

  it('begin with a well-known firm and, four later, a well-known person', () => {
    const [first, , , , fifth] = sampleLicences({ region: '110000', seed: 99, count: 5 });
    expect(first).toEqual(beijing);
    expect(fifth).toEqual(wellKnownPersonSample('110000'));
    expect(beijing).toMatchObject({
      holderName: '北京澄森样例食品有限公司',
      identifier: '1.2.156.3005.2.11100000MB0143028R001.11110107TBQDY0W69E.000000001.001.O',
      status: '01',
    });
  });
});
