import type { Pool } from 'pg';
import type { GovernanceJournal } from '../audit/index.js';
import type { PublishedLog } from '../transparency/index.js';
import { openOwnKey, Sealer } from '../secrets/index.js';
import { ReadAccessRecords } from './read-access-records.js';
import { ReadBudget } from './read-budget.js';
import { SubjectEntries } from './subject-entries.js';
import type { SubjectsConfig } from './subjects.config.js';

export interface Subjects {
  /** Entity id of this node. */
  self: string;
  records: ReadAccessRecords;
  /** For the proofs of what is shown. */
  published: PublishedLog;
  /** Division (GB/T 2260) of the region that a node answers for; undefined where nobody knows any more. */
  regionOf: (entityId: string) => string | undefined;
}

/** Everything of this room, put together. */
export function openSubjects(
  config: SubjectsConfig,
  parts: {
    self: string;
    auditorPool: Pool;
    journal: GovernanceJournal;
    published: PublishedLog;
    regionOf: (entityId: string) => string | undefined;
    clock: () => number;
  },
): Subjects {
  const { self, auditorPool, journal, published, regionOf, clock } = parts;
  const records = new ReadAccessRecords(
    new SubjectEntries(auditorPool),
    journal,
    new Sealer(openOwnKey(config.cursorKeyFile)),
    new ReadBudget(config.readsPerMinute, clock),
    config,
    clock,
  );
  return { self, records, published, regionOf };
}
