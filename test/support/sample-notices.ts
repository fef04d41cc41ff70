import type { NoticeKind, NoticeModel } from '#libs/reports';

const both = (zh: string, en: string) => ({ zh, en });
const NOON = Date.UTC(2026, 10, 29, 4, 30);

const common = {
  v: 1,
  number: '津收〔2026〕000871号',
  caseId: '120000-20261129-7Q2M9K',
  matter: both('开办餐饮店', 'Opening a restaurant'),
  applicant: '天津海河样例餐饮有限公司',
  issuer: { code: '11120000TB00000018', name: '天津市政务服务办公室', region: '120000' },
  issuedAt: NOON,
  contact: '河西区政务服务中心综合窗口，022-00000000',
  sample: true,
  verification: {
    code: 'M4TZ-8WQC-2JHK-5RVN-9DXP',
    url: 'https://tianjin.tongban.example/issued/M4TZ-8WQC-2JHK-5RVN-9DXP',
  },
} as const;

/** One notice of each kind, on an invented case. */
export const sampleNotices: { readonly [K in NoticeKind]: Extract<NoticeModel, { kind: K }> } = {
  receipt: {
    ...common,
    kind: 'receipt',
    receivedAt: NOON,
    answerBy: '2026-12-04',
    materials: [
      { name: both('营业执照', 'Business licence'), origin: 'lookup', trust: 'A' },
      { name: both('经营场所平面图', 'Plan of the premises'), origin: 'upload', trust: 'C' },
      { name: both('食品安全管理制度', 'Rules on food safety'), origin: 'reuse', trust: 'B' },
    ],
  },
  acceptance: {
    ...common,
    kind: 'acceptance',
    acceptedAt: NOON,
    decideBy: '2026-12-25',
    promisedBy: '2026-12-08',
  },
  correction: {
    ...common,
    kind: 'correction',
    missing: [
      {
        what: both('经营场所平面图', 'Plan of the premises'),
        text: '未标注操作间、排烟和下水位置，请补充后重新上传。',
      },
      { text: '经营面积与不动产登记信息不一致，请核对。' },
    ],
  },
  'not-accepted': {
    ...common,
    kind: 'not-accepted',
    reason: '申请事项依法不属于本机关职权范围，请向经营场所所在地的区市场监督管理局申请。',
    remedy: '可以自收到本决定书之日起六十日内申请行政复议，或者自收到之日起六个月内提起行政诉讼。',
  },
  pledge: {
    ...common,
    kind: 'pledge',
    missing: [{ name: both('从业人员健康证明', 'Health certificates of staff') }],
    due: '2026-12-18',
    consequence: 'revoke',
  },
};
