import { composeLicenceIdentifier, type Division, type RegionCode } from '#libs/codes';
import { standardCatalogue } from '../catalogue/index.js';
import type { LicenceType } from '../catalogue/type.js';
import type { Licence } from '../model.js';
import type { StatusCode } from '../status.js';
import { makers } from './attributes.js';
import { addYears, dayRange } from './dates.js';
import { sampleFirm, samplePerson, sampleUscc, type SampleHolder } from './holders.js';
import { SampleRandom } from './random.js';

export interface SampleOptions {
  region: RegionCode;
  /** Any integer; the same seed gives the same licences, whatever `count` is. */
  seed: number;
  count: number;
}

/** Licences of one holder follow each other: the one that names the holder first, then three others. */
const BLOCK = 4;
const named = (zh: string): LicenceType => {
  const type = standardCatalogue.types.find((candidate) => candidate.zh === zh);
  if (!type) throw new RangeError(`no licence type ${zh}`);
  return type;
};
const businessLicence = named('营业执照');
const identityCard = named('居民身份证');
const others = standardCatalogue.types.filter((type) => !type.numberIsHolderCode);
const ofFirms = others.filter((type) => type.holders.includes('001'));
const ofPersons = others.filter((type) => type.holders.includes('111'));

/** Years of validity; types that are not named have no end. */
const TERMS: Readonly<Record<string, number>> = {
  食品经营许可证: 5,
  道路运输经营许可证: 4,
  残疾人证: 10,
  居民身份证: 20,
};
const recently = dayRange('2023-07-01', '2026-06-30');
const longAgo = dayRange('2002-01-01', '2005-12-31');
const STATUSES: readonly StatusCode[] = ['02', '04', '05', '07'];

const issuers = new Map<string, { name: string; code: string }>();
const issuerNames: Readonly<Record<string, string>> = {
  国家市场监督管理总局: '市场监督管理局',
  公安部: '公安局',
  自然资源部: '规划和自然资源局',
  交通运输部: '交通运输局',
  国家卫生健康委员会: '卫生健康委员会',
  人力资源和社会保障部: '人力资源和社会保障局',
  中国残疾人联合会: '残疾人联合会',
  海关总署: '海关',
  国家税务总局: '税务局',
  中国人民银行: '人民银行分支机构',
  最高人民法院: '人民法院',
};
const authorityOrder = Object.keys(issuerNames);

/** The invented local office of a type's authority, the same for every licence that it issues. */
function issuerOf(type: LicenceType, area: Division): { name: string; code: string } {
  const key = area.code + type.authority;
  let issuer = issuers.get(key);
  if (!issuer) {
    const office = issuerNames[type.authority] ?? type.authority;
    const number = 1 + authorityOrder.indexOf(type.authority);
    issuer = {
      name: `${area.name}${office}（样例）`,
      code: sampleUscc('11', area.code, 700_000_000 + number),
    };
    issuers.set(key, issuer);
  }
  return issuer;
}

function holderOf(region: RegionCode, seed: number, block: number): SampleHolder {
  const random = new SampleRandom(Number(region), seed, block, 1);
  return block % 2 === 0 ? sampleFirm(region, block, random) : samplePerson(region, (block - 1) / 2, random);
}

function typeOf(holder: SampleHolder, block: number, place: number): LicenceType {
  if (place === 0) return holder.person ? identityCard : businessLicence;
  const list = holder.person ? ofPersons : ofFirms;
  const type = list[((block >> 1) * (BLOCK - 1) + place - 1) % list.length];
  return type ?? businessLicence;
}

/** The first firm and the first person of a region are the same under every seed. */
const seedOf = (seed: number, block: number) => (block < 2 ? 0 : seed);

function make(region: RegionCode, seed: number, index: number, holder: SampleHolder): Licence {
  const block = Math.floor(index / BLOCK);
  const type = typeOf(holder, block, index % BLOCK);
  const random = new SampleRandom(Number(region), seedOf(seed, block), index, 2);
  const status =
    index < BLOCK || random.below(100) < 95 ? '01' : (STATUSES[random.below(STATUSES.length)] ?? '01');
  const range = status === '05' ? longAgo : recently;
  const issueDate = range.at(random.below(range.length));
  const issuer = issuerOf(type, holder.area);
  const term = status === '05' ? (TERMS[type.zh] ?? 10) : TERMS[type.zh];
  const context = { random, holder, issueDate, issuerName: issuer.name, index };
  const attributes: Record<string, string> = {};
  for (const field of type.fields) attributes[field.shortCode] = makers[field.shortCode]?.(context) ?? '样例';

  return {
    name: type.zh,
    typeCode: type.code,
    number: type.numberIsHolderCode
      ? holder.code
      : `样例${holder.area.code}${String(index + 1).padStart(9, '0')}`,
    identifier: composeLicenceIdentifier({
      typeCode: type.code,
      issuer: issuer.code,
      serial: String(index + 1).padStart(9, '0'),
      version: '001',
    }),
    issuerName: issuer.name,
    issuerCode: issuer.code,
    issueDate,
    holderName: holder.name,
    holderCode: holder.code,
    holderType: holder.person ? '111' : '001',
    validFrom: issueDate,
    ...(term === undefined ? {} : { validUntil: addYears(issueDate, term) }),
    sealedBy: issuer.name,
    sealedAt: `${issueDate}T02:00:00Z`,
    areaCode: holder.area.code,
    status,
    attributes,
  };
}

/**
 * Invented licences of one region with valid check characters throughout: firms and persons in turn, each with four
 * licences, every type of the standard catalogue among them, about one in twenty no longer valid. Names say 样例, and
 * codes of organisations hold TB, so that nothing can be taken for real. All identifiers and numbers differ, up to
 * more licences than anybody needs. Lazy: memory does not grow with `count`.
 */
export function* sampleLicences({ region, seed, count }: SampleOptions): Generator<Licence, void, undefined> {
  let holder: SampleHolder | undefined;
  for (let index = 0; index < count; index++) {
    const block = Math.floor(index / BLOCK);
    if (index % BLOCK === 0 || !holder) holder = holderOf(region, seedOf(seed, block), block);
    yield make(region, seed, index, holder);
  }
}

/** Number `index` of `sampleLicences`, without making those before it. */
export function sampleLicence(region: RegionCode, seed: number, index: number): Licence {
  const block = Math.floor(index / BLOCK);
  return make(region, seed, index, holderOf(region, seedOf(seed, block), block));
}

/** The business licence of a sample firm: the first licence of its region under every seed. */
export function wellKnownSample(region: RegionCode): Licence {
  return sampleLicence(region, 0, 0);
}

/** The identity card of a sample person: the first of its region under every seed. */
export function wellKnownPersonSample(region: RegionCode): Licence {
  return sampleLicence(region, 0, BLOCK);
}
