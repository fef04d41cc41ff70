import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { CaseView } from '#libs/handling';
import type { SigningKey, VerificationKey } from '#libs/jws';
import type { CaseJournal } from '../audit/index.js';
import type { HolderIdentity } from '../callers/index.js';
import type { Matters } from '../matters/index.js';
import type { Messages } from '../messages/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { openOwnKey } from '../secrets/index.js';
import { ActInCase } from './act-in-case.js';
import { CheckAccess, type StaffRole } from './access.js';
import { CaseStore } from './case-store.js';
import type { CasesConfig } from './cases.config.js';
import { Announcements } from './changes.js';
import { DeadlineRounds } from './deadlines/deadline-rounds.js';
import { nextLook } from './deadlines/next-look.js';
import { DraftCase } from './draft-case.js';
import type { HeldCase } from './held-case.js';
import { HearEvent } from './hear-event.js';
import { CASE_EVENT_MESSAGE } from './messages.js';
import { OpenCase } from './open-case.js';
import { PeerKeys, type PublishedKey } from './peer-keys.js';
import { ReadCases } from './read-cases.js';
import type {
  CaseAccess,
  CaseChange,
  CaseFiles,
  CaseProjection,
  CaseReminder,
  CaseResults,
  Cases,
  StoredCase,
} from './ports.js';
import { References } from './references.js';
import { ResendCases } from './resend-cases.js';
import { TakeStep } from './take-step.js';
import { TellParties } from './tell-parties.js';
import { WriteEvent } from './write-event.js';

export interface CasesParts {
  self: string;
  region: RegionCode;
  organisation: { code: string; name: string };
  database: Database;
  calendar: WorkingCalendar;
  journal: CaseJournal;
  messages: Messages;
  matters: Matters;
  files: CaseFiles;
  projection: CaseProjection;
  /** What approvals yield; nothing unless told. */
  results?: CaseResults;
  /** Entity id of the node that answers for a region; undefined where none is trusted for it. */
  nodeFor: (region: RegionCode) => Promise<string | undefined>;
  /** Whether a node that is trusted now answers for a region. */
  actsFor: (entityId: string, region: RegionCode) => boolean;
  /** A key that is published now for a trusted node, or for this one. */
  keyOf: (entityId: string, kid: string) => Promise<VerificationKey | undefined>;
  /** Keys that trusted nodes publish now. */
  publishedKeys: () => readonly PublishedKey[];
  /** What the configuration lets a client act as. */
  rolesOfClient: (clientId: string) => readonly StaffRole[];
  signingKey: () => SigningKey;
  clock: () => number;
  logger: Logger;
}

const noResults: CaseResults = {
  prepare: () => Promise.resolve(undefined),
  revoke: () => Promise.resolve(),
};

/** What other rooms and the resolvers are given. */
export interface CasesRoom {
  cases: Cases;
  access: CaseAccess;
  /** What events of a case name that lies beside them: forms, and the words of ratings. */
  contentsOf(id: string): Promise<readonly unknown[]>;
  /** Whether a number is that of a draft here. */
  isDraft(id: string): Promise<boolean>;
  acting: ActInCase;
  reading: ReadCases;
  /** Periods that come near and end. */
  deadlines: DeadlineRounds;
  /** By which a person's cases are found; the same for all cases of this node, and never leaves it. */
  personKey: (holder: HolderIdentity) => string;
}

