import { defineCode } from './definition.js';
import { regionOf, type RegionCode } from './divisions.js';
import { licenceTypeCode } from './licence-type-code.js';
import { uscc } from './uscc.js';

/** 电子证照标识 [ZZBS], the worldwide name of one version of one e-licence. */
export interface LicenceIdentifier {
  /** The dotted text. */
  identifier: string;
  /** 21 characters, see {@link licenceTypeCode}. */
  typeCode: string;
  /** Usually a unified social credit code; division codes occur. */
  issuer: string;
  /** 9 to 32 characters. */
  serial: string;
  /** Three digits, `001` for the first version. */
  version: string;
  /** As written, which is not always as computed: see `checkCharacterMatches`. */
  checkCharacter: string;
  checkCharacterMatches: boolean;
}

export const licenceIdentifierPrefix = '1.2.156.3005.2';
const CLAUSE = 'GB/T 36904-2018';
const FORM =
  /^1\.2\.156\.3005\.2\.([0-9A-Z]{18}\d{3})\.([0-9A-Z]{6,18})\.([0-9A-Z]{9,32})\.(\d{3})\.([0-9A-Z])$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * ISO 7064 MOD 37,36 over digits and upper-case letters: the check character for `body`.
 * For a licence identifier `body` is type, issuer, serial and version, written together without dots.
 */
export function mod3736CheckCharacter(body: string): string {
  let product = 36;
  for (let i = 0; i < body.length; i++) {
    const c = body.charCodeAt(i);
    const sum = (product + (c < 65 ? c - 48 : c - 55)) % 36;
    product = ((sum === 0 ? 36 : sum) * 2) % 37;
  }
  return ALPHABET.charAt((37 - product) % 36);
}

/** Writes an identifier with the check character that the standard asks for. The parts are taken as they are. */
export function composeLicenceIdentifier(parts: {
  typeCode: string;
  issuer: string;
  serial: string;
  version: string;
}): string {
  const { typeCode, issuer, serial, version } = parts;
  const check = mod3736CheckCharacter(typeCode + issuer + serial + version);
  return `${licenceIdentifierPrefix}.${typeCode}.${issuer}.${serial}.${version}.${check}`;
}

function build(text: string): LicenceIdentifier {
  const [, typeCode = '', issuer = '', serial = '', version = '', checkCharacter = ''] =
    FORM.exec(text) ?? [];
  const expected = mod3736CheckCharacter(typeCode + issuer + serial + version);
  return {
    identifier: text,
    typeCode,
    issuer,
    serial,
    version,
    checkCharacter,
    checkCharacterMatches: expected === checkCharacter,
  };
}

/**
 * Real issuers are known to compute the check character wrongly, and their licences must still be found.
 * So a wrong one is a finding of `validate`, and refused by `parse` only with `{ strict: true }`.
 */
export const licenceIdentifier = defineCode<LicenceIdentifier>({
  maxLength: 97,
  form: {
    name: 'form',
    clause: CLAUSE,
    code: 'LICENCE_IDENTIFIER_MALFORMED',
    en: '1.2.156.3005.2, type, issuer, serial, version and check character, joined by dots',
    zh: '1.2.156.3005.2、证照类型、颁发机构、流水号、版本号、校验位，以点分隔',
    holds: (text) => FORM.test(text),
  },
  rules: [
    {
      name: 'type',
      clause: `${CLAUSE}; GB 32100-2015`,
      code: 'LICENCE_IDENTIFIER_TYPE',
      severity: 'report',
      en: 'the type begins with a valid unified social credit code',
      zh: '证照类型以有效的统一社会信用代码开头',
      holds: (text) => licenceTypeCode.is(build(text).typeCode),
    },
    {
      name: 'issuer',
      clause: `${CLAUSE}; GB 32100-2015`,
      code: 'LICENCE_IDENTIFIER_ISSUER',
      severity: 'report',
      en: 'an issuer of 18 characters is a valid unified social credit code',
      zh: '18 位颁发机构代码为有效的统一社会信用代码',
      holds: (text) => {
        const { issuer } = build(text);
        return issuer.length === 18 ? uscc.is(issuer) : undefined;
      },
    },
    {
      name: 'check-character',
      clause: `${CLAUSE}; ISO/IEC 7064 MOD 37,36`,
      code: 'LICENCE_IDENTIFIER_CHECK_CHARACTER',
      severity: 'report',
      en: 'the last character follows from type, issuer, serial and version',
      zh: '末位校验码与证照类型、颁发机构、流水号、版本号相符',
      holds: (text) => build(text).checkCharacterMatches,
    },
  ],
  build,
  format: (value) => value.identifier,
});

/**
 * Where a licence was issued, read from its identifier alone: the division inside the issuer's unified social
 * credit code, or the issuer itself where that is a division code. Undefined outside the three regions (a national
 * authority, another province) and for a malformed identifier; the caller must then be told the region.
 */
export function regionOfIdentifier(identifier: string): RegionCode | undefined {
  const issuer = identifier.length <= 97 ? FORM.exec(identifier)?.[2] : undefined;
  if (issuer === undefined) return undefined;
  if (issuer.length === 18) return regionOf(issuer.slice(2, 8));
  return issuer.length === 6 ? regionOf(issuer) : undefined;
}
