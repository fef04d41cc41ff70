/** Every check with what it holds to, in the order of a report. */
export const ARCHIVE_CHECKS = {
  package: 'APPNOTE 6.3.10; libs/seals package rules',
  'manifest-form': 'libs/archive README, manifest',
  'manifest-signature': 'RFC 7515; libs/archive README, seal',
  'manifest-party': 'libs/archive README, seal',
  listing: 'libs/archive README, manifest',
  digests: 'libs/archive README, manifest',
  anchor: 'OpenID Federation 1.0 §10.2',
  chain: 'OpenID Federation 1.0 §10.2',
  'events-form': 'libs/handling README, cases',
  'events-signed': 'RFC 7515; libs/handling README, cases',
  'events-complete': 'libs/handling README, cases',
  fold: 'libs/handling README, cases',
  matter: 'libs/handling README, matters',
  forms: 'libs/handling README, cases',
  'materials-held': 'libs/archive README, files',
  'materials-stated': 'libs/archive README, files',
  sheets: 'libs/archive README, files',
  evidence: 'libs/evidence README',
  receipts: 'PROFILE 6.2 (16)',
  'log-entries': 'libs/audit-log README, case',
  'log-proofs': 'RFC 9162 §2.1.3.2; C2SP tlog-proof',
} as const;
export type ArchiveCheckName = keyof typeof ARCHIVE_CHECKS;

export interface ArchiveCheck {
  name: ArchiveCheckName;
  outcome: 'passed' | 'failed' | 'not-checked';
  clause: string;
  /** A code, a path or a fact; never a judgement of its own. */
  detail?: string;
}

/**
 * failed: something is wrong; whole: every check was made and passed; partial: nothing is wrong, and something could not be
 * checked (no anchor pinned, a key that no chain vouches for, an entry that no checkpoint covers).
 */
export type ArchiveVerdict = 'whole' | 'partial' | 'failed';

/** Collects checks; what is never mentioned stands in the report as not checked. */
export class ArchiveChecks {
  private readonly made = new Map<ArchiveCheckName, ArchiveCheck>();

  /** Passed where `holds`, failed where not, not checked where undefined. Of one name the worst counts. */
  judge(name: ArchiveCheckName, holds: boolean | undefined, detail?: string): void {
    const outcome = holds === undefined ? 'not-checked' : holds ? 'passed' : 'failed';
    const known = this.made.get(name);
    if (known && RANK[known.outcome] >= RANK[outcome]) return;
    this.made.set(name, {
      name,
      outcome,
      clause: ARCHIVE_CHECKS[name],
      ...(detail === undefined || detail === '' ? {} : { detail }),
    });
  }

  get list(): ArchiveCheck[] {
    return (Object.keys(ARCHIVE_CHECKS) as ArchiveCheckName[]).map(
      (name) => this.made.get(name) ?? { name, outcome: 'not-checked', clause: ARCHIVE_CHECKS[name] },
    );
  }

  get verdict(): ArchiveVerdict {
    const { list } = this;
    if (list.some(({ outcome }) => outcome === 'failed')) return 'failed';
    return list.some(({ outcome }) => outcome === 'not-checked') ? 'partial' : 'whole';
  }
}

const RANK: Record<ArchiveCheck['outcome'], number> = { passed: 0, 'not-checked': 1, failed: 2 };
