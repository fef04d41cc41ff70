import { failed, notChecked, passed, type Check } from '#libs/pki';
import { concludes, PASSED, worst, type Conclusion, type SubIndication } from './indication.js';
import type { CheckName, SignatureCheck } from './report.js';

/** What follows from a check that failed or was not made, unless whoever made it knows better. */
const CONSEQUENCE: Readonly<Record<CheckName, { failed: SubIndication; skipped: SubIndication }>> = {
  format: { failed: 'FORMAT_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  signature: { failed: 'SIG_CRYPTO_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  integrity: { failed: 'HASH_FAILURE', skipped: 'SIGNED_DATA_NOT_FOUND' },
  coverage: { failed: 'SIG_CONSTRAINTS_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'later-modifications': { failed: 'SIG_CONSTRAINTS_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'signer-certificate': { failed: 'NO_SIGNING_CERTIFICATE_FOUND', skipped: 'NO_SIGNING_CERTIFICATE_FOUND' },
  path: { failed: 'CHAIN_CONSTRAINTS_FAILURE', skipped: 'NO_CERTIFICATE_CHAIN_FOUND' },
  revocation: { failed: 'REVOKED_NO_POE', skipped: 'TRY_LATER' },
  time: { failed: 'SIG_CONSTRAINTS_FAILURE', skipped: 'NO_POE' },
  'seal-structure': { failed: 'FORMAT_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'seal-maker-signature': { failed: 'SIG_CRYPTO_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'seal-maker-certificate': { failed: 'CHAIN_CONSTRAINTS_FAILURE', skipped: 'NO_CERTIFICATE_CHAIN_FOUND' },
  'seal-signer-listed': { failed: 'SIG_CONSTRAINTS_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'seal-validity': { failed: 'EXPIRED', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'seal-same': { failed: 'HASH_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'seal-holder': { failed: 'SIG_CONSTRAINTS_FAILURE', skipped: 'SIG_CONSTRAINTS_FAILURE' },
  'cryptographic-constraints': {
    failed: 'CRYPTO_CONSTRAINTS_FAILURE',
    skipped: 'CRYPTO_CONSTRAINTS_FAILURE',
  },
};

/** The checks without which no signature passes, whatever its format. */
const ALWAYS: readonly CheckName[] = [
  'format',
  'signature',
  'integrity',
  'coverage',
  'later-modifications',
  'signer-certificate',
  'path',
  'revocation',
  'time',
  'cryptographic-constraints',
];

/**
 * Collects the checks of one signature and draws the conclusion. `TOTAL_PASSED` comes only from every mandatory check
 * having been made and passed: one that nobody made is added as `not-checked` and decides.
 */
export class SignatureChecks {
  private readonly made: SignatureCheck[] = [];
  private readonly mandatory: readonly CheckName[];

  /** @param further mandatory checks of the format, beside those of every signature */
  constructor(further: readonly CheckName[] = []) {
    this.mandatory = [...ALWAYS, ...further];
  }

  pass(name: CheckName, clause: string, detail?: string): void {
    this.add(name, { ...passed(name, clause), ...(detail === undefined ? {} : { detail }) });
  }

  /** @param because the sub-indication or whole conclusion where the usual one of the check does not fit */
  fail(name: CheckName, clause: string, detail: string, because?: SubIndication | Conclusion): void {
    this.add(name, failed(name, clause, detail), because);
  }

  skip(name: CheckName, clause: string, detail: string, because?: SubIndication | Conclusion): void {
    this.add(name, notChecked(name, clause, detail), because);
  }

  /** Tells something that has no part in the indication. It does not stand in for a mandatory check. */
  tell(name: CheckName, clause: string, outcome: Check['outcome'], detail: string): void {
    this.made.push({ name, clause, outcome, detail, decides: false });
  }

  /** True where the check was made and passed each time. */
  passed(name: CheckName): boolean {
    const made = this.made.filter((check) => check.decides && check.name === name);
    return made.length > 0 && made.every(({ outcome }) => outcome === 'passed');
  }

  finish(): { checks: readonly SignatureCheck[]; conclusion: Conclusion } {
    for (const name of this.mandatory) {
      const was = this.made.some((check) => check.decides && check.name === name);
      if (!was) this.skip(name, 'ETSI EN 319 102-1 §5.1', 'not reached after an earlier check');
    }
    const deciding = this.made.filter(({ decides }) => decides);
    return {
      checks: [...this.made],
      conclusion: worst(deciding.map(({ conclusion }) => conclusion ?? PASSED)),
    };
  }

  private add(name: CheckName, check: Check, because?: SubIndication | Conclusion): void {
    const { failed: onFailed, skipped } = CONSEQUENCE[name];
    const usual = check.outcome === 'failed' ? onFailed : skipped;
    const reason = because ?? usual;
    const conclusion = typeof reason === 'string' ? concludes(reason) : reason;
    this.made.push({
      ...check,
      name,
      decides: true,
      ...(check.outcome === 'passed' ? {} : { conclusion: notPassed(conclusion, usual) }),
    });
  }
}

/** Nothing that did not pass leads to TOTAL_PASSED, even where a caller asks for it. */
function notPassed(conclusion: Conclusion, usual: SubIndication): Conclusion {
  return conclusion.indication === 'TOTAL_PASSED' ? concludes(usual) : conclusion;
}
