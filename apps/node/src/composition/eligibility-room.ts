import type { RegionCode } from '#libs/codes';
import type { GovernanceJournal } from '../audit/index.js';
import type { Cases } from '../cases/index.js';
import type { EligibilityConfig } from '../eligibility/eligibility.config.js';
import {
  contextOf,
  holdersOfLicences,
  JudgeLicences,
  judgeSubjects,
  openedAsCases,
  openEligibility,
  type Eligibility,
  type EligibilityRun,
} from '../eligibility/index.js';
import type { Jobs } from '../jobs/index.js';
import type { AskWithin } from '../lookup/ask-within.js';
import type { AuditJournal } from '../lookup/audit-journal.js';
import type { DecidingDeps } from '../lookup/lookup-decisions.js';
import type { Matters } from '../matters/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';

export interface EligibilityRoomParts extends DecidingDeps {
  region: RegionCode;
  database: Database;
  matters: Matters;
  cases: Cases;
  journal: GovernanceJournal;
  lookupJournal: AuditJournal;
  jobs: Jobs;
  askWithin: AskWithin;
  assertRunning: () => void;
  logger: Logger;
}

/** The room of eligibility with the lookups that it asks and the cases that it opens. */
export function openEligibilityRoom(config: EligibilityConfig, parts: EligibilityRoomParts): Eligibility {
  const { region, database, matters, cases, lookupJournal, ...common } = parts;
  const matterOf = (run: EligibilityRun) => matters.find(run.matter, run.matterVersion)?.matter;
  const known = {
    matterOf,
    itemCodeOf: (matter: Parameters<Matters['itemCodeOf']>[0]) => matters.itemCodeOf(matter),
  };
  const deciding = { ...common, region, pool: database.pool, journal: lookupJournal };
  return openEligibility(config, {
    region,
    database,
    matters,
    journal: parts.journal,
    jobs: parts.jobs,
    subjects: judgeSubjects({
      ...known,
      askWithin: parts.askWithin,
      licences: new JudgeLicences(deciding),
    }),
    holders: holdersOfLicences({ ...deciding, contextOf: (run) => contextOf(run, known) }),
    opens: openedAsCases({ cases, region, matterOf }),
    clock: parts.clock,
    logger: parts.logger,
  });
}
