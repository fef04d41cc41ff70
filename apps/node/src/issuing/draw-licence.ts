import type { RegionCode } from '#libs/codes';
import { fieldsOf, valueOf, type Catalogue, type Licence } from '#libs/licences';
import { drawCertificate, readCertificate, type DrawnDocument } from '#libs/reports';
import type { Font } from '#libs/typesetting';

export interface LicenceFrame {
  region: RegionCode;
  /** Milliseconds since 1970. */
  now: number;
  verification: { code: string; url: string };
  sample: boolean;
}

/** Fields that stand elsewhere on the page, or mean nothing to a reader. */
const ELSEWHERE = new Set([
  'name',
  'typeCode',
  'number',
  'identifier',
  'holderType',
  'issuerName',
  'issuerCode',
  'areaCode',
  'status',
  'validFrom',
  'validUntil',
  'sealedBy',
  'sealedAt',
]);

/** A licence on paper, for the seal of whoever issues it. */
export function drawLicence(
  licence: Licence,
  catalogue: Catalogue,
  font: Font,
  frame: LicenceFrame,
): DrawnDocument {
  const type = catalogue.find(licence.typeCode);
  const facts = (type ? fieldsOf(type) : [])
    .filter(({ name }) => !ELSEWHERE.has(name))
    .map(({ name, zh, en, type: kind }) => {
      const value = valueOf(licence, name) ?? '';
      return { label: { zh, en }, value: kind === 'date' && /^\d{4}-/.test(value) ? dateText(value) : value };
    })
    .filter(({ value }) => value !== '');
  const until = licence.validUntil === undefined ? '长期' : dateText(licence.validUntil);
  const model = readCertificate({
    v: 1,
    title: { zh: licence.name, en: type?.en ?? licence.name },
    number: licence.number,
    identifier: licence.identifier,
    issuer: { code: licence.issuerCode, name: licence.issuerName, region: frame.region },
    issuedAt: frame.now,
    facts,
    validity: `${dateText(licence.validFrom)}至${until}`,
    ...(frame.sample ? { sample: true } : {}),
    verification: frame.verification,
  });
  return drawCertificate(model, { font });
}

function dateText(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${String(Number(month))}月${String(Number(day))}日`;
}
