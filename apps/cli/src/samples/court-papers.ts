import type { RegionCode } from '#libs/codes';
import { addValidationData, signPdf } from '#libs/seals';
import { centred, drawSeal, POINTS, sealContent, writePdf, type Page } from '#libs/typesetting';
import { sampleFont } from '../../../node/src/licences/index.js';
import { sealNumber, type Department } from '../certs/seals/department.js';
import type { SealPki } from '../certs/seals/seal-pki.js';

/** An invented court. */
export const SAMPLE_COURT: Department = { code: '11110000TB90000160', name: '样例市中级人民法院' };

const PAPER = { width: 210, height: 297 };
const SEAL = { left: 130, top: 150 };
const INK = [20, 20, 24] as const;

/**
 * A paper that a court hands out, sealed by it (PAdES B-LT under the sample authorities), marked as a sample.
 * @param lines below the title, each short enough for one line
 */
export async function courtPaper(
  pki: SealPki,
  region: RegionCode,
  { title, lines }: { title: string; lines: readonly string[] },
  at: number,
): Promise<Uint8Array> {
  const font = sampleFont();
  const middle = PAPER.width / 2;
  const row = (text: string, y: number, size: number) =>
    centred(font, middle, y, text, { size, colour: INK });
  const page: Page = {
    ...PAPER,
    marks: [
      row(SAMPLE_COURT.name, 40, 7),
      row(title, 54, 9),
      ...lines.map((line, index) => row(line, 80 + index * 10, 4.6)),
      row('样例文件，仅供演示', 270, 4),
    ],
  };
  const drawing = drawSeal(font, {
    name: SAMPLE_COURT.name,
    below: '样例',
    number: sealNumber(SAMPLE_COURT),
  });
  const { diameter } = drawing;
  const size = diameter * POINTS;
  const [left, top] = [SEAL.left * POINTS, (PAPER.height - SEAL.top) * POINTS];
  const bytes = writePdf({ font, pages: [page], title, creator: 'Tongban', createdAt: at });
  const signed = await signPdf(bytes, {
    key: pki.pdfSigner(region, SAMPLE_COURT),
    at,
    stamp: pki.stampAt(at),
    name: SAMPLE_COURT.name,
    reason: title,
    appearance: {
      page: 0,
      rect: [left, top - size, left + size, top],
      picture: { width: diameter, height: diameter, content: sealContent(drawing) },
    },
  });
  return addValidationData(signed, pki.validationData());
}
