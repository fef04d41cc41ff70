import fc from 'fast-check';
import {
  citizenNumber,
  citizenNumberCheckCharacter,
  composeLicenceIdentifier,
  division,
  divisionExists,
  findDivision,
  holderCodeProblem,
  holderType,
  isDate,
  itemCode,
  licenceIdentifier,
  licenceTypeCode,
  listDivisions,
  mod3736CheckCharacter,
  organisationCode,
  organisationCodeCheckCharacter,
  regionCodes,
  regionOf,
  regionOfIdentifier,
  uscc,
  usccAlphabet,
  usccCheckCharacter,
  type CodeDefinition,
} from './index.js';

const KNOWN_IDENTIFIER = '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9';
const definitions: Record<string, CodeDefinition<unknown>> = {
  citizenNumber,
  division,
  holderType,
  itemCode,
  licenceIdentifier,
  licenceTypeCode,
  organisationCode,
  uscc,
};

const chars = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
const DIGITS = '0123456789';
const ALNUM = DIGITS + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const anyCounty = fc.constantFrom(...listDivisions().map((d) => d.code));
const anyCitizenNumber = fc
  .tuple(
    anyCounty,
    fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
    chars(DIGITS, 3),
  )
  .map(([area, date, sequence]) => area + date.toISOString().slice(0, 10).replaceAll('-', '') + sequence)
  .map((body) => body + citizenNumberCheckCharacter(body));
const anyUscc = fc
  .tuple(fc.constantFrom('11', '12', '91', '92', '52', 'N2'), anyCounty, chars(usccAlphabet, 8))
  .map(([head, area, body]) => head + area + body + organisationCodeCheckCharacter(body))
  .map((body) => body + usccCheckCharacter(body));
const anyIdentifier = fc
  .tuple(anyUscc, chars(DIGITS, 3), anyUscc, fc.integer({ min: 9, max: 32 }), chars(DIGITS, 3))
  .chain(([authority, type, issuer, length, version]) =>
    chars(ALNUM, length).map((serial) => ({ typeCode: authority + type, issuer, serial, version })),
  );

const replaceAt = (text: string, at: number, char: string) => text.slice(0, at) + char + text.slice(at + 1);

describe('whatever is given', () => {
  it.each(Object.entries(definitions))('%s never throws from validate and explain', (_, definition) => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (text) => {
        const result = definition.validate(text);
        expect(result.rules).toEqual(definition.explain(text));
        expect(definition.is(text)).toBe(result.valid);
      }),
    );
  });

  it.each(Object.entries(definitions))('%s refuses a very long text at once', (_, definition) => {
    expect(definition.validate('1'.repeat(5_000_000)).valid).toBe(false);
  });

  it('never repeats a number in a refusal', () => {
    const number = '110105194912310021';
    try {
      citizenNumber.parse(number);
      throw new Error('not refused');
    } catch (error) {
      expect(error).toMatchObject({ name: 'Refusal', code: 'CITIZEN_NUMBER_CHECK_CHARACTER' });
      expect(JSON.stringify(error) + String(error)).not.toContain(number);
    }
  });
});

