import { WorkingCalendar } from '#libs/calendar';
import type { Case, CaseEventKind } from '#libs/handling';
import { BEIJING, CASE_ID, Desk, MONDAY, TIANJIN } from '../../../../test/support/case-desk.js';
import { composeNotice, subjectOf, type NoticeParts } from './compose-notice.js';
import type { NoticeKind } from '#libs/reports';

const after = (...kinds: CaseEventKind[]): Case => new Desk().all(...kinds).held;

const compose = (kind: NoticeKind, one: Case, region: NoticeParts['region'], missing?: string[]) => {
  const events = [...one.events.values()];
  const event = subjectOf(kind, events, region);
  return (
    event &&
    composeNotice(kind, event, {
      caseId: CASE_ID,
      events,
      matter: undefined,
      applicant: '样例餐饮有限公司',
      region,
      calendar: new WorkingCalendar([]),
      frame: {
        issuer: { code: '11110000TB90000160', name: '样例机构', region },
        issuedAt: MONDAY + 3_600_000,
        verification: { code: 'ABCDEFGHJKLMNPQR', url: 'https://a.example/issued/ABCDEFGHJKLMNPQR' },
      },
      ...(missing ? { missing } : {}),
    })
  );
};

describe('a notice', () => {
  it('on receipt has the materials of that day and the day until which it is answered', () => {
    const one = after('receive', 'add-materials');
    expect(compose('receipt', one, TIANJIN)).toMatchObject({
      kind: 'receipt',
      number: `${CASE_ID}-收1`,
      answerBy: '2026-03-09',
      materials: [{ trust: 'A' }, { trust: 'C' }],
    });
    expect(compose('receipt', one, BEIJING)).toBeUndefined();
  });

  it('on acceptance has the period as it was then, whatever came later', () => {
    const accepted = after('receive', 'accept');
    const later = after('receive', 'accept', 'begin-review', 'extend');
    const said = compose('acceptance', accepted, BEIJING);
    expect(said).toMatchObject({ kind: 'acceptance', decideBy: '2026-03-30' });
    expect(compose('acceptance', later, BEIJING)).toEqual(said);
  });

  it('on a refusal to accept has reason and remedy, and there is none of what was not decided', () => {
    expect(compose('not-accepted', after('receive', 'not-accept'), BEIJING)).toMatchObject({
      reason: '不属于本机关职权范围',
      remedy: '60 日内可申请行政复议',
    });
    expect(compose('not-accepted', after('receive', 'accept'), BEIJING)).toBeUndefined();
  });

  it('names material and field where the definition is not known here', () => {
    expect(compose('correction', after('receive', 'ask-correction'), BEIJING)).toMatchObject({
      missing: [{ what: { zh: 'plan' }, text: '请补充平面图' }],
    });
  });

  it('of a pledge has only what may be pledged, the day and the consequence', () => {
    const desk = new Desk();
    desk.do('receive', { data: { materials: [] } });
    const one = desk.held;
    expect(compose('pledge', one, TIANJIN)).toMatchObject({
      missing: [{}],
      due: '2026-03-16',
      consequence: 'revoke',
    });
    expect(compose('pledge', one, TIANJIN, ['licence'])).toBeUndefined();
    expect(compose('pledge', one, TIANJIN, [])).toBeUndefined();
    expect(compose('pledge', one, TIANJIN, ['__proto__'])).toBeUndefined();
  });
});
