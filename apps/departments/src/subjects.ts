import { createHash } from 'node:crypto';
import type { RegionCode } from '#libs/codes';
import { sampleLicence, sampleLicences, wellKnownSample, type Licence } from '#libs/licences';

/** A firm of the sample licences, as its departments know it. All names say 样例. */
export interface Firm {
  region: RegionCode;
  code: string;
  name: string;
  legalRepresentative: string;
  /** 万元 */
  capital: string;
  /** Whether it is the demo's bankrupt firm of its region. */
  debtor: boolean;
}

/** Licences of one holder follow each other, firms and persons in turn (libs/licences). */
const INDEXES_PER_FIRM = 8;

/** The firms of a region's sample licences, the demo's debtor first; the same ones at every start. */
export function firmsOf(region: RegionCode, seed: number, count: number): Firm[] {
  return Array.from({ length: count }, (_, n) =>
    firmOf(region, sampleLicence(region, seed, n * INDEXES_PER_FIRM)),
  );
}

/** The bankrupt firm of a region: the holder of its best known sample licence. */
export const debtorOf = (region: RegionCode): Firm => firmOf(region, wellKnownSample(region));

function firmOf(region: RegionCode, licence: Licence): Firm {
  return {
    region,
    code: licence.holderCode,
    name: licence.holderName,
    legalRepresentative: licence.attributes['KZ_FDDBR'] ?? '样例',
    capital: licence.attributes['KZ_ZCZB'] ?? '100',
    debtor: licence.holderCode === wellKnownSample(region).holderCode,
  };
}

/** Code of a person among the sample licences of a region. */
export interface Person {
  code: string;
}

/** The persons among a region's sample licences; the same ones at every start. */
export function personsOf(region: RegionCode, samples: { seed: number; count: number }): Person[] {
  const codes = new Set<string>();
  for (const { holderType, holderCode } of sampleLicences({ region, ...samples }))
    if (holderType === '111') codes.add(holderCode);
  return [...codes].map((code) => ({ code }));
}

/** Numbers that belong to a firm and a place: always the same ones, whatever else there is. */
export class Lots {
  private readonly bytes: Buffer;
  private next = 0;

  constructor(...names: string[]) {
    this.bytes = createHash('sha512').update(names.join('|')).digest();
  }

  below(limit: number): number {
    const at = (this.next += 4) % (this.bytes.length - 4);
    return this.bytes.readUInt32BE(at) % limit;
  }

  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.below(10))).join('');
  }
}
