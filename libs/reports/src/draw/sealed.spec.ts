import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signPdf, verifyDocument } from '#libs/seals';
import { drawSeal, Font, sealContent } from '#libs/typesetting';
import { NOW } from '../../../../test/support/pki.js';
import { signer, trusting } from '../../../../test/support/pdf.js';
import { poppler } from '../../../../test/support/poppler.js';
import { sampleNotices } from '../../../../test/support/sample-notices.js';
import { sampleReport } from '../../../../test/support/sample-report.js';
import { noticeKinds, readNotice } from '../model/notice.js';
import { readReport } from '../model/report.js';
import { drawNotice } from './draw-notice.js';
import { drawReport } from './draw-report.js';
import type { DrawnDocument } from './letter.js';

const FILE = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';
const font = new Font(readFileSync(createRequire(import.meta.url).resolve(FILE)), {
  rewind: true,
  supplement: true,
});
const KEY = signer();
const drawing = drawSeal(font, { name: '北京市政务服务管理局', below: '样例' });
const picture = { width: drawing.diameter, height: drawing.diameter, content: sealContent(drawing) };

/** As the node's sealer does it. */
function sealed({ bytes, seal: { page, left, bottom, size } }: DrawnDocument): Promise<Uint8Array> {
  const rect = [left, bottom, left + size, bottom + size] as const;
  return signPdf(bytes, {
    key: KEY,
    at: NOW,
    name: '北京市政务服务管理局',
    reason: '企业破产信息核查报告',
    appearance: { page, rect, picture },
  });
}

const documents: [string, () => DrawnDocument][] = [
  ['a report', () => drawReport(readReport(sampleReport()), { font, english: true })],
  ...noticeKinds.map((kind): [string, () => DrawnDocument] => [
    kind,
    () => drawNotice(readNotice(sampleNotices[kind]), { font }),
  ]),
];

describe('what is sealed', () => {
  it.each(documents)('%s passes our own verification, and one changed octet does not', async (_, draw) => {
    const bytes = await sealed(draw());
    expect(await verifyDocument(bytes, trusting())).toMatchObject({ indication: 'TOTAL_PASSED' });
    const forged = Uint8Array.from(bytes);
    forged[2000] = (forged[2000] ?? 0) ^ 1;
    expect((await verifyDocument(forged, trusting())).indication).not.toBe('TOTAL_PASSED');
  });

  it('is within 150 kB with its seal', async () => {
    expect((await sealed(documents[0]![1]())).length).toBeLessThan(150_000);
  });
});

const installed = (await poppler('pdfsig', ['-v'])) !== undefined;
(installed ? describe : describe.skip)('poppler, where it is installed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reports-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(documents)('takes the signature of %s, over the whole file', async (name, draw) => {
    const file = join(folder, `${name}.pdf`);
    await writeFile(file, await sealed(draw()));
    const said = await poppler('pdfsig', ['-nocert', file]);
    expect(said).toContain('Signature is Valid');
    expect(said).toContain('Total document signed');
  });

  it('finds the words of a report, rare ones too', async () => {
    const file = join(folder, 'words.pdf');
    const input = sampleReport({
      facts: [{ label: { zh: '姓名', en: 'Name' }, value: '阿凡提·买买提，李喆' }],
    });
    await writeFile(file, drawReport(readReport(input), { font }).bytes);
    const words = ((await poppler('pdftotext', [file, '-'])) ?? '').replace(/\s/g, '');
    for (const each of ['阿凡提·买买提，李〔U+5586〕', '京A·10012', '面积（㎡）', '不予提供'])
      expect(words).toContain(each);
  });

  it('draws the seal where the signature is', async () => {
    const drawn = drawNotice(readNotice(sampleNotices.receipt), { font });
    const { left, bottom, size } = drawn.seal;
    const redIn = async (bytes: Uint8Array): Promise<number> => {
      const file = join(folder, 'seal');
      await writeFile(`${file}.pdf`, bytes);
      const [x, y, side] = [left, 841.89 - bottom - size, size].map((one) => String(Math.round(one)));
      await poppler('pdftoppm', [
        '-r',
        '72',
        '-x',
        x!,
        '-y',
        y!,
        '-W',
        side!,
        '-H',
        side!,
        '-singlefile',
        `${file}.pdf`,
        file,
      ]);
      const pixels = await readFile(`${file}.ppm`);
      const from = pixels.length - Number(side) * Number(side) * 3;
      let red = 0;
      for (let at = from; at < pixels.length; at += 3)
        if ((pixels[at] ?? 0) > 150 && (pixels[at + 1] ?? 0) < 110 && (pixels[at + 2] ?? 0) < 110) red++;
      return red;
    };
    expect(await redIn(drawn.bytes)).toBe(0);
    expect(await redIn(await sealed(drawn))).toBeGreaterThan(500);
  });
});
