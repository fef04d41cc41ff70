import { randomBytes } from 'node:crypto';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { attributesOf, queriesOf, type Matter } from '#libs/handling';
import type { GovernanceJournal } from '../audit/index.js';
import { assertAllowed, DUTIES, type ClientCaller } from '../callers/index.js';
import { dayInChina } from './day.js';
import type { EnqueueJobs } from '../jobs/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import type { Matters } from '../matters/index.js';
import type { Transactions } from '../persistence/index.js';
import type { EligibilityConfig } from './eligibility.config.js';
import { COLLECT_JOB } from './job-names.js';
import { runSettingsSchema, sourceKey, staffOf, type EligibilityRun, type RunSettings } from './run.js';
import type { RunStore } from './run-store.js';

export interface StartRunDeps {
  config: EligibilityConfig;
  region: RegionCode;
  runs: RunStore;
  matters: Pick<Matters, 'current' | 'roleOf'>;
  transactions: Transactions;
  journal: Pick<GovernanceJournal, 'record'>;
  jobs: EnqueueJobs;
  clock: () => number;
}

export interface StartInput extends Omit<RunSettings, 'by'> {
  matter: string;
}

/** Begins a batch: whose matter it is and whether everything is said that it will need, before anybody is looked up. */
export class StartRun {
  constructor(private readonly deps: StartRunDeps) {}

  /**
   * @throws Refusal ROLE_NOT_ALLOWED, MATTER_UNKNOWN, ELIGIBILITY_NOT_OFFERED, ELIGIBILITY_NOT_YOURS,
   *   ELIGIBILITY_INPUT_INVALID, ELIGIBILITY_SOURCE_ELSEWHERE, ELIGIBILITY_FORM_INCOMPLETE, ELIGIBILITY_TOO_MANY
   */
  async start({ matter: id, ...given }: StartInput, caller: ClientCaller): Promise<EligibilityRun> {
    const { runs, transactions, journal, jobs, matters, clock, config } = this.deps;
    assertAllowed(caller, DUTIES.eligibility);
    // The batch looks people up in the name of whoever begins it.
    assertAllowed(caller, DUTIES.lookup);
    const held = matters.current(id.slice(0, 100));
    if (!held) throw new Refusal('MATTER_UNKNOWN');
    const { matter } = held;
    if (!matter.eligibility || !matter.modes.includes('no-application'))
      throw new Refusal('ELIGIBILITY_NOT_OFFERED');
    const { authority, items } = matters.roleOf(matter, caller.organisation.code);
    if (!authority && items.length === 0) throw new Refusal('ELIGIBILITY_NOT_YOURS');
    const today = dayInChina(clock());
    const settings = this.checked({ by: staffOf(caller), ...given }, matter, today);
    const run = uuid7(clock(), (n) => randomBytes(n));
    await transactions.run(async (transaction) => {
      const { client } = transaction;
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `tongban.eligibility.${caller.organisation.code}`,
      ]);
      if ((await runs.unfinished(client, caller.organisation.code)) >= config.runsAtOnce)
        throw new Refusal('ELIGIBILITY_TOO_MANY');
      await runs.insert(client, {
        id: run,
        organisation: caller.organisation.code,
        matter: matter.id,
        matterVersion: matter.version,
        settings,
        today,
      });
      await journal.record({
        kind: 'administration',
        caller,
        governance: {
          action: 'configure',
          note: `eligibility ${run}: start, ${matter.id} version ${String(matter.version)}, ${settings.candidates.from}`,
        },
        outcome: 'granted',
      });
      if (settings.candidates.from === 'licences')
        await jobs.enqueue(transaction, COLLECT_JOB, { run }, { singletonKey: run });
    });
    jobs.soon();
    const started = await runs.byId(run);
    if (!started) throw new Error('a batch that was just begun is gone');
    return started;
  }

  private checked(given: RunSettings, matter: Matter, today: string): RunSettings {
    const parsed = runSettingsSchema.safeParse(given);
    if (!parsed.success)
      throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: placeOf(parsed.error.issues[0]?.path ?? []) });
    const settings = parsed.data;
    const { eligibility } = matter;
    if (!eligibility) throw new Refusal('ELIGIBILITY_NOT_OFFERED');
    const needed = attributesOf(eligibility);
    const sample = Object.fromEntries([...needed, 'code'].map((name) => [name, 'x']));
    const queries = queriesOf(eligibility, { today, candidate: sample });
    const sources = new Map(queries.map(({ source }) => [sourceKey(source), source]));
    for (const [key, regions] of Object.entries(settings.regions)) {
      const source = sources.get(key);
      if (!source)
        throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'regions: not a source of the matter' });
      if (new Set(regions).size !== regions.length)
        throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'regions: named twice' });
      if ('licence' in source && regions.some((region) => region !== this.deps.region))
        throw new Refusal('ELIGIBILITY_SOURCE_ELSEWHERE');
    }
    const { candidates } = settings;
    if (candidates.from === 'licences') {
      // Only those whom the condition is about anyway: this is no way to list the holders of anything else.
      if (!sources.has(`licence:${candidates.licenceType}`))
        throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'licenceType: not asked by the matter' });
      const missing = needed.filter((name) => name !== 'name');
      if (missing.length > 0)
        throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'candidates: a file is needed' });
    }
    if (settings.opensCases) assertFormComplete(settings, matter);
    return settings;
  }
}

/** What no candidate's entry will fill is missed now, not after a million of them. */
function assertFormComplete({ form, items, candidates }: RunSettings, matter: Matter): void {
  const unknown = Object.keys(form).find((name) => !Object.hasOwn(matter.form.properties, name));
  if (unknown !== undefined)
    throw new Refusal('ELIGIBILITY_FORM_INCOMPLETE', { hint: `no such field: ${unknown.slice(0, 40)}` });
  const missing = matter.form.required.filter((name) => !Object.hasOwn(form, name));
  if (missing.length > 0)
    throw new Refusal('ELIGIBILITY_FORM_INCOMPLETE', { hint: missing.slice(0, 10).join(', ') });
  const known = new Set(matter.items.map(({ id }) => id));
  if (items.some((id) => !known.has(id))) throw new Refusal('ELIGIBILITY_INPUT_INVALID', { hint: 'items' });
  if (candidates.from === 'file') return;
  const other = Object.values(form).find(
    (value) => typeof value === 'object' && !['code', 'name'].includes(value.candidate),
  );
  if (other !== undefined)
    throw new Refusal('ELIGIBILITY_FORM_INCOMPLETE', { hint: 'licences tell code and name' });
}

const placeOf = (path: readonly PropertyKey[]): string => path.map(String).join('.').slice(0, 100);
