import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller, HolderIdentity } from '../callers/index.js';
import type { CaseAccess, CaseProjection } from '../cases/index.js';
import type { Matters } from '../matters/index.js';
import type { Database } from '../persistence/index.js';
import { Appointments } from './appointments.js';
import { ClaimCase } from './claim-case.js';
import type { CountersConfig } from './counters.config.js';
import { ListCases, type Looker } from './list-cases.js';
import { ProjectCase } from './project-case.js';
import { SearchCases } from './search-cases.js';
import { CountCases } from './statistics.js';

export interface CountersParts {
  region: RegionCode;
  database: Database;
  calendar: WorkingCalendar;
  journal: GovernanceJournal;
  clock: () => number;
}

/** What resolvers are given. */
export interface CountersRoom {
  region: RegionCode;
  lists: ListCases;
  searching: SearchCases;
  counting: CountCases;
  claiming: ClaimCase;
  appointments: Appointments;
  /** As whom a caller looks at lists; sees nothing where the roles give nothing. */
  lookerOf(this: void, caller: ClientCaller): Looker;
  /** @throws Refusal CASE_UNKNOWN, also for what is not the caller's to see */
  assertSees(id: string, caller: ClientCaller): Promise<void>;
  personKey: (holder: HolderIdentity) => string;
}

/** The projection, which the room of cases is opened with. */
export const openProjection = (
  config: CountersConfig,
  parts: { region: RegionCode; matters: Matters; calendar: WorkingCalendar; clock: () => number },
): CaseProjection => new ProjectCase({ ...parts, hotlineClients: config.hotlineClients });

/** Everything of this room, put together. */
export function openCounters(
  config: CountersConfig,
  { access, personKey }: { access: CaseAccess; personKey: (holder: HolderIdentity) => string },
  { region, database, calendar, journal, clock }: CountersParts,
): CountersRoom {
  const { pool, transactions } = database;
  const lists = new ListCases({ pool, calendar, clock });
  return {
    region,
    lists,
    searching: new SearchCases({ lists, journal, clock }),
    counting: new CountCases({ pool, calendar, clock }),
    claiming: new ClaimCase({ pool, transactions, journal, clock }),
    appointments: new Appointments({
      config,
      pool,
      transactions,
      journal,
      isWorking: (day) => calendar.isWorking(day),
      clock,
    }),
    lookerOf: (caller) => ({
      scope: access.scope(caller),
      organisation: caller.organisation.code,
      ...(caller.person ? { person: JSON.stringify([caller.organisation.code, caller.person.id]) } : {}),
    }),
    async assertSees(id, caller) {
      const subject = await access.subject(id, caller);
      if (subject.phase !== 'open') throw new Refusal('CASE_UNKNOWN');
    },
    personKey,
  };
}
