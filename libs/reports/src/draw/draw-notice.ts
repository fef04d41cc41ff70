import type { NoticeKind, NoticeModel } from '../model/notice.js';
import { both, dateWords, noticeWords, originWords, timeWords, type Both } from '../words.js';
import { Drawable } from './drawable.js';
import { Flow } from './flow.js';
import {
  drawLetterHead,
  drawSignature,
  finish,
  type DrawnDocument,
  type DrawOptions,
  type LaidOut,
  written,
} from './letter.js';
import { GREY, LEFT, RIGHT, RULE, SIZE, WIDTH } from './paper.js';
import { columnWidths, drawTable, type Cell } from './table.js';
import { at, line } from '#libs/typesetting';

type Notice<K extends NoticeKind> = Extract<NoticeModel, { kind: K }>;

/** Draws a notice as PDF, with room for the seal over the last lines. The same model gives the same bytes. */
export function drawNotice(model: NoticeModel, options: DrawOptions): DrawnDocument {
  return written(layoutNotice(model, options));
}

export function layoutNotice(model: NoticeModel, options: DrawOptions): LaidOut {
  const flow = new Flow(options.font, new Drawable(options.font));
  const letter = { ...model, title: noticeWords[model.kind] };
  drawLetterHead(flow, letter, `办件编号：${model.caseId}`, options);
  flow.skip(3);
  flow.paragraph(`${model.applicant}：`, { size: SIZE.body, bold: true, after: 1 });
  const seal = new NoticeBody(flow, options).draw(model, letter);
  return finish(flow, letter, seal, options);
}

class NoticeBody {
  constructor(
    private readonly flow: Flow,
    private readonly options: DrawOptions,
  ) {}

  draw(model: NoticeModel, letter: Parameters<typeof drawSignature>[1]) {
    switch (model.kind) {
      case 'receipt':
        this.receipt(model);
        break;
      case 'acceptance':
        this.acceptance(model);
        break;
      case 'correction':
        this.correction(model);
        break;
      case 'not-accepted':
        this.notAccepted(model);
        break;
      case 'pledge':
        this.pledge(model);
        this.signatureLine();
    }
    if (model.contact !== undefined) this.say(both(`咨询：${model.contact}`, `Ask at: ${model.contact}`));
    const codes = this.flow.drawable.codesUsed
      ? [
          both(
            '〔U+…〕为字库没有的字符的统一码编号。',
            'Characters that the font lacks are written by their code points.',
          ),
        ]
      : [];
    return drawSignature(this.flow, letter, [...codes, CLOSINGS[model.kind]], this.options);
  }

  private receipt({ matter, receivedAt, materials, answerBy }: Notice<'receipt'>): void {
    this.say(
      both(
        `您（单位）申请办理“${matter.zh}”，我们于 ${timeWords(receivedAt)} 收到下列材料 ${String(materials.length)} 件：`,
        `On ${timeWords(receivedAt)} we received your application for "${matter.en}" with ${String(materials.length)} pieces of material:`,
      ),
    );
    if (materials.length > 0)
      this.list(
        [both('材料', 'Material'), both('来源', 'Origin'), both('可信等级', 'Trust level')],
        materials.map(({ name, origin, trust }) => [name, originWords[origin], both(trust, trust)]),
      );
    this.say(
      answerBy === undefined
        ? both(
            '材料是否齐全、是否符合法定形式，将另行告知。',
            'Whether it is complete will be told separately.',
          )
        : both(
            `需要补正的，将于 ${dateWords(answerBy)}前一次性告知；逾期未告知的，自收到申请材料之日起即为受理。`,
            `What is missing is told once, by ${answerBy}; otherwise the application counts as accepted from the day on which it was received.`,
          ),
    );
  }

  private acceptance({ matter, acceptedAt, decideBy, promisedBy, deemed }: Notice<'acceptance'>): void {
    this.say(
      deemed
        ? both(
            `您（单位）申请办理“${matter.zh}”，逾期未被告知需要补正的内容，自 ${timeWords(acceptedAt)} 起视为受理。`,
            `Your application for "${matter.en}" counts as accepted from ${timeWords(acceptedAt)}, since nobody told in time what was missing.`,
          )
        : both(
            `您（单位）申请办理“${matter.zh}”，经审查，申请材料齐全、符合法定形式，于 ${timeWords(acceptedAt)} 予以受理。`,
            `Your application for "${matter.en}" is complete and was accepted on ${timeWords(acceptedAt)}.`,
          ),
    );
    this.say(
      both(
        `法定办理期限至 ${dateWords(decideBy)}${promisedBy === undefined ? '' : `，承诺办理期限至 ${dateWords(promisedBy)}`}；补正和特别程序所需时间不计算在内。`,
        `It will be decided by ${decideBy}${promisedBy === undefined ? '' : `; promised by ${promisedBy}`}. Time for corrections and special procedures is not counted.`,
      ),
    );
  }

