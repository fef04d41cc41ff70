/**
 * `not-checked` says that a rule could not be or was not looked at. It never counts as passed: a verdict is good only
 * where every check that it depends on says `passed`.
 */
export type Outcome = 'passed' | 'failed' | 'not-checked';

/** One rule that a verifier looked at. */
export interface Check {
  /** Name of the rule in kebab-case, stable: it is part of the interface. */
  name: string;
  outcome: Outcome;
  /** The standard and its section, for example `RFC 5280 §6.1.3 (a)(2)`. */
  clause: string;
  /** Why, in a few English words; present where the outcome is not `passed`. */
  detail?: string;
  /** What was looked at where there are several, for example the subject of a certificate in a path. */
  subject?: string;
}

export const passed = (name: string, clause: string, subject?: string): Check => ({
  name,
  outcome: 'passed',
  clause,
  ...(subject === undefined ? {} : { subject }),
});

export const failed = (name: string, clause: string, detail: string, subject?: string): Check => ({
  name,
  outcome: 'failed',
  clause,
  detail,
  ...(subject === undefined ? {} : { subject }),
});

export const notChecked = (name: string, clause: string, detail: string, subject?: string): Check => ({
  name,
  outcome: 'not-checked',
  clause,
  detail,
  ...(subject === undefined ? {} : { subject }),
});

/** `failed` outweighs `not-checked`, which outweighs `passed`; nothing checked is `not-checked`. */
export function overall(checks: readonly Check[]): Outcome {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  if (checks.length === 0 || checks.some(({ outcome }) => outcome === 'not-checked')) return 'not-checked';
  return 'passed';
}
