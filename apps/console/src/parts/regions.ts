import type { Region } from '../generated/operations.generated.js';

const BY_CODE: Readonly<Record<string, Region>> = {
  '110000': 'BEIJING',
  '120000': 'TIANJIN',
  '130000': 'HEBEI',
};

/** The three regions in the words of the schema. */
export const REGIONS: readonly Region[] = Object.values(BY_CODE);
export const regionNamed = (code: string): Region | undefined => BY_CODE[code];
