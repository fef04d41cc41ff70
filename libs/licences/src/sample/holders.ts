import {
  citizenNumberCheckCharacter,
  listDivisions,
  organisationCodeCheckCharacter,
  usccAlphabet,
  usccCheckCharacter,
  type Division,
  type RegionCode,
} from '#libs/codes';
import { dayRange } from './dates.js';
import type { SampleRandom } from './random.js';

/** Who holds the licences of one block. */
export interface SampleHolder {
  person: boolean;
  name: string;
  code: string;
  area: Division;
  /** Birth date of a person, date of establishment of a firm. */
  since: string;
  sex: '男' | '女';
}

const cities: Readonly<Record<RegionCode, string>> = { '110000': '北京', '120000': '天津', '130000': '河北' };
const SYLLABLES = [
  '云',
  '岭',
  '川',
  '禾',
  '岳',
  '澄',
  '启',
  '恒',
  '嘉',
  '远',
  '辰',
  '朗',
  '泽',
  '沐',
  '衡',
  '森',
] as const;
const TRADES = [
  '科技',
  '餐饮管理',
  '运输',
  '商贸',
  '建筑工程',
  '食品',
  '物业服务',
  '机械制造',
  '文化传播',
  '农业',
] as const;
const SURNAMES = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '赵',
  '黄',
  '周',
  '吴',
  '徐',
  '孙',
  '胡',
  '朱',
  '高',
  '林',
] as const;
const GIVEN = [
  '明',
  '华',
  '芳',
  '伟',
  '静',
  '磊',
  '洋',
  '敏',
  '杰',
  '娟',
  '强',
  '丽',
  '军',
  '婷',
  '勇',
  '慧',
] as const;

const birthDays = dayRange('1945-01-01', '2006-12-31');
const firmDays = dayRange('2001-01-01', '2021-12-31');
const counties = new Map<RegionCode, readonly Division[]>();

export function countiesOf(region: RegionCode): readonly Division[] {
  let list = counties.get(region);
  if (!list) counties.set(region, (list = listDivisions(region).filter((d) => d.level === 'county')));
  return list;
}

/** A code of an organisation that cannot be a real one: its organisation code begins with TB. */
export function sampleUscc(head: string, area: string, number: number): string {
  let tail = '';
  for (let rest = number, i = 0; i < 6; i++, rest = Math.floor(rest / 31))
    tail = usccAlphabet.charAt(rest % 31) + tail;
  const organisation = `TB${tail}`;
  const body = head + area + organisation + organisationCodeCheckCharacter(organisation);
  return body + usccCheckCharacter(body);
}

export function samplePersonName(random: SampleRandom): string {
  return `${random.of(SURNAMES)}${random.of(GIVEN)}${random.of(GIVEN)}（样例）`;
}

/** Firm number `block` of a region; every number below 31^6 gives another code. */
export function sampleFirm(region: RegionCode, block: number, random: SampleRandom): SampleHolder {
  const area = pick(countiesOf(region), random);
  const word = random.of(SYLLABLES) + random.of(SYLLABLES);
  return {
    person: false,
    name: `${cities[region]}${word}样例${random.of(TRADES)}有限公司`,
    code: sampleUscc('91', area.code, block),
    area,
    since: firmDays.at(random.below(firmDays.length)),
    sex: '男',
  };
}

// Prime to the number of (day, sequence) pairs, so that stepping through them meets each once.
const STRIDE = 7_919;

/** Person number `number` of a region; the first 22 million have different citizen numbers. */
export function samplePerson(region: RegionCode, number: number, random: SampleRandom): SampleHolder {
  const area = pick(countiesOf(region), random);
  const pairs = birthDays.length * 1000;
  const pair = (number * STRIDE) % pairs;
  const since = birthDays.at(pair % birthDays.length);
  const sequence = Math.floor(pair / birthDays.length);
  const body = area.code + since.replaceAll('-', '') + String(sequence).padStart(3, '0');
  return {
    person: true,
    name: samplePersonName(random),
    code: body + citizenNumberCheckCharacter(body),
    area,
    since,
    sex: sequence % 2 ? '男' : '女',
  };
}

function pick(list: readonly Division[], random: SampleRandom): Division {
  const division = list[random.below(list.length)];
  if (!division) throw new RangeError('a region without counties');
  return division;
}
