import { Refusal } from '#libs/errors';
import { attributesOf, type Matter } from '#libs/handling';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { EnqueueJobs } from '../../jobs/index.js';
import type { ImportEncoding } from '../../licences/index.js';
import type { Database } from '../../persistence/index.js';
import { ownRun } from '../access.js';
import type { EligibilityConfig } from '../eligibility.config.js';
import { JUDGE_JOB } from '../job-names.js';
import type { EligibilityRun } from '../run.js';
import type { RunStore } from '../run-store.js';
import { whileFilling, type CandidateStore, type NewCandidate } from './candidate-store.js';
import { readCandidates, type ReadResult } from './read-candidates.js';

export interface TakeFileDeps {
  config: EligibilityConfig;
  runs: RunStore;
  candidates: CandidateStore;
  database: Pick<Database, 'pool' | 'transactions'>;
  journal: Pick<GovernanceJournal, 'record'>;
  jobs: EnqueueJobs;
  matterOf: (run: EligibilityRun) => Matter | undefined;
}

export interface TakenFile extends ReadResult {
  candidates: number;
  duplicates: number;
}

/** Takes the candidates of a batch from a file, all of it or nothing, and sets the judging off. */
export class TakeFile {
  constructor(private readonly deps: TakeFileDeps) {}

  /**
   * @throws Refusal ELIGIBILITY_RUN_UNKNOWN, ELIGIBILITY_STEP_NOT_ALLOWED, ELIGIBILITY_UPLOAD_RUNNING, ELIGIBILITY_ROWS_INVALID,
   *   ELIGIBILITY_NO_CANDIDATES, ELIGIBILITY_TOO_MANY_CANDIDATES and those of {@link readCandidates}
   */
  async take(
    id: string,
    { blocks, encoding }: { blocks: AsyncIterable<Buffer>; encoding: ImportEncoding },
    caller: ClientCaller,
  ): Promise<TakenFile> {
    const { runs, database, jobs } = this.deps;
    const run = await ownRun(runs, id, caller);
    if (run.state !== 'collecting' || run.settings.candidates.from !== 'file')
      throw new Refusal('ELIGIBILITY_STEP_NOT_ALLOWED', { hint: run.state });
    let taken: TakenFile | undefined;
    const isOurs = await whileFilling(database.pool, id, async () => {
      taken = await this.store(run, { blocks, encoding }, caller);
    });
    if (!isOurs || !taken) throw new Refusal('ELIGIBILITY_UPLOAD_RUNNING');
    jobs.soon();
    return taken;
  }

  private async store(
    run: EligibilityRun,
    file: { blocks: AsyncIterable<Buffer>; encoding: ImportEncoding },
    caller: ClientCaller,
  ): Promise<TakenFile> {
    const { candidates, database, config } = this.deps;
    // What an upload left that broke off.
    await this.clear(run.id);
    let next = 1;
    let added = 0;
    const take = async (some: readonly NewCandidate[]): Promise<void> => {
      if (next + some.length - 1 > config.maxCandidates)
        throw new Refusal('ELIGIBILITY_TOO_MANY_CANDIDATES', {
          hint: `at most ${String(config.maxCandidates)}`,
        });
      added += await candidates.add(database.pool, run.id, next, some);
      next += some.length;
    };
    try {
      const read = await readCandidates(file.blocks, {
        ...this.rulesFor(run),
        encoding: file.encoding,
        take,
      });
      const { settings } = run;
      if (read.invalid > 0 && !(settings.candidates.from === 'file' && settings.candidates.skipInvalid)) {
        const some = read.findings.slice(0, 5).map(({ line, code }) => `${String(line)} ${code}`);
        throw new Refusal('ELIGIBILITY_ROWS_INVALID', {
          hint: `${String(read.invalid)}; ${some.join(', ')}`,
        });
      }
      if (added === 0) throw new Refusal('ELIGIBILITY_NO_CANDIDATES');
      const taken = { ...read, candidates: added, duplicates: read.rows - read.invalid - added };
      await this.begin(run.id, taken, caller);
      return taken;
    } catch (error) {
      await this.clear(run.id);
      throw error;
    }
  }

  private rulesFor(run: EligibilityRun) {
    const matter = this.deps.matterOf(run);
    if (!matter?.eligibility) throw new Refusal('ELIGIBILITY_MATTER_GONE');
    const { form, opensCases } = run.settings;
    const ofForm = opensCases
      ? Object.values(form).flatMap((value) => (typeof value === 'object' ? [value.candidate] : []))
      : [];
    const attributes = new Set([...attributesOf(matter.eligibility), ...ofForm]);
    attributes.delete('code');
    return {
      attributes,
      holderType: matter.subject === 'person' ? '111' : '001',
      maxBytes: this.deps.config.maxUploadBytes,
    };
  }

  private async begin(id: string, taken: TakenFile, caller: ClientCaller): Promise<void> {
    const { runs, database, journal, jobs } = this.deps;
    await database.transactions.run(async (transaction) => {
      const run = await runs.lock(transaction.client, id);
      // Cancelled meanwhile.
      if (run?.state !== 'collecting')
        throw new Refusal('ELIGIBILITY_STEP_NOT_ALLOWED', { hint: run?.state ?? 'gone' });
      await runs.change(transaction.client, id, { state: 'judging', candidates: taken.candidates });
      await jobs.enqueue(transaction, JUDGE_JOB, { run: id }, { singletonKey: id });
      await journal.record({
        kind: 'administration',
        caller,
        governance: {
          action: 'configure',
          rows: taken.candidates,
          note: `eligibility ${id}: candidates from a file, sha256 ${taken.sha256}`,
        },
        outcome: 'granted',
      });
    });
  }

  private async clear(id: string): Promise<void> {
    await this.deps.candidates.forget(this.deps.database.transactions, id);
  }
}
