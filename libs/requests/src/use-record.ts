import { z } from 'zod';
import { itemCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { SharingRequest } from './sharing-request-steps.js';
import { placeOf } from './sharing-request-steps.js';
import { instantSchema, prose } from './text.js';

/** What the requester did with data that was supplied (使用记录), or that it was destroyed (销毁记录). */
export const useRecordSchema = z.strictObject({
  kind: z.enum(['use', 'destruction']),
  /** When it was done, milliseconds since 1970. */
  at: instantSchema,
  /** Matter in whose course it was used. */
  itemCode: z
    .string()
    .refine((code) => itemCode.is(code))
    .optional(),
  caseNumber: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
    .optional(),
  /** How many records were used or destroyed. */
  count: z.int().min(1).max(1_000_000_000),
  note: prose(500).optional(),
});
export type UseRecord = z.infer<typeof useRecordSchema>;

/** Years for which the requester keeps its records at least. */
export const KEEP_YEARS = 3;

/**
 * Checks a record against the request that it is about.
 * @throws Refusal `USE_RECORD_INVALID`, `USE_RECORD_NOT_SUPPLIED` (nothing was supplied that could be used),
 * `USE_RECORD_TIME` (before the data came, after it was stopped, or in the future)
 */
export function readUseRecord(request: SharingRequest, record: unknown, now: number): UseRecord {
  const parsed = useRecordSchema.safeParse(record);
  if (!parsed.success) throw new Refusal('USE_RECORD_INVALID', { hint: placeOf(parsed.error) });
  const use = parsed.data;
  if (use.kind === 'use' && use.itemCode === undefined)
    throw new Refusal('USE_RECORD_INVALID', { hint: 'itemCode' });
  const supplied = request.history.find(({ action }) => action === 'supply')?.at;
  if (supplied === undefined) throw new Refusal('USE_RECORD_NOT_SUPPLIED');
  if (use.at < supplied || use.at > now) throw new Refusal('USE_RECORD_TIME');
  if (use.kind === 'use' && !mayUseAt(request, use.at)) throw new Refusal('USE_RECORD_TIME');
  return use;
}

/** Whether data of a request might be used at an instant: supplied, neither suspended nor terminated. */
export function mayUseAt({ history }: SharingRequest, at: number): boolean {
  let may = false;
  for (const event of history) {
    if (event.at > at) break;
    if (event.action === 'supply' || event.action === 'resume') may = true;
    if (event.action === 'suspend' || event.action === 'terminate') may = false;
  }
  return may;
}

/** Until when a record has to be kept, counted from the day on which it was written; 29 February ends on 1 March. */
export function keptUntil(recordedAt: number): number {
  const date = new Date(recordedAt);
  date.setUTCFullYear(date.getUTCFullYear() + KEEP_YEARS);
  return date.getTime();
}

/** @throws Refusal `USE_RECORD_KEPT` with the day until which it is kept */
export function assertForgettable(recordedAt: number, now: number): void {
  const until = keptUntil(recordedAt);
  if (now < until) throw new Refusal('USE_RECORD_KEPT', { hint: new Date(until).toISOString().slice(0, 10) });
}