  private correction({ matter, missing }: Notice<'correction'>): void {
    this.say(
      both(
        `您（单位）申请办理“${matter.zh}”，申请材料不齐全或者不符合法定形式。现一次性告知需要补正的全部内容：`,
        `Your application for "${matter.en}" is not complete. This is everything that is to be corrected:`,
      ),
    );
    this.list(
      [both('材料或栏目', 'Material or field'), both('补正要求', 'What is to be done')],
      missing.map(({ what, text }) => [what ?? both('—', ''), both(text, '')]),
    );
    this.say(
      both(
        '请补正后再次提交，补正期间不计入办理期限。',
        'The time until you hand it in again is not counted.',
      ),
    );
  }

  private notAccepted({ matter, reason, remedy }: Notice<'not-accepted'>): void {
    this.say(
      both(
        `您（单位）申请办理“${matter.zh}”，经审查，决定不予受理。`,
        `Your application for "${matter.en}" is not accepted.`,
      ),
    );
    this.say(both(`理由：${reason}`, ''));
    this.say(both(`救济途径：${remedy}`, ''));
  }

  private pledge({ matter, missing, due, consequence }: Notice<'pledge'>): void {
    this.say(
      both(
        `本人（单位）申请办理“${matter.zh}”，下列材料暂时不能提供：`,
        `I (we) apply for "${matter.en}" and cannot supply the following yet:`,
      ),
    );
    this.list(
      [both('容缺材料', 'Missing material')],
      missing.map(({ name }) => [name]),
    );
    this.say(
      both(
        `本人（单位）承诺于 ${dateWords(due)}以前补齐上述材料，并对所提交材料的真实性负责；逾期未补齐的，${
          consequence === 'revoke' ? '同意由办理机关撤销所作决定' : '同意按办理机关要求限期整改'
        }，并承担相应责任。`,
        `I (we) will supply them by ${due}; otherwise ${
          consequence === 'revoke'
            ? 'the decision may be revoked'
            : 'the authority sets a period for rectification'
        }.`,
      ),
    );
  }

  /** Where the applicant signs. */
  private signatureLine(): void {
    const { flow } = this;
    flow.need(30);
    flow.y += 10;
    const label = { size: SIZE.body };
    flow.draw(
      at(LEFT, flow.y, '承诺人（签名或盖章）：', label),
      line(LEFT + 48, flow.y + 1, LEFT + 100, flow.y + 1, 0.2, RULE),
      at(LEFT + 106, flow.y, '日期：', label),
      line(LEFT + 120, flow.y + 1, RIGHT, flow.y + 1, 0.2, RULE),
    );
    flow.y += 8;
  }

  private say({ zh, en }: Both): void {
    const english = this.options.english && en !== '';
    this.flow.paragraph(zh, { size: SIZE.body, indent: 2, after: english ? 0 : 2 });
    if (english)
      this.flow.paragraph(en, {
        size: 3.1,
        colour: GREY,
        x: LEFT + 2 * SIZE.body,
        width: WIDTH - 2 * SIZE.body,
        after: 2,
      });
  }

  /** A numbered table. */
  private list(heads: readonly Both[], rows: readonly (readonly Both[])[]): void {
    const { english } = this.options;
    const cell = ({ zh, en }: Both, label: boolean): Cell => ({
      text: zh,
      ...(label ? { label, bold: true } : {}),
      ...(english && en !== '' && en !== zh ? { below: en } : {}),
    });
    const number = 14;
    const { widths } = columnWidths(
      this.flow,
      heads.map(({ zh }, index) => [zh, ...rows.map((row) => row[index]?.zh ?? '')]),
      WIDTH - number,
    );
    drawTable(this.flow, {
      widths: [number, ...widths],
      head: [cell(both('序号', 'No.'), true), ...heads.map((head) => cell(head, true))],
      rows: rows.map((row, index) => [{ text: String(index + 1) }, ...row.map((one) => cell(one, false))]),
    });
    this.flow.skip(3);
  }
}

const CLOSINGS: Record<NoticeKind, Both> = {
  receipt: both('特此回执。', 'This is a receipt; it does not say that the application is complete.'),
  acceptance: both('特此通知。', 'You are hereby notified.'),
  correction: both('特此告知。', 'You are hereby told.'),
  'not-accepted': both('特此决定。', 'It is so decided.'),
  pledge: both(
    '本承诺书文本由办理机关出具，经承诺人签署后生效。',
    'The authority wrote the text; it takes effect when it is signed.',
  ),
};
