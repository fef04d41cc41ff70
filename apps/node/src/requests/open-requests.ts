import type { WorkingCalendar } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import type { SigningKey } from '#libs/jws';
import type { GovernanceJournal } from '../audit/index.js';
import type { Messages } from '../messages/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { ActOnMatter } from './act-on-matter.js';
import { HearOfMatter } from './hear-of-matter.js';
import { matterKinds } from './kinds.js';
import { MatterStore } from './matter-store.js';
import { NoticeStore } from './overdue/notice-store.js';
import { OverdueRounds } from './overdue/overdue-rounds.js';
import { sendNotice } from './overdue/send-notice.js';
import { ReadMatters } from './read-matters.js';
import type { RequestsConfig } from './requests.config.js';
import { UseRecords } from './use-records.js';

export interface RequestsParts {
  self: string;
  region: string;
  database: Database;
  calendar: WorkingCalendar;
  journal: GovernanceJournal;
  messages: Messages;
  /** Entity id of the node that answers for a region; undefined where none is trusted for it. */
  nodeFor: (region: string) => Promise<string | undefined>;
  signingKey: () => SigningKey;
  clock: () => number;
  logger: Logger;
}

/** What resolvers are given. */
export interface Requests {
  acting: ActOnMatter;
  reading: ReadMatters;
  uses: UseRecords;
  /** @throws Refusal REGION_UNKNOWN */
  providerOf: (region: string) => Promise<string>;
  overdue: OverdueRounds;
}

/** Everything of this room, put together; it takes its messages before the node listens. */
export function openRequests(config: RequestsConfig, parts: RequestsParts): Requests {
  const { self, database, journal, messages, clock } = parts;
  const kinds = matterKinds(parts.calendar);
  const store = new MatterStore(database.pool);
  const common = { self, store, journal, messages, clock };
  for (const kind of Object.values(kinds))
    for (const [name, handler] of Object.entries(new HearOfMatter({ ...common, kind }).handlers()))
      messages.take(name, handler);
  const { allowHosts, timeoutMs } = config.overdue;
  return {
    acting: new ActOnMatter({ ...common, kinds, transactions: database.transactions }),
    reading: new ReadMatters(store, kinds, clock),
    uses: new UseRecords({
      self,
      pool: database.pool,
      transactions: database.transactions,
      matters: store,
      journal,
      clock,
    }),
    async providerOf(region) {
      const provider = region === parts.region ? self : await parts.nodeFor(region);
      if (provider === undefined) throw new Refusal('REGION_UNKNOWN', { hint: region });
      return provider;
    },
    overdue: new OverdueRounds({
      config: config.overdue,
      pool: database.pool,
      kinds,
      matters: store,
      notices: new NoticeStore(database.pool),
      send: (notice) =>
        sendNotice(notice, { self, signingKey: parts.signingKey, allowHosts, timeoutMs, clock }),
      clock,
      log: parts.logger,
    }),
  };
}
