import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import {
  checkForm,
  openingProblems,
  proposeEvent,
  signEvent,
  type CaseEvent,
  type CaseEventData,
  type CaseEventKind,
} from '#libs/handling';
import type { SigningKey } from '#libs/jws';
import type { SendMessages } from '../messages/index.js';
import type { Transactions } from '../persistence/index.js';
import type { Matters } from '../matters/index.js';
import type { CaseStore } from './case-store.js';
import type { CaseChanges } from './changes.js';
import { contentDigest, contentNamed, filesNamed, papersNamed } from './digests.js';
import { readStored, type HeldCase } from './held-case.js';
import { assertContentSize } from './messages.js';
import { delegatesAfter, peopleAfter, personOf } from './persons.js';
import type { CaseActor, CaseFiles, CaseResults, CaseStep, PreparedResult } from './ports.js';
import type { References } from './references.js';
import type { TellParties } from './tell-parties.js';
import type { WriteEvent } from './write-event.js';

export interface TakeStepDeps {
  self: string;
  region: RegionCode;
  store: CaseStore;
  matters: Matters;
  files: CaseFiles;
  results: CaseResults;
  references: References;
  writing: WriteEvent;
  telling: TellParties;
  transactions: Transactions;
  messages: SendMessages;
  changes: CaseChanges;
  signingKey: () => SigningKey;
  clock: () => number;
}

/** A step of this region, once: checked, signed, logged, stored and on its way to the others, or not at all. */
export class TakeStep {
  constructor(private readonly deps: TakeStepDeps) {}

  /** @throws Refusal CASE_UNKNOWN, CASE_STEP_KEY_REUSED, CASE_INPUT_INVALID, or why the step cannot be taken */
  async take<K extends CaseEventKind>(id: string, step: CaseStep<K>, by: CaseActor): Promise<HeldCase> {
    const { store, transactions, writing, telling, messages, changes } = this.deps;
    const result = await this.resultOf(id, step, by);
    const done = await transactions.run(async (transaction) => {
      const { client } = transaction;
      const held = await store.lock(client, id);
      if (!held) throw new Refusal('CASE_UNKNOWN');
      const asked = contentDigest([step.kind, step.data]);
      if (step.key !== undefined) {
        const before = await store.stepOf(client, id, step.key);
        if (before && before.asked !== asked) throw new Refusal('CASE_STEP_KEY_REUSED');
        if (before) return { held, change: undefined };
      }
      const event = this.propose(held, withResult(step, result), by);
      await this.assertFounded(held, event, step.content);
      await this.deps.files.assertHeld(client, id, filesNamed(event));
      await this.deps.files.assertBroughtAs(client, id, papersNamed(event));
      const token = await signEvent(event, this.deps.self, this.deps.signingKey());
      const nodes = await telling.nodesOf(held.case.view, held.nodes);
      const people = peopleAfter(held, event, step.delegate, this.deps.references);
      const delegates = delegatesAfter(held, event, step.delegate);
      const written = await writing.write(
        transaction,
        { ...held, nodes, people, delegates },
        { event, token, caller: by.caller },
      );
      await result?.record(transaction);
      if (event.kind === 'revoke') await this.deps.results.revoke(transaction, id);
      const named = contentNamed(event);
      if (named !== undefined) await store.addContent(client, id, named, step.content);
      if (step.key !== undefined) await store.noteStep(client, { id, key: step.key, asked, event: event.id });
      await telling.tell(transaction, written.held, { event, token, content: step.content });
      return written;
    });
    if (done.change) {
      changes.tell(done.change);
      messages.sendSoon();
    }
    return done.held;
  }

  /** What an approval yields that names no result of its own. One that was taken before is not made again. */
  private async resultOf(
    id: string,
    { kind, data, key }: CaseStep,
    by: CaseActor,
  ): Promise<PreparedResult | undefined> {
    if (kind !== 'approve' && kind !== 'approve-with-pledge') return undefined;
    const { result, licence } = data as CaseEventData<'approve'>;
    if (result !== undefined || licence !== undefined) return undefined;
    if (key !== undefined && (await this.deps.store.hasStep(id, key))) return undefined;
    return this.deps.results.prepare(id, by);
  }

  private propose(held: HeldCase, step: CaseStep, by: CaseActor): CaseEvent {
    const person = personOf(held, by, this.deps.references);
    try {
      return proposeEvent(held.case, {
        kind: step.kind,
        data: step.data,
        by: { role: by.role, organisation: by.organisation.code, ...(person ? { person } : {}) },
        region: this.deps.region,
        at: this.deps.clock(),
      });
    } catch (error) {
      // The advice of the library's code is for nodes; this is about what a person entered.
      if (!(error instanceof Refusal) || error.code !== 'CASE_EVENT_INVALID') throw error;
      throw new Refusal('CASE_INPUT_INVALID', {
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        cause: error,
      });
    }
  }

  /** What the fold does not see: the definition behind the terms, and what digests name. */
  private async assertFounded(held: HeldCase, event: CaseEvent, content: unknown): Promise<void> {
    const named = contentNamed(event);
    if (named !== undefined) {
      if (content === undefined) throw new Refusal('CASE_INPUT_INVALID', { hint: 'content' });
      assertContentSize(content);
      if (contentDigest(content) !== named) throw new Refusal('CASE_CONTENT_DISAGREES');
    } else if (content !== undefined) throw new Refusal('CASE_INPUT_INVALID', { hint: 'content' });
    if (event.kind === 'correct' && named !== undefined) this.assertForm(held, content);
    // Time accepts whatever the definition says; everybody else looks first.
    if (event.kind === 'accept' && event.data.deemedSince === undefined) await this.assertTerms(held);
  }

  private assertForm(held: HeldCase, form: unknown): void {
    const { opening } = held.case.view;
    const matter = opening && this.deps.matters.byDigest(opening.matter.digest)?.matter;
    // A region that does not have the definition cannot say what is wrong with a form; the deciding one looks again.
    if (!matter) return;
    const [flaw] = checkForm(matter.form, form);
    if (flaw) throw new Refusal('CASE_FORM_INVALID', { hint: `${flaw.path}: ${flaw.code}` });
  }

  /** Whoever accepts answers for it that the other region's terms are those of the definition, and the form is complete. */
  private async assertTerms(held: HeldCase): Promise<void> {
    const { matters, store } = this.deps;
    const first = held.tokens.map(({ token }) => readStored(token)).find(({ kind }) => kind === 'receive');
    if (first?.kind !== 'receive') throw new Refusal('CASE_NOT_OPEN');
    const matter = matters.byDigest(first.data.matter.digest)?.matter;
    if (!matter) throw new Refusal('CASE_MATTER_OTHER_VERSION', { hint: first.data.matter.id });
    const form = await store.content(held.id, first.data.form);
    const [problem] = openingProblems(first, matter, (form ?? {}) as Readonly<Record<string, unknown>>);
    if (problem) throw new Refusal(problem);
    const latest = held.case.view.form ?? first.data.form;
    const [flaw] = checkForm(matter.form, await store.content(held.id, latest));
    if (flaw) throw new Refusal('CASE_FORM_INVALID', { hint: `${flaw.path}: ${flaw.code}` });
  }
}

const withResult = <K extends CaseEventKind>(
  step: CaseStep<K>,
  result: PreparedResult | undefined,
): CaseStep<K> => (result ? { ...step, data: { ...step.data, ...result.data } } : step);
