import type { RegionCode } from '#libs/codes';
import { asRefusal } from '#libs/errors';
import type { CaseEventKind } from '#libs/handling';
import type { Cases } from '../../cases/index.js';
import { Rounds } from '../../federation/rounds.js';
import type { Logger } from '../../observability/logger.js';
import type { ContinueCheck } from '../continue-check.js';
import type { BeginForCase } from './begin-for-case.js';
import { OVER } from './drive-case.js';

export interface FollowCasesDeps {
  cases: Pick<Cases, 'onChange'>;
  begin: Pick<BeginForCase, 'consider'>;
  checkOf: (caseId: string) => Promise<string | undefined>;
  continuing: Pick<ContinueCheck, 'hurry' | 'giveUp'>;
  region: RegionCode;
  /** Cases under way whose matter is a check and that have none here: a process may die between the two. */
  withoutCheck: () => Promise<readonly string[]>;
  log: Pick<Logger, 'warn'>;
}

const ROUND_MS = 60_000;
const OWN_STEPS: readonly CaseEventKind[] = [
  'begin-review',
  'begin-item',
  'answer-item',
  'approve',
  'deliver',
];

/** Begins the check of each case that is accepted, and lets a check go on when its case does. */
export class FollowCases {
  private readonly rounds: Rounds;
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly deps: FollowCasesDeps) {
    this.rounds = new Rounds(
      async () => {
        for (const id of await deps.withoutCheck()) await this.look(id);
      },
      () => ROUND_MS,
      (error) => deps.log.warn({ err: error }, 'cases without a check were not looked for'),
    );
    deps.cases.onChange(({ id, event, state }) => {
      // What the node itself says of its check changes nothing that the check waits for.
      if (event.region === deps.region && OWN_STEPS.includes(event.kind)) return;
      if (state === 'received' || state === 'correction-asked') return;
      const isOver = state !== undefined && OVER.includes(state);
      const work = this.look(id, isOver).finally(() => this.running.delete(work));
      this.running.add(work);
    });
  }

  start(): void {
    this.rounds.start();
  }

  async stop(): Promise<void> {
    await this.rounds.stop();
    await Promise.all(this.running);
  }

  private async look(id: string, isOver = false): Promise<void> {
    const { begin, checkOf, continuing, log } = this.deps;
    try {
      const known = await checkOf(id);
      if (known === undefined) await begin.consider(id);
      else await (isOver ? continuing.giveUp(known) : continuing.hurry(known));
    } catch (error) {
      log.warn({ case: id, code: asRefusal(error).code, err: error }, 'the check of a case was not begun');
    }
  }
}
