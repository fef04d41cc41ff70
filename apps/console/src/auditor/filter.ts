import type { AuditFilterInput } from '../generated/operations.generated.js';

/** What the address of the page may carry. Nothing personal is among it: addresses are kept in histories and passed on. */
const TEXTS = [
  'caseNumber',
  'counterpart',
  'organisation',
  'identifier',
  'licenceType',
  'itemCode',
  'rule',
  'caller',
  'requestDigest',
] as const;
const INSTANTS = ['from', 'to'] as const;
const LISTS = ['kinds', 'outcomes', 'codes'] as const;
const CHOICES = ['operation', 'callerKind', 'channel'] as const;

export type TextFilter = (typeof TEXTS)[number];
export type Filter = Partial<
  Record<TextFilter | (typeof INSTANTS)[number] | (typeof CHOICES)[number], string>
> &
  Partial<Record<(typeof LISTS)[number], string[]>>;

const LIMIT = 300;

export function readFilter(params: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of [...TEXTS, ...INSTANTS, ...CHOICES]) {
    const value = params.get(name)?.trim();
    if (value) filter[name] = value.slice(0, LIMIT);
  }
  for (const name of LISTS) {
    const values = params.get(name)?.split(',').filter(Boolean).slice(0, 20);
    if (values?.length) filter[name] = values;
  }
  return filter;
}

export function writeFilter(filter: Filter): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter))
    if (Array.isArray(value) ? value.length > 0 : value) params.set(name, String(value));
  return params;
}

/** The node checks each value by itself; here only the shapes are told. */
export const toInput = (filter: Filter): AuditFilterInput => filter as AuditFilterInput;

export const isEmpty = (filter: Filter): boolean => Object.keys(filter).length === 0;
