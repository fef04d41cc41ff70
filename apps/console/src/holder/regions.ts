import type { Region } from '../generated/operations.generated.js';

/** Regions of the schema by the codes that the words of the console have (`region.110000`). */
export const REGIONS: Readonly<Record<Region, string>> = {
  BEIJING: '110000',
  TIANJIN: '120000',
  HEBEI: '130000',
};
