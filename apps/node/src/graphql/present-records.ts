import type { LookupResult } from '../lookup/lookup.js';
import { regionalResult } from './present.js';
import { RecordVerdictWord } from './types/enums.js';
import type { RecordsJudgementType, RecordsLookupType, SourceStatementType } from './types/records.type.js';

const instant = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString();

function source({ source: told }: LookupResult): SourceStatementType | null {
  if (!told) return null;
  const { department, asOf, until, reason } = told;
  return {
    departmentCode: department.code,
    departmentNameZh: department.name.zh,
    departmentNameEn: department.name.en,
    asOf: instant(asOf),
    until: instant(until),
    reasonZh: reason?.zh ?? null,
    reasonEn: reason?.en ?? null,
  };
}

export const toRecordsLookup = (result: LookupResult): RecordsLookupType => ({
  ...regionalResult(result),
  source: source(result),
  records:
    result.records?.records.map((record) => ({
      values: Object.entries(record).map(([item, value]) => ({ item, value })),
    })) ?? null,
  truncated: result.records?.truncated ?? false,
});

export const toJudgement = (result: LookupResult): RecordsJudgementType => ({
  ...regionalResult(result),
  source: source(result),
  judged:
    result.judged?.map((verdicts) => ({
      verdicts: verdicts.map((verdict) =>
        verdict === null ? RecordVerdictWord.UNKNOWN : verdict ? RecordVerdictWord.YES : RecordVerdictWord.NO,
      ),
    })) ?? null,
});
