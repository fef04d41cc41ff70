import { regionNames, type RegionCode } from '#libs/codes';
import { Lots, type Firm, type Person } from './subjects.js';

/** What a department holds of a firm, in its own columns; null where it has nothing to write. */
export type Row = Record<string, string | null>;

/** The nine departments' data of the bankruptcy check, by dataset. */
export const datasets = [
  'registration',
  'vehicles',
  'real-estate',
  'housing',
  'customs-status',
  'social-insurance',
  'medical-insurance',
  'housing-fund',
  'tax',
] as const;
export type DatasetName = (typeof datasets)[number];

/** Region of the department, the firm, and lots that belong to both. */
type Maker = (place: RegionCode, firm: Firm, lots: Lots) => Row[];

const cities: Readonly<Record<RegionCode, { plate: string; district: string }>> = {
  '110000': { plate: '京', district: '110105' },
  '120000': { plate: '津', district: '120104' },
  '130000': { plate: '冀', district: '130102' },
};

const times = (count: number, make: (n: number) => Row): Row[] =>
  Array.from({ length: count }, (_, n) => make(n));
/** Where a firm has its seat its departments know it; elsewhere only a debtor left something. */
const atHome = (place: RegionCode, firm: Firm): boolean => place === firm.region;

const makers: Readonly<Record<DatasetName, Maker>> = {
  registration: (place, firm, lots) =>
    atHome(place, firm)
      ? [
          {
            tyshxydm: firm.code,
            qymc: firm.name,
            djzt: firm.debtor ? '1' : lots.of(['1', '1', '1', '2', '3'] as const),
            fddbr: firm.legalRepresentative,
            zczb: firm.capital,
          },
        ]
      : [],
  vehicles: (place, firm, lots) =>
    times(firm.debtor ? 3 : atHome(place, firm) ? lots.below(3) : 0, (n) => ({
      syr_dm: firm.code,
      syr: firm.name,
      hphm: `${cities[place].plate}A${lots.digits(3)}样`,
      hpzl: lots.of(['01', '02', '02'] as const),
      clsbdh: vin(lots),
      dyzt: firm.debtor && n === 0 ? '1' : '0',
      cfzt: firm.debtor && n === 1 ? '1' : '0',
    })),
  'real-estate': (place, firm, lots) =>
    times(firm.debtor ? 2 : atHome(place, firm) ? lots.below(2) : 0, (n) => ({
      qlr_dm: firm.code,
      bdcdyh: `${cities[place].district}${lots.digits(3)}${lots.digits(3)}GB${lots.digits(5)}F${lots.digits(8)}`,
      zl: `${regionNames[place].zh}样例路${1 + lots.below(300)}号`,
      mj: `${80 + lots.below(2_000)}.${lots.digits(2)}`,
      qllx: lots.of(['3', '4', '5'] as const),
      dyqk: firm.debtor && n === 0 ? '抵押权人：样例银行股份有限公司' : null,
      cfqk: firm.debtor && n === 1 ? '查封机关：样例人民法院' : null,
    })),
  housing: (place, firm, lots) =>
    times(firm.debtor ? 2 : atHome(place, firm) ? lots.below(2) : 0, () => ({
      合同编号: `YL${lots.digits(10)}`,
      企业代码: firm.code,
      坐落: `${regionNames[place].zh}样例小区${1 + lots.below(30)}号楼${1 + lots.below(20)}01`,
      状态: lots.of(['1', '1', '2'] as const),
    })),
  'customs-status': (place, firm, lots) =>
    times(firm.debtor ? 2 : atHome(place, firm) && lots.below(3) === 0 ? 1 : 0, (n) => {
      const assessed = 1_000 + lots.below(90_000);
      const paid = firm.debtor && n === 1 ? 0 : assessed;
      return {
        declaration: `${cities[place].district.slice(0, 4)}2025${lots.digits(10)}`,
        assessed: `${assessed}.00`,
        paid: `${paid}.00`,
        state: paid < assessed ? 'OWED' : 'CLEARED',
      };
    }),
  'social-insurance': (place, firm, lots) =>
    times(atHome(place, firm) ? (firm.debtor ? 3 : 1) : 0, (n) => ({
      tyshxydm: firm.code,
      dwbh: `YL${lots.digits(8)}`,
      fkssq: `2026${String(8 + n).padStart(2, '0')}`,
      cbrs: String(3 + lots.below(60)),
      qfje: firm.debtor ? `${12_000 + n * 800}.50` : '0.00',
      zt: firm.debtor ? '2' : '1',
    })),
  'medical-insurance': (place, firm, lots) =>
    times(atHome(place, firm) ? 1 : 0, () => ({
      tyshxydm: firm.code,
      dwbh: `YL${lots.digits(8)}`,
      cbrs: String(3 + lots.below(60)),
      qfje: firm.debtor ? '8640.00' : '0.00',
    })),
  'housing-fund': (place, firm, lots) =>
    times(atHome(place, firm) ? 1 : 0, () => ({
      account: `YL${lots.digits(10)}`,
      persons: String(3 + lots.below(60)),
      arrears: firm.debtor ? '15200.00' : '0.00',
    })),
  tax: (place, firm, lots) =>
    times(atHome(place, firm) || firm.debtor ? 1 : 0, () => {
      const declared = 10_000 + lots.below(500_000);
      const paid = firm.debtor ? Math.floor(declared / 2) : declared;
      return {
        registration: firm.code,
        declared: `${declared}.00`,
        paid: `${paid}.00`,
        owed: `${declared - paid}.00`,
        penalties: firm.debtor ? '3250.75' : '0.00',
      };
    }),
};

/** What the department of a region holds in one dataset of a firm; the same at every start. */
export function recordsOf(dataset: DatasetName, place: RegionCode, firm: Firm): Row[] {
  return makers[dataset](place, firm, new Lots(dataset, place, firm.code));
}

/** Whom the civil affairs of a region support: every third person of its own. */
export function lowIncomeOf(place: RegionCode, persons: readonly Person[]): Row[] {
  return persons
    .filter((_, n) => n % 3 === 0)
    .map(({ code }) => {
      const lots = new Lots('low-income', place, code);
      return {
        gmsfhm: code,
        jtbh: `YLJT${lots.digits(8)}`,
        bzlb: lots.of(['1', '2'] as const),
        qbrq: `202${String(lots.below(6))}-0${String(1 + lots.below(9))}-01`,
        zt: '1',
        ybzje: `${600 + lots.below(900)}.00`,
      };
    });
}

const VIN_LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';
const VIN_VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9];
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** A vehicle identification number with its check digit (GB 16735); no maker has the code LYL. */
function vin(lots: Lots): string {
  const letter = (): string => VIN_LETTERS.charAt(lots.below(VIN_LETTERS.length));
  const body = `LYL${letter()}${letter()}${letter()}${letter()}${letter()}0${letter()}${letter()}${lots.digits(6)}`;
  return `${body.slice(0, 8)}${vinCheckDigit(body)}${body.slice(9)}`;
}

export function vinCheckDigit(vin: string): string {
  const sum = [...vin].reduce((total, char, n) => {
    const value = /\d/.test(char) ? Number(char) : (VIN_VALUES[VIN_LETTERS.indexOf(char)] ?? 0);
    return total + value * (VIN_WEIGHTS[n] ?? 0);
  }, 0);
  return 'X0123456789'.charAt(((sum % 11) + 1) % 11);
}
