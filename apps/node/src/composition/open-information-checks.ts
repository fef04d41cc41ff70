import type { Pool } from 'pg';
import type { EvidenceCatalogue } from '#libs/catalogue';
import type { RegionCode } from '#libs/codes';
import { asRefusal } from '#libs/errors';
import type { Auditing } from '../auditing/index.js';
import type { CasesRoom } from '../cases/index.js';
import { openChecks, type Checks, type ChecksParts } from '../checks/index.js';
import { AskByLookup } from '../checks/questions/ask-by-lookup.js';
import { SealedReport } from '../checks/report/sealed-report.js';
import type { ClientCaller } from '../callers/index.js';
import type { NodeConfiguration } from '../config/index.js';
import { sampleFont } from '../licences/index.js';
import type { AskWithin } from '../lookup/ask-within.js';
import type { DocumentSealer } from '../sealing/index.js';

type Own =
  | 'self'
  | 'region'
  | 'organisation'
  | 'publicOrigin'
  | 'catalogue'
  | 'questions'
  | 'drawing'
  | 'uploads'
  | 'bundleOf'
  | 'cases'
  | 'maySeeCase'
  | 'casesUnderWay';

export interface InformationChecksParts extends Omit<ChecksParts, Own> {
  catalogue: EvidenceCatalogue | undefined;
  askWithin: AskWithin;
  sealer: () => DocumentSealer;
  auditing: Pick<Auditing, 'evidence'>;
  cases: CasesRoom;
}

/** The room of checks with what it is given of others. */
export function openInformationChecks(config: NodeConfiguration, parts: InformationChecksParts): Checks {
  const { askWithin, sealer, auditing, cases, ...same } = parts;
  return openChecks(config.checks, {
    ...same,
    self: config.node.entityId,
    region: config.node.region as RegionCode,
    organisation: config.node.organisation,
    publicOrigin: new URL(config.callers.audience).origin,
    questions: new AskByLookup(askWithin),
    drawing: new SealedReport({ font: sampleFont, sealer }),
    uploads: config.documents.uploads,
    bundleOf: (entry, caller) =>
      auditing.evidence.make.bundle(caller, entry, { withPersonalValues: false, otherSide: true }),
    cases: cases.cases,
    maySeeCase: (id, caller) => maySee(cases, id, caller),
    casesUnderWay: (matters) => casesUnderWay(parts.database.pool, matters),
  });
}

async function maySee({ access }: CasesRoom, id: string, caller: ClientCaller): Promise<boolean> {
  try {
    return (await access.subject(id, caller)).phase === 'open';
  } catch (error) {
    const { code } = asRefusal(error);
    if (code === 'INTERNAL' || code === 'STORE_UNAVAILABLE') throw error;
    return false;
  }
}

const MOST_CASES = 1000;

/** Cases of these matters that were accepted and are not decided, the oldest first. */
async function casesUnderWay(pool: Pool, matters: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM case_record WHERE matter = ANY($1) AND state IN ('accepted', 'under-review')
     ORDER BY opened_at LIMIT $2`,
    [matters, MOST_CASES],
  );
  return rows.map(({ id }) => id);
}
