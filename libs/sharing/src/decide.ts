import { catalogue as errors, type ErrorCode } from '#libs/errors';
import type { Agreement } from './agreement.js';
import { coversField } from './fields.js';
import type { Policy } from './policy.js';
import type { SharingCode, SharingRequest } from './request.js';
import { dayInChina, RULES, saidOf } from './rules.js';

export interface Decision {
  /** `reduced`: some of the fields asked for, but not all, are released. */
  outcome: 'granted' | 'reduced' | 'denied';
  released: string[];
  withheld: { field: string; reason: ErrorCode }[];
  /** Ids of the agreements that the release rests on, the one that releases most first; empty when denied. */
  rules: string[];
  /** Whether one of them asks for the holder's authorisation. */
  byAuthorisation: boolean;
  /** Why it was denied or reduced. */
  code?: ErrorCode;
  /** What would be needed instead, for the caller. */
  needed?: { en: string; zh: string };
}

interface Grant {
  agreement: Agreement;
  fields: string[];
}

/** What a caller may put right by itself; told before what only the provider can change. */
const REMEDIES: readonly SharingCode[] = [
  'AGREEMENT_RATE_EXCEEDED',
  'HOLDER_AUTHORISATION_REQUIRED',
  'OPERATION_DOCUMENT_NOT_AGREED',
];
const OF_FIELDS: readonly SharingCode[] = [
  ...REMEDIES,
  'WAY_NOT_SHARED',
  'FIELD_NOT_SHARED',
  'NOT_ON_RESPONSIBILITY_LIST',
  'FIELD_NOT_AGREED',
];

/**
 * May this be told? Denied unless an agreement says yes to everything, and then only the fields that one names and that
 * the responsibility list offers in this way. Agreements add up: asking in two questions must not give more than asking
 * in one. Asking for no field is granted where an agreement applies and the list offers anything in this way.
 * @param at milliseconds since the epoch; anything that is no instant denies
 */
export function decide(request: SharingRequest, policy: Policy, at: number): Decision {
  const { partner, licenceType, operation } = request;
  const asked = [...new Set(request.fields)];
  const { index, offers } = policy;
  if (!index.knowsPartner(partner)) return denial(asked, 'NO_AGREEMENT');
  if (!index.knowsType(partner, licenceType))
    return denial(asked, saidOf('LICENCE_TYPE_NOT_AGREED', licenceType));

  const day = dayInChina(at);
  const grants: Grant[] = [];
  const nearly: { agreement: Agreement; code: SharingCode }[] = [];
  let nearest = RULES.findIndex(({ code }) => code === 'PURPOSE_NOT_AGREED');
  for (const agreement of index.candidates(partner, licenceType, request.purpose)) {
    const failed = RULES.findIndex((rule) => !rule.holds(agreement, request, day));
    nearest = Math.max(nearest, failed);
    const code = RULES[failed]?.code;
    if (!code) grants.push({ agreement, fields: agreedFields(agreement, request, asked) });
    else if (REMEDIES.includes(code)) nearly.push({ agreement, code });
  }
  if (grants.length === 0) return denial(asked, RULES[nearest]?.code ?? 'NO_AGREEMENT');
  if (asked.length === 0) {
    const objection = offers.objectionToAll(licenceType, operation);
    if (objection) return denial(asked, objection);
  }

  const objections = new Map(asked.map((field) => [field, offers.objection(licenceType, operation, field)]));
  const open = grants.map(({ agreement, fields }) => ({
    agreement,
    fields: fields.filter((field) => objections.get(field) === undefined),
  }));
  const chosen = choose(open, asked);
  const released = asked.filter((field) => chosen.some(({ fields }) => fields.includes(field)));
  const withheld = asked
    .filter((field) => !released.includes(field))
    .map((field) => ({ field, reason: reasonFor(field, objections.get(field), grants, nearly) }));
  const code = OF_FIELDS.find((one) => withheld.some(({ reason }) => reason === one));
  if (code && released.length === 0) return { ...denial(asked, code), withheld };
  return {
    outcome: code ? 'reduced' : 'granted',
    released,
    withheld,
    rules: chosen.map(({ agreement }) => agreement.id),
    byAuthorisation: chosen.some(({ agreement }) => agreement.requiresHolderAuthorisation),
    ...(code ? { code, needed: neededFor(code) } : {}),
  };
}

/** What an agreement that applies releases of the fields asked for; with an authorisation, no more than both name. */
export function agreedFields(
  agreement: Agreement,
  request: SharingRequest,
  asked: readonly string[],
): string[] {
  const agreed = asked.filter((field) => coversField(agreement.fields, field));
  if (!agreement.requiresHolderAuthorisation) return agreed;
  const authorised = request.holderAuthorisation?.fields ?? [];
  return agreed.filter((field) => coversField(authorised, field));
}

/** As few agreements as do: the one that releases most, then whoever adds most. Equal ones: without authorisation, lower id. */
function choose(grants: readonly Grant[], asked: readonly string[]): Grant[] {
  const open = new Set(asked);
  const chosen: Grant[] = [];
  for (;;) {
    let best: Grant | undefined;
    let most = 0;
    for (const grant of grants) {
      const adds = grant.fields.filter((field) => open.has(field)).length;
      if (!best || adds > most || (adds === most && comesBefore(grant.agreement, best.agreement))) {
        best = grant;
        most = adds;
      }
    }
    if (!best || (most === 0 && (chosen.length > 0 || asked.length > 0))) return chosen;
    chosen.push(best);
    if (most === 0) return chosen;
    best.fields.forEach((field) => open.delete(field));
  }
}

function comesBefore(one: Agreement, other: Agreement): boolean {
  if (one.requiresHolderAuthorisation !== other.requiresHolderAuthorisation)
    return other.requiresHolderAuthorisation;
  return one.id < other.id;
}

/** The list is named only to whom an agreement names the field: to others it would be beside the point. */
function reasonFor(
  field: string,
  objection: SharingCode | undefined,
  grants: readonly Grant[],
  nearly: readonly { agreement: Agreement; code: SharingCode }[],
): SharingCode {
  const naming = nearly.filter(({ agreement }) => coversField(agreement.fields, field));
  const named = grants.filter(({ agreement }) => coversField(agreement.fields, field));
  if (naming.length === 0 && named.length === 0) return 'FIELD_NOT_AGREED';
  if (objection) return objection;
  if (named.some(({ agreement }) => agreement.requiresHolderAuthorisation))
    return 'HOLDER_AUTHORISATION_REQUIRED';
  return REMEDIES.find((code) => naming.some((one) => one.code === code)) ?? 'FIELD_NOT_AGREED';
}

function denial(asked: readonly string[], code: SharingCode): Decision {
  return {
    outcome: 'denied',
    released: [],
    withheld: asked.map((field) => ({ field, reason: code })),
    rules: [],
    byAuthorisation: false,
    code,
    needed: neededFor(code),
  };
}

const neededFor = (code: SharingCode) => ({ en: errors[code].en.advice, zh: errors[code].zh.advice });
