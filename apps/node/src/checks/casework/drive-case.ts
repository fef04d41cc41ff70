import type { RegionCode } from '#libs/codes';
import { asRefusal } from '#libs/errors';
import type { CaseView } from '#libs/handling';
import type { Cases, StoredCase } from '../../cases/index.js';
import type { Matters } from '../../matters/index.js';
import type { CheckStore, KeptCheck } from '../check-store.js';
import { dueStep, type CheckInCase, type DueStep } from './case-steps.js';

/** Where a node keeps what it hands out with a case. */
export interface CaseDocuments {
  /** Keeps a report for a case, so that an event may name it and it travels with that. @returns its digest */
  keep(file: {
    caseId: string;
    bytes: Uint8Array;
    mediaType: 'application/pdf';
    purpose: 'result';
  }): Promise<string>;
}

export interface DriveCaseDeps {
  region: RegionCode;
  cases: Pick<Cases, 'one' | 'step' | 'self'>;
  matters: Pick<Matters, 'byDigest'>;
  documents: CaseDocuments;
  store: Pick<CheckStore, 'content'>;
  /** The case is over before its check. */
  giveUp: (check: string) => Promise<void>;
}

/** States in which nobody waits for a report any more. */
export const OVER: readonly CaseView['state'][] = ['withdrawn', 'not-accepted', 'refused', 'revoked'];
const DECIDED: readonly CaseView['state'][] = ['approved', 'delivered', 'signed-for', 'rated'];
/** Far more than the items of any matter. */
const MOST_STEPS = 200;
const ATTEMPTS = 3;

/** Brings a case to where its check is, by signed events of the node. One at a time for each case. */
export class DriveCase {
  private readonly chains = new Map<string, Promise<unknown>>();

  constructor(private readonly deps: DriveCaseDeps) {}

  /** @returns whether the case has been told everything that there is to tell, for good */
  tell(check: KeptCheck): Promise<boolean> {
    const { caseId } = check;
    if (caseId === undefined) return Promise.resolve(true);
    const before = this.chains.get(caseId) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(() => this.drive(caseId, check));
    this.chains.set(caseId, next);
    const forget = (): void => {
      if (this.chains.get(caseId) === next) this.chains.delete(caseId);
    };
    next.then(forget, forget);
    return next;
  }

  private async drive(caseId: string, told: KeptCheck): Promise<boolean> {
    const { cases, giveUp } = this.deps;
    let failures = 0;
    for (let taken = 0; taken < MOST_STEPS;) {
      const stored = await cases.one(caseId);
      if (OVER.includes(stored.view.state)) {
        await giveUp(told.id);
        return true;
      }
      const step = dueStep(stored.view, { ...told, ...this.termsOf(stored) });
      if (!step) return DECIDED.includes(stored.view.state);
      try {
        await this.take(stored, told, step);
        taken += 1;
        failures = 0;
      } catch (error) {
        const { code } = asRefusal(error);
        // Somebody else acted in between: what is due is read again.
        if (!code.startsWith('CASE_') || (failures += 1) >= ATTEMPTS) throw error;
      }
    }
    return false;
  }

  private async take(stored: StoredCase, check: KeptCheck, step: DueStep): Promise<void> {
    const { cases, documents, store } = this.deps;
    const named =
      'result' in step.data ? step.data.result : 'document' in step.data ? step.data.document : undefined;
    const edition = check.editions.find(({ pdf }) => pdf === named);
    if (edition) {
      const content = await store.content(check.id, edition.number);
      if (content)
        await documents.keep({
          caseId: stored.id,
          bytes: content.pdf,
          mediaType: 'application/pdf',
          purpose: 'result',
        });
    }
    const about = 'item' in step.data ? `${step.data.item}:` : '';
    const outcome = 'outcome' in step.data ? step.data.outcome : '';
    const key = `check:${check.id}:${step.kind}:${about}${outcome}`;
    await cases.step(stored.id, { kind: step.kind, data: step.data, key }, cases.self);
  }

  private termsOf({ view, form }: StoredCase): Omit<CheckInCase, 'sources' | 'editions'> {
    const { region, matters } = this.deps;
    const matter = view.opening && matters.byDigest(view.opening.matter.digest)?.matter;
    const reportItem = matter?.items.find(
      ({ role, dataset }) => role === 'lead' && dataset === undefined,
    )?.id;
    const delivery = form?.['delivery'];
    const askable = (matter?.items ?? []).filter(({ dataset }) => dataset !== undefined).map(({ id }) => id);
    return {
      region,
      askable,
      ...(reportItem === undefined ? {} : { reportItem }),
      delivery: delivery === 'post' || delivery === 'counter' ? delivery : 'online',
    };
  }
}
