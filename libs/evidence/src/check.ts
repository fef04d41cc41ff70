import type { EvidenceRole } from './bundle.js';

/** One thing that was looked at. `name` is stable: words for it stand in `words/`. */
export interface EvidenceCheck {
  name: EvidenceCheckName;
  outcome: 'passed' | 'failed' | 'not-checked';
  /** Section of the specification that is held here. */
  clause: string;
  /** Whose side it is about; absent where it is about the lookup as a whole. */
  side?: EvidenceRole;
  /** A code or a fact; never a judgement of its own. */
  detail?: string;
}

/** Every check with the section that it holds, in the order of a report. */
export const EVIDENCE_CHECKS = {
  'both-sides': 'libs/evidence README, "Sides"',
  anchor: 'OpenID Federation 1.0 §10.2',
  chain: 'OpenID Federation 1.0 §10.2',
  'chain-named': 'libs/audit-log README, entry.chain',
  'request-signature': 'PROFILE 5.1 (7)',
  'request-parties': 'PROFILE 5.2 (9)',
  'request-time': 'PROFILE 5.2 (10)-(12)',
  'request-body': 'PROFILE 5.2 (17)',
  'answer-signature': 'PROFILE 6.2 (7)',
  'answer-parties': 'PROFILE 6.2 (9)',
  'answer-to-request': 'PROFILE 6.2 (10)',
  'answer-time': 'PROFILE 6.2 (11)',
  'answer-body': 'PROFILE 6.2 (15)',
  'entry-form': 'RFC 8785; libs/audit-log README',
  'entry-request': 'libs/audit-log README, entry.request',
  'entry-answer': 'libs/audit-log README, entry.answer',
  'entry-purpose': 'PROFILE 4.2',
  'intent-before-outcome': 'libs/audit-log README, kinds',
  'receipt-signed': 'PROFILE 6.2 (16)',
  'receipt-embedded': 'libs/audit-log README, entry.receipt',
  'same-account': 'libs/evidence README, "Same account"',
  personal: 'libs/audit-log README, commitment',
  'log-key': 'OpenID Federation 1.0 §10.2; C2SP signed-note',
  checkpoint: 'C2SP tlog-checkpoint',
  inclusion: 'RFC 9162 §2.1.3.2; C2SP tlog-proof',
  witnesses: 'C2SP tlog-cosignature',
} as const;
export type EvidenceCheckName = keyof typeof EVIDENCE_CHECKS;

/** Collects checks. */
export class EvidenceChecks {
  readonly list: EvidenceCheck[] = [];

  add(
    name: EvidenceCheckName,
    outcome: EvidenceCheck['outcome'],
    { side, detail }: { side?: EvidenceRole | undefined; detail?: string | undefined } = {},
  ): void {
    this.list.push({
      name,
      outcome,
      clause: EVIDENCE_CHECKS[name],
      ...(side && { side }),
      ...(detail !== undefined && { detail }),
    });
  }

  /** Passed where `holds`, failed where not, not checked where undefined. */
  judge(
    name: EvidenceCheckName,
    holds: boolean | undefined,
    more: { side?: EvidenceRole | undefined; detail?: string | undefined } = {},
  ): void {
    this.add(name, holds === undefined ? 'not-checked' : holds ? 'passed' : 'failed', more);
  }
}

/**
 * failed: something is wrong; whole: every check that can be made was, and passed; partial: nothing is wrong, and something
 * could not be checked (no anchor pinned, one side absent, no witness yet).
 */
export type EvidenceVerdict = 'whole' | 'partial' | 'failed';

/** Checks that may be left out of a whole verdict: bodies and names are kept by few. */
const OPTIONAL = new Set<EvidenceCheckName>(['request-body', 'answer-body', 'personal']);

export function verdictOf(checks: readonly EvidenceCheck[]): EvidenceVerdict {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  const isPartial = checks.some(({ name, outcome }) => outcome === 'not-checked' && !OPTIONAL.has(name));
  return isPartial ? 'partial' : 'whole';
}
