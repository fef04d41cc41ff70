import type { ReportInput } from '#libs/reports';

type Section = ReportInput['sections'][number];

const both = (zh: string, en: string) => ({ zh, en });
const NOON = Date.UTC(2026, 10, 29, 4, 30);
const digest = (letter: string) => letter.repeat(43);

const section = (
  id: string,
  title: { zh: string; en: string },
  department: string,
  columns: readonly (readonly [code: string, zh: string, en: string, kind?: 'number'])[],
  records: (string | null)[][],
  changes: Partial<Section> = {},
): Section => ({
  id,
  title,
  source: { department, code: '11110000TB00000042', region: '110000' },
  outcome: records.length > 0 ? 'answered' : 'nothing-found',
  asOf: NOON - 3_600_000,
  answeredAt: NOON,
  columns: columns.map(([code, zh, en, kind]) => ({ code, label: both(zh, en), ...(kind ? { kind } : {}) })),
  records,
  provenance: {
    receipt: 'beijing-node/4711',
    request: digest('q'),
    rule: '京津冀破产信息核查共享协议 第 3 条',
  },
  ...changes,
});

const rows = (count: number, make: (index: number) => (string | null)[]) =>
  Array.from({ length: count }, (_, index) => make(index));

/** The bankruptcy check of an invented firm: nine departments, every outcome among them. */
export function sampleReport(changes: Partial<ReportInput> = {}): ReportInput {
  return {
    v: 1,
    title: both('企业破产信息核查报告', 'Report on a bankruptcy information check'),
    number: '京破核〔2026〕000127号',
    caseId: '120000-20261129-7Q2M9K',
    edition: { number: 1 },
    issuer: { code: '11110000TB00000018', name: '北京市政务服务管理局', region: '110000' },
    issuedAt: NOON + 60_000,
    sample: true,
    facts: [
      { label: both('债务人', 'Debtor'), value: '北京澄森样例食品有限公司' },
      { label: both('统一社会信用代码', 'USCC'), value: '91110107TBQDY0W69E' },
      { label: both('受理法院', 'Court'), value: '样例市第一中级人民法院' },
      { label: both('案号', 'Case number of the court'), value: '（2026）京01破申127号' },
      { label: both('管理人', 'Administrator'), value: '样例市正平律师事务所' },
      { label: both('申请人核验', 'Identity'), value: '裁定书、决定书、授权委托书已验签验章，通过' },
    ],
    sections: [
      section(
        '110000:registration',
        both('企业登记信息', 'Registration of the firm'),
        '北京市市场监督管理局',
        [
          ['name', '名称', 'Name'],
          ['uscc', '统一社会信用代码', 'USCC'],
          ['status', '登记状态', 'Status'],
          ['legalRepresentative', '法定代表人', 'Legal representative'],
          ['capital', '注册资本（万元）', 'Capital', 'number'],
          ['shareholders', '股东', 'Shareholders'],
          ['branches', '分支机构', 'Branches'],
        ],
        [
          [
            '北京澄森样例食品有限公司',
            '91110107TBQDY0W69E',
            '存续',
            '样例人甲',
            '500',
            '样例人甲（60%）、样例市样例投资中心（40%）',
            null,
          ],
        ],
      ),
      section(
        '110000:vehicles',
        both('机动车登记信息', 'Registration of vehicles'),
        '北京市公安局公安交通管理局',
        [
          ['plate', '号牌号码', 'Plate'],
          ['plateClass', '号牌种类', 'Plate class'],
          ['vin', '车辆识别代号', 'VIN'],
          ['owner', '所有人', 'Owner'],
          ['mortgage', '抵押', 'Mortgage'],
          ['seizure', '查封', 'Seizure'],
        ],
        rows(12, (index) => [
          `京A·${String(10001 + index)}`,
          '小型汽车',
          `LSVAA4182E21${String(84400 + index)}`,
          '北京澄森样例食品有限公司',
          index % 3 === 0 ? '样例银行石景山支行' : '无',
          '无',
        ]),
      ),
      section(
        '110000:real-estate',
        both('不动产登记信息', 'Land and housing'),
        '北京市规划和自然资源委员会',
        [
          ['unitNumber', '不动产单元号', 'Unit number'],
          ['location', '坐落', 'Location'],
          ['area', '面积（㎡）', 'Area', 'number'],
          ['right', '权利类型', 'Kind of right'],
          ['mortgage', '抵押', 'Mortgage'],
          ['seizure', '查封', 'Seizure'],
        ],
        [
          [
            '110107001001GB00012F00010001',
            '石景山区样例路 1 号院 3 号楼 1 层 101',
            '1286.35',
            '国有建设用地使用权／房屋所有权',
            '样例银行石景山支行',
            '（2026）京01执保12号',
          ],
        ],
      ),
      section(
        '110000:housing',
        both('房屋交易信息', 'Housing transactions'),
        '北京市住房和城乡建设委员会',
        [],
        [],
      ),
      section(
        '110000:customs-status',
        both('海关税款缴纳信息', 'Customs clearance and duties'),
        '北京海关',
        [],
        [],
        {
          outcome: 'refused',
          reason: both('该数据集不在本次共享协议范围内。', 'The agreement does not cover this dataset.'),
        },
      ),
      section(
        '110000:social-insurance',
        both('社会保险参保缴费信息', 'Social insurance'),
        '北京市人力资源和社会保障局',
        [
          ['account', '单位编号', 'Account'],
          ['period', '费款所属期', 'Period'],
          ['insured', '参保人数', 'Insured persons', 'number'],
          ['arrears', '欠费（元）', 'Arrears', 'number'],
          ['status', '参保状态', 'Status'],
        ],
        rows(9, (index) => [
          '1101070001234',
          `2026-${String(index + 1).padStart(2, '0')}`,
          String(42 - index),
          index > 6 ? '126,430.50' : '0.00',
          '正常缴费',
        ]),
        { truncated: true, withheld: [both('个人缴费明细', 'Contributions of persons')] },
      ),
      section(
        '110000:medical-insurance',
        both('医疗保险参保缴费信息', 'Medical insurance'),
        '北京市医疗保障局',
        [
          ['account', '单位编号', 'Account'],
          ['insured', '参保人数', 'Insured persons', 'number'],
          ['arrears', '欠费（元）', 'Arrears', 'number'],
        ],
        [['1101070001234', '34', '0.00']],
      ),
      section(
        '110000:housing-fund',
        both('住房公积金缴存信息', 'Housing fund'),
        '北京住房公积金管理中心',
        [],
        [],
        {
          outcome: 'not-available',
          reason: both('系统维护', 'Maintenance'),
          until: NOON + 86_400_000,
          asOf: undefined,
        },
      ),
      section(
        '110000:tax',
        both('纳税信息', 'Taxes'),
        '国家税务总局北京市税务局',
        [
          ['type', '税种', 'Tax'],
          ['declared', '申报税额（元）', 'Declared', 'number'],
          ['paid', '已缴税额（元）', 'Paid', 'number'],
          ['owed', '欠缴税额（元）', 'Owed', 'number'],
          ['penalties', '处罚', 'Penalties'],
        ],
        [
          ['增值税', '1,204,310.00', '1,004,310.00', '200,000.00', '无'],
          ['企业所得税', '310,220.00', '310,220.00', '0.00', '无'],
        ],
      ),
    ],
    notes: [
      both(
        '本次核查依据管理人的申请，仅用于所示破产案件。',
        'Made at the request of the administrator, for this case only.',
      ),
    ],
    verification: {
      code: 'K7QD-9M2X-4HTR-VW8B-3NPC',
      url: 'https://beijing.tongban.example/reports/K7QD-9M2X-4HTR-VW8B-3NPC',
    },
    ...changes,
  };
}