describe('each rule has its own error code', () => {
  it.each([
    [citizenNumber, '11010519491231002', 'form', 'CITIZEN_NUMBER_MALFORMED'],
    [citizenNumber, '1101051949123100２X', 'form', 'CITIZEN_NUMBER_MALFORMED'],
    [citizenNumber, '11010519491231002Y', 'form', 'CITIZEN_NUMBER_MALFORMED'],
    [citizenNumber, ' 11010519491231002X', 'form', 'CITIZEN_NUMBER_MALFORMED'],
    [citizenNumber, 110105, 'form', 'CITIZEN_NUMBER_MALFORMED'],
    [citizenNumber, '990105194912310020', 'division', 'CITIZEN_NUMBER_DIVISION_UNKNOWN'],
    [citizenNumber, '110199194912310020', 'division', 'CITIZEN_NUMBER_DIVISION_UNKNOWN'],
    [citizenNumber, '110105194902300020', 'birth-date', 'CITIZEN_NUMBER_BIRTH_DATE'],
    [citizenNumber, '110105190002290020', 'birth-date', 'CITIZEN_NUMBER_BIRTH_DATE'],
    [citizenNumber, '110105000000000020', 'birth-date', 'CITIZEN_NUMBER_BIRTH_DATE'],
    [citizenNumber, '110105194912310021', 'check-character', 'CITIZEN_NUMBER_CHECK_CHARACTER'],
    [uscc, '11100000MB0143028', 'form', 'USCC_MALFORMED'],
    [uscc, '11100000MB0143028r', 'form', 'USCC_MALFORMED'],
    [uscc, '11100000MB0I43028R', 'form', 'USCC_MALFORMED'],
    [uscc, '11A00000MB0143028R', 'form', 'USCC_MALFORMED'],
    [uscc, '11990000MB0143028R', 'division', 'USCC_DIVISION_UNKNOWN'],
    [uscc, '11100000MB0143038R', 'organisation-code', 'USCC_ORGANISATION_CODE_CHECK'],
    [uscc, '11100000MB0143028T', 'check-character', 'USCC_CHECK_CHARACTER'],
    [organisationCode, 'MB014302', 'form', 'ORGANISATION_CODE_MALFORMED'],
    [organisationCode, 'MB0143029', 'check-character', 'ORGANISATION_CODE_CHECK_CHARACTER'],
    [licenceTypeCode, '11100000MB0143028R01', 'form', 'LICENCE_TYPE_CODE_MALFORMED'],
    [licenceTypeCode, '11100000MB0143028T001', 'authority', 'LICENCE_TYPE_CODE_AUTHORITY'],
    [itemCode, '11110000000021127', 'form', 'ITEM_CODE_MALFORMED'],
    [itemCode, '11100000MB0143028T20001010010001', 'form', 'ITEM_CODE_MALFORMED'],
    [itemCode, '11100000MB0143028T2000101001000', 'authority', 'ITEM_CODE_AUTHORITY'],
    [itemCode, '11100000MB0143028R9000101001000', 'level', 'ITEM_CODE_LEVEL'],
    [division, '1101', 'form', 'DIVISION_MALFORMED'],
    [division, '310000', 'known', 'DIVISION_UNKNOWN'],
    [holderType, '002', 'form', 'HOLDER_TYPE_UNKNOWN'],
    [licenceIdentifier, '', 'form', 'LICENCE_IDENTIFIER_MALFORMED'],
    [licenceIdentifier, KNOWN_IDENTIFIER.replace('3005.2', '3005.3'), 'form', 'LICENCE_IDENTIFIER_MALFORMED'],
    [
      licenceIdentifier,
      KNOWN_IDENTIFIER.replace('000000016', '00000016'),
      'form',
      'LICENCE_IDENTIFIER_MALFORMED',
    ],
    [
      licenceIdentifier,
      KNOWN_IDENTIFIER.replace('000000016', '0'.repeat(33)),
      'form',
      'LICENCE_IDENTIFIER_MALFORMED',
    ],
    [licenceIdentifier, `${KNOWN_IDENTIFIER}\n`, 'form', 'LICENCE_IDENTIFIER_MALFORMED'],
  ])('%#: %s', (definition, text, rule, code) => {
    expect(definition.validate(text)).toMatchObject({ valid: false, rule, code });
    expect(() => definition.parse(text)).toThrow(expect.objectContaining({ code }));
  });

  it('marks what depends on a broken form as not checked', () => {
    expect(uscc.explain('?').map((r) => [r.rule, r.outcome])).toEqual([
      ['form', 'failed'],
      ['division', 'not-checked'],
      ['organisation-code', 'not-checked'],
      ['check-character', 'not-checked'],
    ]);
  });
});

