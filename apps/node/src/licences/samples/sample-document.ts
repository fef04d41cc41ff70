import type { Licence } from '#libs/licences';
import { writePdf } from '#libs/typesetting';
import { licencePage } from './layout/licence-page.js';
import { sampleFont } from './sample-font.js';

export const SAMPLE_NOTES = {
  invented: '本文件由通办（Tongban）演示程序生成，内容均为虚构，不具有任何法律效力。',
  inventedEn: 'Made by the Tongban demo. Everything in it is invented; it is not a licence.',
  unsealed: '未加盖电子印章。It bears no seal.',
} as const;

/** A PDF that shows a sample licence (样例). It carries no seal and says on its face that it is none. */
export function sampleDocument(licence: Licence): Buffer {
  const font = sampleFont();
  const { invented, inventedEn, unsealed } = SAMPLE_NOTES;
  const { page } = licencePage(licence, font, [invented, inventedEn, unsealed]);
  const createdAt = Date.parse(`${licence.issueDate}T00:00:00Z`);
  return writePdf({ font, pages: [page], title: `${licence.name}（样例）`, creator: 'Tongban', createdAt });
}
