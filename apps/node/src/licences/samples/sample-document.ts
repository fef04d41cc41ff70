import { fieldsOf, standardCatalogue, valueOf, type Licence } from '#libs/licences';
import { renderSamplePdf } from './pdf.js';

/** Fields that stand in the title or the footer, or mean nothing to a reader. */
const ELSEWHERE = new Set([
  'name',
  'typeCode',
  'holderType',
  'issuerCode',
  'areaCode',
  'status',
  'sealedBy',
  'sealedAt',
]);

/** A PDF that shows a sample licence (样例). It carries no seal and says on its face that it is none. */
export function sampleDocument(licence: Licence): Buffer {
  const type = standardCatalogue.find(licence.typeCode);
  const rows = (type ? fieldsOf(type) : [])
    .filter(({ name }) => !ELSEWHERE.has(name))
    .map(({ name, zh }): [string, string] => [
      zh,
      valueOf(licence, name) ?? (name === 'validUntil' ? '长期' : ''),
    ]);
  return renderSamplePdf({
    title: licence.name,
    subtitle: `${type?.en ?? licence.name} · 样例 SAMPLE`,
    rows: rows.filter(([, value]) => value !== ''),
    footer: [
      '本文件由通办（Tongban）演示程序生成，内容均为虚构，不具有任何法律效力，未加盖电子印章。',
      'Made by the Tongban demo. Everything in it is invented. It is not a licence and bears no seal.',
    ],
    watermark: 'SAMPLE 样例',
  });
}
