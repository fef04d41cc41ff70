import type { EvidenceRole } from '../bundle.js';
import type { EvidenceCheck, EvidenceCheckName, EvidenceVerdict } from '../check.js';
import type { EvidenceGroup } from '../check-evidence.js';

/** The words in which evidence is reported, at the command line and in the page. */
export interface EvidenceTexts {
  verdicts: Readonly<Record<EvidenceVerdict, { title: string; meaning: string }>>;
  groups: Readonly<Record<EvidenceGroup, string>>;
  roles: Readonly<Record<EvidenceRole, string>>;
  outcomes: Readonly<Record<EvidenceCheck['outcome'], string>>;
  /** What is known where the check passed. */
  checks: Readonly<Record<EvidenceCheckName, string>>;
}
