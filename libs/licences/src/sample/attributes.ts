import { dayRange } from './dates.js';
import { samplePersonName, sampleUscc, type SampleHolder } from './holders.js';
import type { SampleRandom } from './random.js';

/** What the type-specific values of one licence may draw on. */
export interface SampleContext {
  random: SampleRandom;
  holder: SampleHolder;
  issueDate: string;
  issuerName: string;
  /** Number of the licence within its region, unique. */
  index: number;
}

type Maker = (context: SampleContext) => string;

const choose =
  (...choices: [string, ...string[]]): Maker =>
  ({ random }) =>
    random.of(choices);
const date = (first: string, last: string): Maker => {
  const range = dayRange(first, last);
  return ({ random }) => range.at(random.below(range.length));
};
const issued: Maker = ({ issueDate }) => issueDate;
const issuer: Maker = ({ issuerName }) => issuerName;
const someone: Maker = ({ random }) => samplePersonName(random);
const holderOr =
  (other: Maker): Maker =>
  (context) =>
    context.holder.person ? context.holder.name : other(context);
const address: Maker = ({ random, holder }) =>
  `${holder.area.name}样例路${1 + random.below(300)}号院${1 + random.below(20)}号楼${101 + random.below(1800)}室`;
const amount =
  (limit: number): Maker =>
  ({ random }) =>
    String(1 + random.below(limit));
const court: Maker = ({ holder }) => `${holder.area.name}人民法院（样例）`;
const bank: Maker = ({ holder }) => `样例银行${holder.area.name}支行`;
const caseNumber: Maker = ({ issueDate, holder, index }) =>
  `（${issueDate.slice(0, 4)}）${holder.area.code}破${index}号`;
const PLATE = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
const plates: Readonly<Record<string, string>> = { '11': '京', '12': '津', '13': '冀' };

/** One maker for each KZ_* field of the catalogue. Values look right and belong to nobody. */
export const makers: Readonly<Record<string, Maker>> = {
  KZ_ZTLX: choose('有限责任公司（自然人投资或控股）', '有限责任公司（法人独资）', '股份有限公司（非上市）'),
  KZ_FDDBR: someone,
  KZ_ZCZB: amount(5000),
  KZ_CLRQ: ({ holder }) => holder.since,
  KZ_ZS: address,
  KZ_JYFW: choose(
    '技术开发、技术咨询、技术服务',
    '餐饮服务；食品销售',
    '道路货物运输；仓储服务',
    '销售日用品、五金交电',
  ),
  KZ_DJJG: issuer,
  KZ_JYCS: address,
  KZ_ZTYT: choose('餐饮服务经营者', '食品销售经营者', '单位食堂'),
  KZ_JYXM: choose('热食类食品制售', '预包装食品销售', '热食类食品制售；冷食类食品制售'),
  KZ_RCJDGLJG: issuer,
  KZ_ZXRQ: issued,
  KZ_ZXYY: choose('决议解散', '经营期限届满', '破产程序终结'),
  KZ_JJXZ: choose('有限责任公司', '股份有限公司', '个体'),
  KZ_CLSL: amount(80),
  KZ_HGBM: ({ random, holder }) => holder.area.code.slice(0, 4) + random.digits(6),
  KZ_BGLX: choose('进出口货物收发货人', '报关企业'),
  KZ_ZCHG: ({ holder }) => `${holder.area.name}海关（样例）`,
  KZ_NSRSBH: ({ holder }) => holder.code,
  KZ_QSRQ: issued,
  KZ_ZGSWJG: issuer,
  KZ_KHYH: bank,
  KZ_ZH: ({ random }) => `00${random.digits(14)}`,
  KZ_ZHXZ: choose('基本存款账户', '一般存款账户'),
  KZ_YZMC: ({ holder }) => `${holder.name}公章`,
  KZ_YZLX: choose('法定名称章', '财务专用章', '合同专用章'),
  KZ_YZBM: ({ random, holder }) => holder.area.code + random.digits(7),
  KZ_BARQ: issued,
  KZ_BDCDYH: ({ random, holder }) => `${holder.area.code}001001GB${random.digits(5)}F${random.digits(8)}`,
  KZ_ZL: address,
  KZ_QLLX: choose('国有建设用地使用权/房屋所有权', '国有建设用地使用权'),
  KZ_QLXZ: choose('出让/商品房', '出让', '划拨'),
  KZ_YT: choose('住宅', '商业', '办公', '工业', '仓储'),
  KZ_MJ: ({ random }) => `${30 + random.below(3000)}.${1 + random.below(9)}`,
  KZ_SYQX: choose('70年', '50年', '40年'),
  KZ_GYQK: choose('单独所有', '共同共有'),
  KZ_ZMQL: choose('抵押权', '预告登记'),
  KZ_YWR: someone,
  KZ_BDBZQE: amount(3000),
  KZ_HPHM: ({ random, holder }) => {
    let text = (plates[holder.area.code.slice(0, 2)] ?? '京') + 'A';
    for (let i = 0; i < 5; i++) text += PLATE.charAt(random.below(PLATE.length));
    return text;
  },
  KZ_HPZL: choose('小型汽车', '大型汽车', '小型新能源汽车'),
  KZ_CLLX: choose('小型轿车', '轻型厢式货车', '重型半挂牵引车'),
  KZ_CLSBDH: ({ random }) => `LTB${random.digits(14)}`,
  KZ_SYXZ: choose('非营运', '货运', '营转非'),
  KZ_CCDJRQ: issued,
  KZ_JYYXQZ: date('2027-01-01', '2029-12-31'),
  KZ_XMMC: ({ holder }) => `${holder.area.name}样例项目`,
  KZ_JSWZ: address,
  KZ_JSGM: amount(80_000),
  KZ_XB: ({ holder }) => holder.sex,
  KZ_MZ: choose('汉', '满', '壮', '蒙古'),
  KZ_CSRQ: ({ holder }) => holder.since,
  KZ_ZZ: address,
  KZ_HH: ({ random }) => random.digits(9),
  KZ_HZXM: holderOr(someone),
  KZ_YHZGX: choose('户主', '配偶', '子', '女'),
  KZ_HJDZ: address,
  KZ_QRRQ: date('1999-01-01', '2020-12-31'),
  KZ_XSEXM: someone,
  KZ_CSSJ: issued,
  KZ_MQXM: holderOr(someone),
  KZ_FQXM: someone,
  KZ_JSJG: ({ holder }) => `${holder.area.name}妇幼保健院（样例）`,
  KZ_FKYH: bank,
  KZ_YHKH: ({ random }) => `621700${random.digits(13)}`,
  KZ_FKRQ: issued,
  KZ_TXRQ: issued,
  KZ_TXDW: ({ holder }) => `${holder.area.name}样例机械厂`,
  KZ_TXLB: choose('正常退休', '提前退休'),
  KZ_CJLB: choose('肢体', '视力', '听力', '言语'),
  KZ_CJDJ: choose('一级', '二级', '三级', '四级'),
  KZ_JHRXM: someone,
  KZ_AH: caseNumber,
  KZ_SLFY: court,
  KZ_SLRQ: issued,
  KZ_SQR: someone,
  KZ_ZWRMC: ({ holder }) => `${holder.area.name}债务样例有限公司`,
  KZ_ZWRDM: ({ holder, index }) => sampleUscc('91', holder.area.code, 400_000_000 + index),
  KZ_GLRFZR: someone,
  KZ_ZDRQ: issued,
};