/** Everything of this room, put together; it takes its messages before the node listens. */
export function openCases(config: CasesConfig, parts: CasesParts): CasesRoom {
  const { self, region, database, messages, matters, files, clock, logger } = parts;
  const store = new CaseStore(database.pool);
  const references = new References(openOwnKey(config.keyFile));
  const fault = (error: unknown): void => logger.error({ err: error }, 'a listener to cases failed');
  const changes = new Announcements<CaseChange>(fault);
  const reminders = new Announcements<CaseReminder>(fault);
  const look = (view: CaseView, now: number) => nextLook(view, now, parts.calendar, config.warnDays);
  const writing = new WriteEvent({
    region,
    store,
    journal: parts.journal,
    matters,
    nextLook: look,
    projection: parts.projection,
    clock,
  });
  const telling = new TellParties({ region, messages, files, nodeFor: parts.nodeFor });
  const acting = {
    self,
    region,
    store,
    matters,
    files,
    results: parts.results ?? noResults,
    references,
    writing,
    telling,
    transactions: database.transactions,
    messages,
    changes,
    signingKey: parts.signingKey,
    clock,
  };
  const keys = new PeerKeys(database.pool, parts.publishedKeys, clock);
  const drafting = new DraftCase({
    region,
    config,
    store,
    matters,
    references,
    transactions: database.transactions,
    clock,
  });
  const opening = new OpenCase(acting);
  const stepping = new TakeStep(acting);
  messages.take(
    CASE_EVENT_MESSAGE,
    new HearEvent({
      self,
      region,
      aheadMs: config.aheadMinutes * 60_000,
      store,
      references,
      writing,
      changes,
      keyOf: async (issuer, kid, vouched) => {
        const current = await parts.keyOf(issuer, kid);
        return current ?? (vouched ? keys.find(issuer, kid) : undefined);
      },
      actsFor: parts.actsFor,
      clock,
      log: logger,
    }),
  );
  const shown = async (held: HeldCase): Promise<StoredCase> => {
    const { form } = held.case.view;
    const content = form === undefined ? undefined : await store.content(held.id, form);
    return {
      id: held.id,
      view: held.case.view,
      ...(content === undefined ? {} : { form: content as Readonly<Record<string, unknown>> }),
      events: held.tokens,
      ...(held.applicant ? { applicant: held.applicant } : {}),
      ...(held.organisation === undefined ? {} : { organisation: held.organisation }),
      departments: held.departments,
      delegates: held.delegates,
    };
  };
  const cases: Cases = {
    async one(id) {
      const held = await store.byId(id);
      if (!held) throw new Refusal('CASE_UNKNOWN');
      return shown(held);
    },
    draft: (input, by) => drafting.draft(input, by),
    open: async (id, receiving, by) => shown(await opening.open(id, receiving, by)),
    step: async (id, step, by) => shown(await stepping.take(id, step, by)),
    self: { role: 'node', organisation: parts.organisation, caller: { kind: 'node' } },
    onChange: (listener) => {
      changes.listen(listener);
    },
    onReminder: (listener) => {
      reminders.listen(listener);
    },
  };
  const access = new CheckAccess({ store, cases, references, rolesOfClient: parts.rolesOfClient });
  return {
    cases,
    contentsOf: (id) => store.contents(id),
    isDraft: async (id) => (await store.draft(id)) !== undefined,
    access,
    acting: new ActInCase({
      pool: database.pool,
      store,
      cases,
      access,
      files,
      references,
      calendar: parts.calendar,
      clock,
    }),
    reading: new ReadCases({
      region,
      pool: database.pool,
      store,
      access,
      references,
      calendar: parts.calendar,
      warnDays: config.warnDays,
      shown,
      bodyNamed: (code) => {
        const { organisation, matters } = parts;
        const own = organisation.code === code ? { zh: organisation.name, en: organisation.name } : undefined;
        return matters.bodyNamed(code) ?? own;
      },
      clock,
    }),
    deadlines: new DeadlineRounds({
      config,
      region,
      pool: database.pool,
      store,
      cases,
      calendar: parts.calendar,
      keys,
      resends: new ResendCases({
        region,
        store,
        telling,
        transactions: database.transactions,
        messages,
        pool: database.pool,
      }),
      nextLook: look,
      reminders,
      clock,
      log: logger,
    }),
    personKey: (holder) => references.own(holder),
  };
}
