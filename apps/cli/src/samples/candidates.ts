import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RegionCode } from '#libs/codes';
import { sampleLicences } from '#libs/licences';
import { DEMO_SEED } from './recipes.js';

/** 残疾人证, as the matter `disabled-persons` asks for it. */
const CERTIFICATE = '11100000TB00000441001';

/** A file of candidates for `tongban eligibility run`: holders of sample certificates, invented like everybody. Kept where it is. */
export function ensureCandidates(file: string, region: RegionCode, count: number): void {
  if (existsSync(file)) return;
  const codes = new Set<string>();
  for (const { typeCode, holderCode } of sampleLicences({ region, seed: DEMO_SEED, count }))
    if (typeCode === CERTIFICATE) codes.add(holderCode);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, ['code,holderType', ...[...codes].map((code) => `${code},111`), ''].join('\n'), {
    mode: 0o600,
  });
}
