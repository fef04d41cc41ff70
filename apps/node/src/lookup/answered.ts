import type { RegionCode } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import type { Decision } from '#libs/sharing';
import type { LookupRecord } from './ledger.js';
import type { LookupResult } from './lookup.js';

/** What a lookup at home comes to: its records for the ledger, and the result. */
export interface Answered {
  records: LookupRecord[];
  result: Omit<LookupResult, 'tookMs'>;
}

export function base(
  region: RegionCode,
  decision: Decision,
): Pick<LookupResult, 'region' | 'status' | 'withheld'> {
  return {
    region,
    status: decision.outcome === 'reduced' ? 'REDUCED' : 'FOUND',
    withheld: decision.withheld,
  };
}

export function denied(region: RegionCode, record: LookupRecord, decision: Decision): Answered {
  const code: ErrorCode = decision.code ?? 'NO_AGREEMENT';
  record.outcome = 'denied';
  record.code = code;
  return {
    records: [record],
    result: { region, status: 'DENIED', refusal: new Refusal(code).toPublic(), withheld: decision.withheld },
  };
}

export function notFound(region: RegionCode, record: LookupRecord): Answered {
  record.outcome = 'not-found';
  return { records: [record], result: { region, status: 'NOT_FOUND', withheld: [] } };
}
