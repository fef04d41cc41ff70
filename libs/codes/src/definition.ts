import { Refusal, type ErrorCode } from '#libs/errors';

/** `not-checked`: an earlier rule failed that this one depends on, or no authority was at hand to say. */
export type RuleOutcome = 'passed' | 'failed' | 'not-checked';

/** One rule of a code's standard, applied to one text. */
export interface RuleResult {
  /** Stable name of the rule, such as `check-character`. */
  rule: string;
  outcome: RuleOutcome;
  /** The standard, and the clause where one is meant. */
  clause: string;
  /** The error code that stands for the failure of this rule. */
  code: ErrorCode;
  en: string;
  zh: string;
}

/**
 * `findings` are failed rules that are reported and not refused: real issuers are known to break them.
 * `rules` holds every rule with its outcome, in the order in which they are checked.
 */
export type Validation<T> =
  | { valid: true; value: T; findings: RuleResult[]; rules: RuleResult[] }
  | { valid: false; rule: string; code: ErrorCode; findings: RuleResult[]; rules: RuleResult[] };

export interface CheckOptions {
  /** Refuse also what is otherwise only reported. Default false. */
  strict?: boolean;
}

export interface Rule {
  name: string;
  clause: string;
  code: ErrorCode;
  en: string;
  zh: string;
  /** `refuse` (default) makes the text invalid; `report` only adds a finding. */
  severity?: 'refuse' | 'report';
  /** Of a text that passed the form rule; `undefined` where nobody can say. */
  holds(text: string): boolean | undefined;
}

/** What can be done with one kind of code. `T` is its typed value. */
export interface CodeDefinition<T> {
  /** Every rule with its outcome; never throws, whatever is given. */
  explain: (text: unknown) => RuleResult[];
  /** Says which rule failed first. Never throws. */
  validate: (text: unknown, options?: CheckOptions) => Validation<T>;
  /** The code of the first failed rule, or undefined; for millions of records, where no explanation is wanted. */
  problem: (text: unknown, options?: CheckOptions) => ErrorCode | undefined;
  /** @throws Refusal with the code of the first failed rule; the text itself is never repeated. */
  parse: (text: unknown, options?: CheckOptions) => T;
  is: (text: unknown, options?: CheckOptions) => text is string;
  /** The one written form of a value; `format(parse(x)) === x` but for normalised letters. */
  format(value: T): string;
}

interface Parts<T> {
  /** The longest text worth looking at; longer ones are malformed without further work. */
  maxLength: number;
  /** Only what the standard allows. */
  normalise?: (text: string) => string;
  /** The form. All other rules depend on it. */
  form: Rule;
  rules: readonly Rule[];
  build(text: string): T;
  format(value: T): string;
}

export function defineCode<T>(parts: Parts<T>): CodeDefinition<T> {
  const read = (text: unknown): string | undefined => {
    if (typeof text !== 'string' || text.length > parts.maxLength) return undefined;
    const normal = parts.normalise ? parts.normalise(text) : text;
    return parts.form.holds(normal) ? normal : undefined;
  };
  const explain = (text: unknown): RuleResult[] => {
    const normal = read(text);
    return [
      result(parts.form, normal === undefined ? 'failed' : 'passed'),
      ...parts.rules.map((rule) =>
        result(rule, normal === undefined ? 'not-checked' : outcome(rule, normal)),
      ),
    ];
  };
  const firstFailure = (normal: string, strict: boolean): Rule | undefined =>
    parts.rules.find((rule) => (strict || rule.severity !== 'report') && rule.holds(normal) === false);

  const problem = (text: unknown, { strict = false }: CheckOptions = {}): ErrorCode | undefined => {
    const normal = read(text);
    return normal === undefined ? parts.form.code : firstFailure(normal, strict)?.code;
  };

  return {
    explain,
    validate(text, { strict = false } = {}) {
      const rules = explain(text);
      const normal = read(text);
      if (normal === undefined)
        return { valid: false, rule: parts.form.name, code: parts.form.code, findings: [], rules };
      const findings = parts.rules
        .filter((rule) => rule.severity === 'report' && rule.holds(normal) === false)
        .map((rule) => result(rule, 'failed'));
      const failed = firstFailure(normal, strict);
      return failed
        ? { valid: false, rule: failed.name, code: failed.code, findings, rules }
        : { valid: true, value: parts.build(normal), findings, rules };
    },
    parse(text, { strict = false } = {}) {
      const normal = read(text);
      if (normal === undefined) throw new Refusal(parts.form.code, { details: { rule: parts.form.name } });
      const failed = firstFailure(normal, strict);
      if (failed) throw new Refusal(failed.code, { details: { rule: failed.name } });
      return parts.build(normal);
    },
    problem,
    is: (text, options): text is string => problem(text, options) === undefined,
    format: (value) => parts.format(value),
  };
}

function outcome(rule: Rule, text: string): RuleOutcome {
  const holds = rule.holds(text);
  return holds === undefined ? 'not-checked' : holds ? 'passed' : 'failed';
}

function result(rule: Rule, outcome: RuleOutcome): RuleResult {
  const { name, clause, code, en, zh } = rule;
  return { rule: name, outcome, clause, code, en, zh };
}
