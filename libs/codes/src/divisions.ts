import { defineCode } from './definition.js';
import { currentDivisions, provinceNames, withdrawnDivisions } from './divisions.data.js';

/** The regions that Tongban serves, by the GB/T 2260 code of the province. */
export const regionCodes = ['110000', '120000', '130000'] as const;
export type RegionCode = (typeof regionCodes)[number];

export const regionNames: Readonly<Record<RegionCode, { zh: string; en: string }>> = {
  '110000': { zh: '北京市', en: 'Beijing' },
  '120000': { zh: '天津市', en: 'Tianjin' },
  '130000': { zh: '河北省', en: 'Hebei' },
};

export type DivisionLevel = 'province' | 'prefecture' | 'county';

export interface Division {
  /** Six digits. */
  code: string;
  /** Chinese name. */
  name: string;
  level: DivisionLevel;
  region: RegionCode;
  /** Code of the division above; undefined for a province. */
  parent: string | undefined;
  /** Set where the division no longer exists. */
  withdrawn?: { successor: string; year: number };
}

const table = new Map<string, Division>();
for (const line of currentDivisions.trim().split('\n')) add(line.split(' '));
for (const line of withdrawnDivisions.trim().split('\n')) add(line.split(' '));

function add([code, name, successor, year]: string[]): void {
  const region = code && regionOf(code);
  if (!code || !name || !region) return;
  const level = code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'prefecture' : 'county';
  // Beijing and Tianjin have no prefectures; 110100 (市辖区) only groups, so their districts hang under the city.
  const above = region === '130000' ? `${code.slice(0, 4)}00` : region;
  table.set(code, {
    code,
    name,
    level,
    region,
    parent: level === 'province' ? undefined : level === 'prefecture' ? region : above,
    ...(successor ? { withdrawn: { successor, year: Number(year) } } : {}),
  });
}

/**
 * The region that a division code belongs to, by its first two digits: `'110105'` gives `'110000'`.
 * Undefined for any other province, and for what is not six digits.
 */
export function regionOf(code: string): RegionCode | undefined {
  return /^\d{6}$/.test(code) ? regionCodes.find((region) => region.startsWith(code.slice(0, 2))) : undefined;
}

/** Divisions that exist now, in the order of their codes; of one region, or all three. */
export function listDivisions(region?: RegionCode): Division[] {
  return [...table.values()].filter((d) => !d.withdrawn && (region === undefined || d.region === region));
}

/** The division of a code, withdrawn ones included; undefined where this table has none. */
export function findDivision(code: string): Division | undefined {
  return table.get(code);
}

/** Chinese name of the province of a division code, any of the 34. */
export function provinceName(code: string): string | undefined {
  const province = code.slice(0, 2);
  return Object.hasOwn(provinceNames, province) ? provinceNames[province] : undefined;
}

/**
 * Whether the six digits inside another code name a division, now or at an earlier time.
 * Undefined where this table cannot say: counties of other provinces, and withdrawn counties of Hebei.
 */
export function divisionExists(code: string): boolean | undefined {
  if (provinceName(code) === undefined) return false;
  if (table.has(code)) return true;
  const region = regionOf(code);
  return region === '110000' || region === '120000' ? false : undefined;
}

/** A division of the three regions, withdrawn ones included (GB/T 2260). */
export const division = defineCode<Division>({
  maxLength: 6,
  form: {
    name: 'form',
    clause: 'GB/T 2260',
    code: 'DIVISION_MALFORMED',
    en: 'six digits',
    zh: '6 位数字',
    holds: (text) => /^\d{6}$/.test(text),
  },
  rules: [
    {
      name: 'known',
      clause: 'GB/T 2260',
      code: 'DIVISION_UNKNOWN',
      en: 'the division is one of the three regions',
      zh: '属于京津冀的行政区划',
      holds: (text) => table.has(text),
    },
  ],
  build: (text) => table.get(text) as Division, // the rule `known` has just passed
  format: (value) => value.code,
});