describe('citizen number (GB 11643)', () => {
  it('reads the example of the standard', () => {
    expect(citizenNumber.parse('11010519491231002X')).toEqual({
      number: '11010519491231002X',
      division: '110105',
      birthDate: '1949-12-31',
      sequence: '002',
      sex: 'female',
    });
  });

  it('takes x for X', () =>
    expect(citizenNumber.parse('11010519491231002x').number).toBe('11010519491231002X'));

  it('accepts a withdrawn division and leaves a county of another province unchecked', () => {
    const outcomeOf = (area: string) => {
      const body = `${area}19800101001`;
      return citizenNumber.explain(body + citizenNumberCheckCharacter(body)).map((r) => r.outcome);
    };
    expect(outcomeOf('110103')).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(outcomeOf('310101')).toEqual(['passed', 'not-checked', 'passed', 'passed']);
  });

  it('accepts every number made by its rules, and no number with one digit changed', () => {
    fc.assert(
      fc.property(anyCitizenNumber, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, shift) => {
        expect(citizenNumber.format(citizenNumber.parse(number))).toBe(number);
        const other = String((Number(number.charAt(at)) + shift) % 10);
        expect(citizenNumber.validate(replaceAt(number, at, other)).valid).toBe(false);
      }),
    );
  });
});

describe('unified social credit code (GB 32100, GB 11714)', () => {
  it.each(['11100000MB0143028R', '11100000000013127D', '11100000MB03271699'])('accepts %s', (code) => {
    expect(uscc.parse(code)).toMatchObject({ code, division: '100000', organisationCode: code.slice(8, 17) });
    expect(organisationCode.is(code.slice(8, 17))).toBe(true);
  });

  it('accepts every code made by its rules, and none with one character changed', () => {
    fc.assert(
      fc.property(anyUscc, fc.nat(17), fc.integer({ min: 1, max: 30 }), (code, at, shift) => {
        expect(uscc.format(uscc.parse(code))).toBe(code);
        const other = usccAlphabet.charAt((usccAlphabet.indexOf(code.charAt(at)) + shift) % 31);
        expect(uscc.validate(replaceAt(code, at, other)).valid).toBe(false);
      }),
    );
  });
});

describe('e-licence identifier (GB/T 36904)', () => {
  it('reads the known good example', () => {
    expect(licenceIdentifier.validate(KNOWN_IDENTIFIER, { strict: true })).toMatchObject({
      valid: true,
      findings: [],
      value: {
        typeCode: '11100000MB03271699022',
        issuer: '340100',
        serial: '000000016',
        version: '001',
        checkCharacter: '9',
        checkCharacterMatches: true,
      },
    });
  });

  it.each([
    '11100000000013338W011.11430000006122244L.20230000403.001.U',
    '11100000000013338W011.11430000006122244L.20230000403.002.S',
    '11100000000013338W087.11370800MB28559184.37080001202411010001.001.3',
    '11100000000013338W009.11330105002500287C.2025052201.002.0',
  ])('accepts what real systems have issued: %s', (text) =>
    expect(licenceIdentifier.is(`1.2.156.3005.2.${text}`, { strict: true })).toBe(true),
  );

  it('reports a wrong check character without refusing it, unless asked to be strict', () => {
    const wrong = KNOWN_IDENTIFIER.replace(/9$/, '8');
    expect(licenceIdentifier.parse(wrong)).toMatchObject({
      checkCharacter: '8',
      checkCharacterMatches: false,
    });
    const result = licenceIdentifier.validate(wrong);
    expect(result.valid).toBe(true);
    expect(result.findings.map((f) => f.code)).toEqual(['LICENCE_IDENTIFIER_CHECK_CHARACTER']);
    expect(() => licenceIdentifier.parse(wrong, { strict: true })).toThrow(
      expect.objectContaining({ code: 'LICENCE_IDENTIFIER_CHECK_CHARACTER' }),
    );
  });

  it('names the region by the issuer', () => {
    const from = (issuer: string) =>
      composeLicenceIdentifier({
        typeCode: '11100000MB03271699022',
        issuer,
        serial: '000000016',
        version: '001',
      });
    expect(regionOfIdentifier(KNOWN_IDENTIFIER)).toBeUndefined();
    expect(regionOfIdentifier(from('130629'))).toBe('130000');
    expect(regionOfIdentifier(from('11110000000021127X'))).toBe('110000');
    expect(regionOfIdentifier(from('11120000000021127X'))).toBe('120000');
    expect(regionOfIdentifier(from('11100000MB03271699'))).toBeUndefined();
    expect(regionOfIdentifier('no identifier')).toBeUndefined();
  });

  it('accepts what it composes, and finds every single wrong character', () => {
    fc.assert(
      fc.property(anyIdentifier, fc.nat(), fc.integer({ min: 1, max: 35 }), (parts, at, shift) => {
        const text = composeLicenceIdentifier(parts);
        expect(licenceIdentifier.format(licenceIdentifier.parse(text, { strict: true }))).toBe(text);
        const body = parts.typeCode + parts.issuer + parts.serial + parts.version;
        const i = at % body.length;
        const other = replaceAt(body, i, ALNUM.charAt((ALNUM.indexOf(body.charAt(i)) + shift) % 36));
        expect(mod3736CheckCharacter(other)).not.toBe(mod3736CheckCharacter(body));
      }),
    );
  });
});

