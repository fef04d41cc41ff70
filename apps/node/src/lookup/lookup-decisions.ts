import { asRefusal, type ErrorCode } from '#libs/errors';
import { decide, type Decision, type Policy, type SharingRequest } from '#libs/sharing';
import type { Asker, HolderRef, LookupOperation } from './lookup.js';
import type { AuthorisationVerdict, HolderAuthorisations, PolicyStore, Rates } from './sharing-ports.js';

/** A decision as it is carried out: told, logged, and told apart by the version of the policy. */
export interface LookupDecision extends Decision {
  /** `<agreement id>@<version>`, several joined by `+`; absent where nothing was granted. */
  rule?: string;
  /** Id of the holder's authorisation that it rests on and that was counted. */
  authorisation?: string;
}

export interface DecidingDeps {
  /** Entity id of this node. */
  self: string;
  policy: PolicyStore;
  rates: Rates;
  authorisations: HolderAuthorisations;
  clock: () => number;
}

/** Decides the questions of one lookup under one policy and one judgement of the holder's authorisation. */
export class LookupDecisions {
  /** By agreement: the wait where its rate is used up, nothing where the question was counted. */
  private readonly taken = new Map<string, Promise<number | undefined>>();
  private wait: number | undefined;

  private constructor(
    private readonly operation: LookupOperation,
    private readonly asker: Asker,
    private readonly policy: Policy,
    private readonly rates: Rates,
    private readonly at: number,
    private readonly questions: number,
    private readonly verdict: AuthorisationVerdict | undefined,
  ) {}

  /** @param questions how many a rate counts them as: of a judgement one a subject */
  static async of(
    operation: LookupOperation,
    asker: Asker,
    deps: DecidingDeps,
    questions = 1,
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
    return new LookupDecisions(
      operation,
      asker,
      deps.policy.current(),
      deps.rates,
      deps.clock(),
      questions,
      verdict,
    );
  }

  /** Seconds until it is worth asking again, where the rate of an agreement was in the way. */
  get retryAfter(): number | undefined {
    return this.wait;
  }

  /** Before anything is read. What it grants by authorisation stands only after {@link settle}. */
  on(licenceType: string, fields: readonly string[]): Promise<LookupDecision> {
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
      return { ...decision, authorisation: authorisation.id };
    } catch (error) {
      return this.decide(licenceType, fields, [], asRefusal(error).code);
    }
  }

  /** Each agreement that it rests on is counted once a lookup; without those whose rate is used up it is decided anew. */
  private async decide(
    licenceType: string,
    fields: readonly string[],
    authorised: readonly string[],
    refused: ErrorCode | undefined,
  ): Promise<LookupDecision> {
    const { context, partner, operationDocument } = this.asker;
    const request: SharingRequest = {
      partner,
      operation: this.operation,
      licenceType,
      purpose: context.purpose.itemCode,
      fields,
      organisation: context.organisation.code,
      ...(context.person.role === undefined ? {} : { role: context.person.role }),
      operationDocument,
      ...(authorised.length > 0 ? { holderAuthorisation: { fields: authorised } } : {}),
    };
    const exhausted: string[] = [];
    for (;;) {
      const decision = decide({ ...request, exhausted }, this.policy, this.at);
      const used = await this.count(decision.rules);
      if (used.length > 0) exhausted.push(...used);
      else return this.named(refused === undefined ? decision : withReason(decision, refused));
    }
  }

  private async count(rules: readonly string[]): Promise<string[]> {
    const used: string[] = [];
    for (const id of rules) {
      const rate = this.policy.rates.get(id);
      if (!rate) continue;
      const taking = this.taken.get(id) ?? this.rates.take(id, rate, this.asker.partner, this.questions);
      this.taken.set(id, taking);
      const wait = await taking;
      if (wait === undefined) continue;
      this.wait = Math.max(this.wait ?? 0, wait);
      used.push(id);
    }
    return used;
  }

  private named(decision: Decision): LookupDecision {
    const { rules } = decision;
    return rules.length === 0 ? decision : { ...decision, rule: ruleName(rules, this.policy.version) };
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
