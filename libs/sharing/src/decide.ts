import { catalogue as errors, type ErrorCode } from '#libs/errors';
import type { Agreement, SharingOperation } from './agreement.js';

export interface SharingRequest {
  /** Entity id of a peer, or `role:<role>` for a caller of the own region. */
  partner: string;
  operation: SharingOperation;
  /** Licence type code. */
  licenceType: string;
  /** Item code of the matter that is being handled. */
  purpose: string;
  /** Names of the field registry, `attributes.KZ_*` for type-specific ones, `document` for the file. */
  fields: readonly string[];
  /** Whether an authorisation by the holder was presented and found good. */
  holderAuthorised: boolean;
}

export type SharingCode = Extract<
  ErrorCode,
  | 'NO_AGREEMENT'
  | 'AGREEMENT_NOT_IN_FORCE'
  | 'LICENCE_TYPE_NOT_AGREED'
  | 'OPERATION_NOT_AGREED'
  | 'PURPOSE_NOT_AGREED'
  | 'HOLDER_AUTHORISATION_REQUIRED'
  | 'FIELD_NOT_AGREED'
>;

export interface Decision {
  /** `reduced`: some of the fields asked for, but not all, are released. */
  outcome: 'granted' | 'reduced' | 'denied';
  released: string[];
  withheld: { field: string; reason: SharingCode }[];
  /** Id of the agreement that decided; absent when denied. */
  rule?: string;
  /** Why it was denied or reduced. */
  code?: SharingCode;
  /** What would be needed instead, for the caller. */
  needed?: { en: string; zh: string };
  /** Every agreement in the order given and why it did not apply. For the operator, never for the caller. */
  trail: { agreement: string; reason?: SharingCode; released: number }[];
}

interface Rule {
  code: SharingCode;
  holds(agreement: Agreement, request: SharingRequest, day: string | undefined): boolean;
}

/** In the order in which they are asked; a denial names the first one that the nearest agreement fails. */
const RULES: readonly Rule[] = [
  { code: 'NO_AGREEMENT', holds: (agreement, { partner }) => coversPartner(agreement.partner, partner) },
  {
    code: 'AGREEMENT_NOT_IN_FORCE',
    holds: (a, _, day) => day !== undefined && a.validFrom <= day && day <= a.validUntil, // both days included
  },
  { code: 'LICENCE_TYPE_NOT_AGREED', holds: (a, { licenceType }) => a.licenceTypes.includes(licenceType) },
  { code: 'OPERATION_NOT_AGREED', holds: (a, { operation }) => a.operations.includes(operation) },
  {
    code: 'PURPOSE_NOT_AGREED',
    holds: (a, { purpose }) => a.purposes.some((p) => coversPurpose(p, purpose)),
  },
  {
    code: 'HOLDER_AUTHORISATION_REQUIRED',
    holds: (agreement, { holderAuthorised }) => !agreement.requiresHolderAuthorisation || holderAuthorised,
  },
];

/**
 * May this be told? Denied unless one agreement says yes to everything but the fields. Agreements are not added up:
 * the one that releases most of the fields asked for decides alone, the lower id among equals, so that every answer
 * rests on one agreement that can be shown. Asking for no field is granted where an agreement applies.
 * @param at milliseconds since the epoch; anything that is no instant denies
 */
export function decide(request: SharingRequest, agreements: readonly Agreement[], at: number): Decision {
  const asked = [...new Set(request.fields)];
  const day = dayInChina(at);
  const trail: Decision['trail'] = [];
  let best: { agreement: Agreement; released: string[] } | undefined;
  let nearest = -1;

  for (const agreement of agreements) {
    const failed = RULES.findIndex((rule) => !rule.holds(agreement, request, day));
    const released = failed < 0 ? asked.filter((field) => coversField(agreement.fields, field)) : [];
    const empty = failed < 0 && asked.length > 0 && released.length === 0;
    const reason = empty ? 'FIELD_NOT_AGREED' : RULES[failed]?.code;
    trail.push({ agreement: agreement.id, released: released.length, ...(reason ? { reason } : {}) });
    nearest = Math.max(nearest, empty ? RULES.length : failed);
    if (!reason && (!best || isBetter(agreement, released, best))) best = { agreement, released };
  }

  if (!best)
    return denial(
      asked,
      nearest < RULES.length ? (RULES[nearest]?.code ?? 'NO_AGREEMENT') : 'FIELD_NOT_AGREED',
      trail,
    );
  const { agreement, released } = best;
  const withheld = asked.filter((field) => !released.includes(field));
  if (!withheld.length) return { outcome: 'granted', released, withheld: [], rule: agreement.id, trail };
  return {
    outcome: 'reduced',
    released,
    withheld: withheld.map((field) => ({ field, reason: 'FIELD_NOT_AGREED' })),
    rule: agreement.id,
    code: 'FIELD_NOT_AGREED',
    needed: neededFor('FIELD_NOT_AGREED'),
    trail,
  };
}

function isBetter(
  agreement: Agreement,
  released: string[],
  best: { agreement: Agreement; released: string[] },
): boolean {
  if (released.length !== best.released.length) return released.length > best.released.length;
  return agreement.id < best.agreement.id;
}

function denial(asked: string[], code: SharingCode, trail: Decision['trail']): Decision {
  const withheld = asked.map((field) => ({ field, reason: code }));
  return { outcome: 'denied', released: [], withheld, code, needed: neededFor(code), trail };
}

const neededFor = (code: SharingCode) => ({ en: errors[code].en.advice, zh: errors[code].zh.advice });

/** `*` is every caller of the own region and never a peer: what crosses a border is agreed by name. */
function coversPartner(agreed: string, partner: string): boolean {
  return agreed === partner || (agreed === '*' && partner.startsWith('role:'));
}

function coversPurpose(agreed: string, purpose: string): boolean {
  if (agreed.startsWith('basic:')) return purpose.slice(19, 31) === agreed.slice('basic:'.length);
  if (agreed.endsWith('*')) return purpose.startsWith(agreed.slice(0, -1));
  // An item covers its business variants, a variant covers only itself.
  return purpose === agreed || (agreed.length === 31 && purpose.length === 33 && purpose.startsWith(agreed));
}

function coversField(agreed: readonly string[], field: string): boolean {
  return agreed.includes(field) || (field.startsWith('attributes.') && agreed.includes('attributes.*'));
}

/** The day that a calendar in China shows (UTC+8, no summer time), `YYYY-MM-DD`; undefined for what is no instant. */
function dayInChina(at: number): string | undefined {
  const shifted = new Date(at + 8 * 3_600_000);
  return Number.isNaN(shifted.getTime()) ? undefined : shifted.toISOString().slice(0, 10);
}
