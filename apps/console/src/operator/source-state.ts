import type { DepartmentSourcesResult } from '../generated/operations.generated.js';

export type Source = DepartmentSourcesResult[number];
/** Whether a department can be asked, as far as the last questions showed; nobody is asked for the sake of this. */
export type SourceState = 'well' | 'attention' | 'ill' | 'unknown';

const HOUR_MS = 3_600_000;

export function sourceState(
  source: Pick<Source, 'state' | 'failuresInRow' | 'heldUntil' | 'lastAnswerAt' | 'lastFaultAt' | 'asOf'> & {
    limits: Pick<Source['limits'], 'maxAgeHours'>;
  },
  now: number,
): SourceState {
  const { state, failuresInRow, heldUntil, lastAnswerAt, lastFaultAt, asOf, limits } = source;
  if (state !== 'CLOSED') return 'ill';
  if (limits.maxAgeHours !== null && asOf !== null && now - Date.parse(asOf) > limits.maxAgeHours * HOUR_MS)
    return 'ill';
  if (failuresInRow > 0 || heldUntil !== null) return 'attention';
  if (lastAnswerAt !== null) return 'well';
  return lastFaultAt === null ? 'unknown' : 'attention';
}
