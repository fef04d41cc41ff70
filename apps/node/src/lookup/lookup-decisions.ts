import { asRefusal, type ErrorCode } from '#libs/errors';
import { decide, type Decision, type Policy } from '#libs/sharing';
import type { Asker, HolderRef, LookupOperation } from './lookup.js';
import type { AuthorisationVerdict, HolderAuthorisations, PolicyStore } from './sharing-ports.js';

/** A decision as it is carried out: told, logged, and told apart by the version of the policy. */
export interface LookupDecision extends Decision {
  /** `<agreement id>@<version>`, several joined by `+`; absent where nothing was granted. */
  rule?: string;
}

/** Decides the questions of one lookup under one policy and one judgement of the holder's authorisation. */
export class LookupDecisions {
  private constructor(
    private readonly operation: LookupOperation,
    private readonly asker: Asker,
    private readonly policy: Policy,
    private readonly at: number,
    private readonly verdict: AuthorisationVerdict | undefined,
  ) {}

  static async of(
    operation: LookupOperation,
    asker: Asker,
    deps: { self: string; policy: PolicyStore; authorisations: HolderAuthorisations; clock: () => number },
  ): Promise<LookupDecisions> {
    const { context, partner, request } = asker;
    const verdict =
      context.holderAuthorisation === undefined
        ? undefined
        : await deps.authorisations.judge(context.holderAuthorisation, {
            node: partner.startsWith('role:') ? deps.self : partner,
            organisation: context.organisation.code,
            itemCode: context.purpose.itemCode,
            caseNumber: context.caseNumber,
            request,
          });
    return new LookupDecisions(operation, asker, deps.policy.current(), deps.clock(), verdict);
  }

  /** Before anything is read. What it grants by authorisation stands only after {@link settle}. */
  on(licenceType: string, fields: readonly string[]): LookupDecision {
    const { verdict } = this;
    const agreed = verdict?.granted ? verdict.authorisation.fieldsFor(licenceType) : [];
    return this.decide(licenceType, fields, agreed, verdict?.granted === false ? verdict.code : undefined);
  }

  /**
   * Once it is known whose licence it is (`undefined` where there is none): what rests on an authorisation of somebody
   * else is decided anew without it. A licence that does not exist and one of another holder are told alike.
   */
  async settle(
    decision: LookupDecision,
    licenceType: string,
    fields: readonly string[],
    holder: HolderRef | undefined,
  ): Promise<LookupDecision> {
    if (!decision.byAuthorisation || !this.verdict?.granted) return decision;
    const { authorisation } = this.verdict;
    if (!holder || !authorisation.covers(holder))
      return this.decide(licenceType, fields, [], 'AUTHORISATION_OTHER_HOLDER');
    try {
      await authorisation.use();
      return decision;
    } catch (error) {
      return this.decide(licenceType, fields, [], asRefusal(error).code);
    }
  }

  private decide(
    licenceType: string,
    fields: readonly string[],
    authorised: readonly string[],
    refused: ErrorCode | undefined,
  ): LookupDecision {
    const { partner, context } = this.asker;
    const decision = decide(
      {
        partner,
        operation: this.operation,
        licenceType,
        purpose: context.purpose.itemCode,
        fields,
        organisation: context.organisation.code,
        ...(context.person.role === undefined ? {} : { role: context.person.role }),
        operationDocument: this.asker.operationDocument,
        ...(authorised.length > 0 ? { holderAuthorisation: { fields: authorised } } : {}),
      },
      this.policy,
      this.at,
    );
    const told = refused === undefined ? decision : withReason(decision, refused);
    return decision.rules.length === 0
      ? told
      : { ...told, rule: ruleName(decision.rules, this.policy.version) };
  }
}

/** Where an authorisation was wanted and one was shown, why that one did not do says more than that one is wanted. */
function withReason(decision: Decision, code: ErrorCode): Decision {
  const wanted = (reason: ErrorCode | undefined) => reason === 'HOLDER_AUTHORISATION_REQUIRED';
  if (!wanted(decision.code)) return decision;
  return {
    ...decision,
    code,
    withheld: decision.withheld.map(({ field, reason }) => ({
      field,
      reason: wanted(reason) ? code : reason,
    })),
  };
}

/** Longest name of a rule that an audit entry takes. */
const MAX_RULE = 128;

/** Where the names are too many for the entry, the version alone says by what it can be decided again. */
export function ruleName(rules: readonly string[], version: number): string {
  const whole = rules.map((id) => `${id}@${version}`).join('+');
  return whole.length <= MAX_RULE ? whole : `${rules[0] ?? ''}@${version}+${rules.length - 1}`;
}
