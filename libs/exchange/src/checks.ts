/** One rule that a verifier looked at. `clause` is a section of PROFILE.md. */
export interface Check {
  name: string;
  outcome: 'passed' | 'failed' | 'not-checked';
  clause?: string;
  detail?: string;
}

/** The rules of one verifier with their clauses, in the order in which they are checked. */
export type CheckPlan<Name extends string> = Readonly<Record<Name, string>>;

/**
 * Walks a plan. The verifier says which rule it is at; a refusal thrown there is that rule's failure, and whatever
 * comes later was not checked.
 */
export class CheckRun<Name extends string> {
  private at: Name | undefined;

  constructor(private readonly plan: CheckPlan<Name>) {}

  /** The rule that is looked at from now on; all earlier ones passed. */
  enter(name: Name): void {
    this.at = name;
  }

  /** Every rule as passed. */
  passed(skipped: readonly Name[] = []): Check[] {
    return this.names().map((name) => ({
      name,
      outcome: skipped.includes(name) ? 'not-checked' : 'passed',
      clause: this.plan[name],
    }));
  }

  /** The rules after a refusal with this code. */
  failed(code: string): Check[] {
    const names = this.names();
    const failedAt = this.at === undefined ? 0 : names.indexOf(this.at);
    return names.map((name, index) => ({
      name,
      outcome: index < failedAt ? 'passed' : index === failedAt ? 'failed' : 'not-checked',
      clause: this.plan[name],
      ...(index === failedAt ? { detail: code } : {}),
    }));
  }

  private names(): Name[] {
    return Object.keys(this.plan) as Name[];
  }
}
