import { catalogue as errors, type ErrorCode } from '#libs/errors';
import type { Agreement } from './agreement.js';
import { agreedFields, decide, type Decision } from './decide.js';
import { coversField, touchesField } from './fields.js';
import { wayOf } from './offers.js';
import type { Policy } from './policy.js';
import type { SharingCode, SharingRequest } from './request.js';
import { attributeOf, type SharingAttribute } from './responsibility-list.js';
import { dayInChina, RULES, saidOf } from './rules.js';
import { thingsOf } from './things.js';

export interface Words {
  en: string;
  zh: string;
}

export interface Reason {
  code: ErrorCode;
  message: Words;
  /** What this agreement or entry wants. For the operator: told to a caller it would teach what to claim. */
  wants?: string;
}

export interface ExplainedAgreement {
  id: string;
  /** The first rule that it fails; absent where it applies. */
  fails?: Reason;
  /** Of the fields asked for, those that it names (and the holder's authorisation, where that is wanted). */
  names: string[];
  legalBasis: string;
}

export interface ExplainedEntry {
  id: string;
  name: Words;
  way: string;
  offersWay: boolean;
  /** Of the fields asked for, each that the entry names, with its attribute. */
  items: { field: string; attribute: SharingAttribute; legalBasis?: string }[];
}

export interface ExplainedField {
  field: string;
  released: boolean;
  /** Agreements that release it. */
  by: string[];
  why?: Reason & { needed: Words };
}

export interface Explanation {
  version: number;
  decision: Decision;
  agreements: ExplainedAgreement[];
  /** Agreements with other partners, which are not listed. */
  others: number;
  entries: ExplainedEntry[];
  fields: ExplainedField[];
}

/** The same decision as {@link decide}, with every agreement of the partner and every entry for the type, and what each says. */
export function explain(request: SharingRequest, policy: Policy, at: number): Explanation {
  const asked = [...new Set(request.fields)];
  const day = dayInChina(at);
  const decision = decide(request, policy, at);
  const agreements: (ExplainedAgreement & { agreement: Agreement })[] = [];
  for (const agreement of policy.agreements) {
    const rule = RULES.find((one) => !one.holds(agreement, request, day));
    const failed = rule && saidOf(rule.code, request.licenceType);
    if (failed === 'NO_AGREEMENT') continue;
    agreements.push({
      agreement,
      id: agreement.id,
      ...(failed ? { fails: { ...reasonOf(failed), ...wantsOf(failed, agreement) } } : {}),
      names: failed
        ? asked.filter((field) => coversField(agreement.fields, field))
        : agreedFields(agreement, request, asked),
      legalBasis: agreement.legalBasis,
    });
  }
  const applying = agreements.filter(({ fails }) => !fails);
  return {
    version: policy.version,
    decision,
    agreements: agreements.map(({ agreement: _agreement, ...rest }) => rest),
    others: policy.agreements.length - agreements.length,
    entries: entriesFor(request, policy, asked),
    fields: asked.map((field) => {
      const released = decision.released.includes(field);
      const by = released ? applying.filter(({ names }) => names.includes(field)).map(({ id }) => id) : [];
      const code = decision.withheld.find((one) => one.field === field)?.reason;
      if (!code) return { field, released, by };
      return { field, released, by, why: { ...reasonOf(code), needed: adviceOf(code) } };
    }),
  };
}

function entriesFor(request: SharingRequest, policy: Policy, asked: readonly string[]): ExplainedEntry[] {
  const way = wayOf(request.operation);
  return policy.responsibilityList
    .filter((entry) => thingsOf(entry).includes(request.licenceType))
    .map((entry) => ({
      id: entry.id,
      name: entry.name,
      way,
      offersWay: entry.ways.includes(way),
      items: asked.flatMap((field) =>
        entry.items
          .map((item) => ({ item, attribute: attributeOf(entry, item) }))
          .filter(({ item, attribute }) =>
            attribute === 'not-shared'
              ? item.fields.some((kept) => touchesField(field, kept))
              : coversField(item.fields, field),
          )
          .map(({ item, attribute }) => {
            const legalBasis = item.legalBasis ?? entry.legalBasis;
            return { field, attribute, ...(legalBasis === undefined ? {} : { legalBasis }) };
          }),
      ),
    }));
}

const reasonOf = (code: ErrorCode): Reason => ({
  code,
  message: { en: errors[code].en.message, zh: errors[code].zh.message },
});
const adviceOf = (code: ErrorCode): Words => ({ en: errors[code].en.advice, zh: errors[code].zh.advice });

/** What the agreement says where the request failed it. */
function wantsOf(code: SharingCode, agreement: Agreement): { wants?: string } {
  const { purposes, operations, organisations, roles, operationDocuments, rate } = agreement;
  const lists: Partial<Record<SharingCode, readonly string[] | undefined>> = {
    LICENCE_TYPE_NOT_AGREED: thingsOf(agreement),
    DATASET_NOT_AGREED: thingsOf(agreement),
    PURPOSE_NOT_AGREED: purposes,
    AGREEMENT_NOT_IN_FORCE: [`${agreement.validFrom}..${agreement.validUntil}`],
    OPERATION_NOT_AGREED: operations,
    ORGANISATION_NOT_AGREED: organisations,
    ROLE_NOT_AGREED: roles,
    OPERATION_DOCUMENT_NOT_AGREED: operationDocuments,
    AGREEMENT_RATE_EXCEEDED: [
      ...(rate?.perMinute === undefined ? [] : [`${rate.perMinute}/min`]),
      ...(rate?.perDay === undefined ? [] : [`${rate.perDay}/d`]),
    ],
  };
  const list = lists[code];
  return list ? { wants: list.join(', ') } : {};
}