describe('licence types seen in real systems', () => {
  it.each([
    '11100000MB0143028R001',
    '11100000000013127D001',
    '11100000MB03271699001',
    '11100000MB03271699022',
  ])('%s', (code) =>
    expect(licenceTypeCode.parse(code)).toMatchObject({ code, authority: code.slice(0, 18) }),
  );
});

describe('item code', () => {
  it('reads one of a real system', () =>
    expect(itemCode.parse('11370800MB285591843370117002011')).toMatchObject({
      authority: '11370800MB28559184',
      level: '3',
      basic: '370117002011',
      type: '01',
    }));

  it('reads authority, level, basic code, type and variant', () => {
    const code = '11100000MB0143028R200010100100001';
    expect(itemCode.parse(code)).toEqual({
      code,
      authority: '11100000MB0143028R',
      level: '2',
      basic: '000101001000',
      type: '01',
      variant: '01',
    });
    expect(itemCode.format(itemCode.parse(code.slice(0, 31)))).toBe(code.slice(0, 31));
  });
});

describe('divisions (GB/T 2260)', () => {
  it('knows the regions with all their districts and counties', () => {
    const counties = (region: (typeof regionCodes)[number]) =>
      listDivisions(region).filter((d) => d.level === 'county').length;
    expect(regionCodes.map(counties)).toEqual([16, 16, 167]);
    expect(listDivisions('130000').filter((d) => d.level === 'prefecture')).toHaveLength(11);
  });

  it.each([
    ['110000', '北京市', undefined],
    ['120000', '天津市', undefined],
    ['130000', '河北省', undefined],
    ['110112', '通州区', '110000'],
    ['130629', '容城县', '130600'],
    ['130632', '安新县', '130600'],
    ['130638', '雄县', '130600'],
  ])('%s is %s', (code, name, parent) => expect(findDivision(code)).toMatchObject({ name, parent }));

  it('hangs every division under one that exists', () => {
    for (const { code, parent, withdrawn } of listDivisions().concat(findDivision('110103')!)) {
      expect(regionOf(code)).toBe(findDivision(code)!.region);
      if (parent) expect(findDivision(parent)).toBeDefined();
      if (withdrawn) expect(findDivision(withdrawn.successor)).toBeDefined();
    }
  });

  it('says no only where it can', () => {
    expect([divisionExists('110199'), divisionExists('990000')]).toEqual([false, false]);
    expect([divisionExists('310101'), divisionExists('130121'), divisionExists('110103')]).toEqual([
      undefined,
      true,
      true,
    ]);
    expect([regionOf('310101'), regionOf('11'), regionOf('')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('holders and dates', () => {
  it.each(['001', '111', '414', '516', '511', '099', '999'] as const)('knows holder type %s', (code) =>
    expect(holderType.parse(code).code).toBe(code),
  );

  it('checks a holder code by its type', () => {
    expect(holderCodeProblem('001', '11100000MB0143028R')).toBeUndefined();
    expect(holderCodeProblem('001', '11010519491231002X')).toBe('USCC_DIVISION_UNKNOWN');
    expect(holderCodeProblem('111', '110105194912310021')).toBe('CITIZEN_NUMBER_CHECK_CHARACTER');
    expect(holderCodeProblem('414', 'E00000001')).toBeUndefined();
    expect(holderCodeProblem('414', 'E\u0000')).toBe('HOLDER_CODE_MALFORMED');
  });

  it('knows which dates exist', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(13), fc.nat(32), (y, m, d) => {
        const text = `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
        const date = new Date(`${text}T00:00:00Z`);
        const exists = y > 0 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(isDate(text)).toBe(exists);
      }),
    );
  });
});
