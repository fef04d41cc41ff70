/** 证照状态. `next` lists the statuses that may follow. */
const statusTable = {
  '01': { zh: '有效', en: 'valid', next: ['02', '03', '04', '05', '06', '07', '99'] },
  '02': { zh: '暂停', en: 'suspended', next: ['01', '03', '04', '05', '07', '99'] },
  '03': { zh: '撤回', en: 'withdrawn', next: ['04'] },
  '04': { zh: '注销', en: 'cancelled', next: [] },
  '05': { zh: '失效', en: 'lapsed', next: ['04'] },
  '06': { zh: '转移中', en: 'being transferred', next: ['01', '04'] },
  // A firm whose licence is revoked (吊销) must still be wound up and struck off (注销).
  '07': { zh: '吊销', en: 'revoked', next: ['04'] },
  '99': { zh: '其他', en: 'other', next: ['01', '02', '03', '04', '05', '07'] },
} as const;

export type StatusCode = keyof typeof statusTable;

export interface LicenceStatus {
  code: StatusCode;
  zh: string;
  en: string;
  next: readonly StatusCode[];
}

export const licenceStatuses: readonly LicenceStatus[] = Object.entries(statusTable).map(([code, rest]) => ({
  code: code as StatusCode,
  ...rest,
}));

/** One line of a licence's history. */
export interface StatusChange {
  identifier: string;
  /** Undefined for the first status. */
  from: StatusCode | undefined;
  to: StatusCode;
  /** Instant, ISO 8601 in UTC. */
  at: string;
  /** Code of the organisation that decided. */
  by: string;
  /** Plain words for the file; no personal data. */
  reason: string;
}

export function isStatusCode(code: unknown): code is StatusCode {
  return typeof code === 'string' && Object.hasOwn(statusTable, code);
}

/** Whether `to` may follow `from`. Staying as it is is no transition. */
export function canFollow(from: StatusCode, to: StatusCode): boolean {
  return (statusTable[from].next as readonly StatusCode[]).includes(to);
}
