import type { Pool } from 'pg';
import type { WitnessPolicy } from '#libs/audit-log';
import type { GovernanceJournal } from '../audit/index.js';
import { openCursorKey } from '../licences/index.js';
import type { AuditingConfig } from './auditing.config.js';
import { type CounterpartStates, nothingCompared } from './ports.js';
import { ReadTheLog } from './read-the-log.js';
import { CountEntries } from './search/count-entries.js';
import { GroupEntries } from './search/group-entries.js';
import { LogReader } from './search/log-reader.js';
import { SearchEntries } from './search/search-entries.js';
import { Sealer } from './sealing.js';
import { WitnessedSizes } from './witnessed-sizes.js';

export interface AuditingParts {
  /** Under the auditor's database role: reads the log and nothing else. */
  auditorPool: Pool;
  journal: GovernanceJournal;
  clock: () => number;
  /** How many witnesses it takes. */
  witnesses: WitnessPolicy;
  counterparts?: CounterpartStates;
}

/** What auditors can do, for the resolvers and routes. */
export interface Auditing {
  reads: ReadTheLog;
}

export function openAuditing(config: AuditingConfig, parts: AuditingParts): Auditing {
  const { auditorPool, journal, clock } = parts;
  const { totalMax, rowsMax, groupsMax, sessionGapMinutes } = config.search;
  const reader = new LogReader(auditorPool);
  const sealer = new Sealer(openCursorKey(config.keyFile));
  return {
    reads: new ReadTheLog({
      reader,
      search: new SearchEntries(reader, sealer),
      counts: new CountEntries(reader, { totalMax, rowsMax, groupsMax }),
      grouping: new GroupEntries(reader, { rowsMax, groupsMax, sessionGapMs: sessionGapMinutes * 60_000 }),
      journal,
      proofs: new WitnessedSizes(reader, parts.witnesses),
      counterparts: parts.counterparts ?? nothingCompared,
      sealer,
      clock,
    }),
  };
}
