import { catalogue as errors, type ErrorCode } from '#libs/errors';
import type { Agreement } from './agreement.js';
import type { Policy } from './policy.js';
import type { SharingCode, SharingRequest } from './request.js';
import { coversField, dayInChina, RULES } from './rules.js';

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

/**
 * May this be told? Denied unless an agreement says yes to everything, and only the fields that one names. Agreements add
 * up: asking in two questions must not give more than asking in one. Asking for no field is granted where an agreement
 * applies.
 * @param at milliseconds since the epoch; anything that is no instant denies
 */
export function decide(request: SharingRequest, policy: Policy, at: number): Decision {
  const asked = [...new Set(request.fields)];
  const day = dayInChina(at);
  const { index } = policy;
  if (!index.knowsPartner(request.partner)) return denial(asked, 'NO_AGREEMENT');
  if (!index.knowsType(request.partner, request.licenceType)) return denial(asked, 'LICENCE_TYPE_NOT_AGREED');
  const candidates = index.candidates(request.partner, request.licenceType, request.purpose);

  const grants: Grant[] = [];
  const unauthorised: Agreement[] = [];
  let nearest = RULES.findIndex(({ code }) => code === 'PURPOSE_NOT_AGREED');
  for (const agreement of candidates) {
    const failed = RULES.findIndex((rule) => !rule.holds(agreement, request, day));
    nearest = Math.max(nearest, failed);
    if (failed < 0) grants.push({ agreement, fields: releasable(agreement, request, asked) });
    else if (RULES[failed]?.code === 'HOLDER_AUTHORISATION_REQUIRED') unauthorised.push(agreement);
  }
  if (grants.length === 0) return denial(asked, RULES[nearest]?.code ?? 'NO_AGREEMENT');

  const chosen = choose(grants, asked);
  const released = asked.filter((field) => chosen.some(({ fields }) => fields.includes(field)));
  const withheld = asked
    .filter((field) => !released.includes(field))
    .map((field) => ({ field, reason: reasonFor(field, grants, unauthorised) }));
  const code = withheld.some(({ reason }) => reason === 'HOLDER_AUTHORISATION_REQUIRED')
    ? 'HOLDER_AUTHORISATION_REQUIRED'
    : 'FIELD_NOT_AGREED';
  if (released.length === 0 && withheld.length > 0) return { ...denial(asked, code), withheld };
  return {
    outcome: withheld.length > 0 ? 'reduced' : 'granted',
    released,
    withheld,
    rules: chosen.map(({ agreement }) => agreement.id),
    byAuthorisation: chosen.some(({ agreement }) => agreement.requiresHolderAuthorisation),
    ...(withheld.length > 0 ? { code, needed: neededFor(code) } : {}),
  };
}

/** What an agreement that applies releases of the fields asked for; with an authorisation, no more than both name. */
function releasable(agreement: Agreement, request: SharingRequest, asked: readonly string[]): string[] {
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

function reasonFor(field: string, grants: readonly Grant[], unauthorised: readonly Agreement[]): SharingCode {
  const couldBe = [...unauthorised, ...grants.map(({ agreement }) => agreement)];
  return couldBe.some((a) => a.requiresHolderAuthorisation && coversField(a.fields, field))
    ? 'HOLDER_AUTHORISATION_REQUIRED'
    : 'FIELD_NOT_AGREED';
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
