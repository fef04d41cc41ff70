/** One thing that a verifier looked at. `clause` is a section of OpenID Federation 1.0 unless it names another text. */
export interface Check {
  name: string;
  outcome: 'passed' | 'failed' | 'not-checked';
  clause?: string;
  detail?: string;
}

/** Collects checks in the order in which they were made. */
export class CheckList {
  readonly checks: Check[] = [];

  passed(name: string, clause?: string, detail?: string): void {
    this.add(name, 'passed', clause, detail);
  }

  failed(name: string, clause?: string, detail?: string): void {
    this.add(name, 'failed', clause, detail);
  }

  notChecked(name: string, clause?: string, detail?: string): void {
    this.add(name, 'not-checked', clause, detail);
  }

  private add(name: string, outcome: Check['outcome'], clause?: string, detail?: string): void {
    this.checks.push({
      name,
      outcome,
      ...(clause === undefined ? {} : { clause }),
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
