import { regionCodes, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import {
  checkForm,
  matterDigest,
  newCase,
  proposeEvent,
  signEvent,
  termsOf,
  type CaseEvent,
  type CaseEventData,
  type Matter,
} from '#libs/handling';
import type { SigningKey } from '#libs/jws';
import type { SendMessages } from '../messages/index.js';
import type { Transaction, Transactions } from '../persistence/index.js';
import type { Matters } from '../matters/index.js';
import type { CaseStore, StoredDraft } from './case-store.js';
import type { CaseChanges } from './changes.js';
import { dayInBeijing } from './days.js';
import { contentDigest, filesNamed, papersNamed } from './digests.js';
import type { HeldCase } from './held-case.js';
import { assertContentSize } from './messages.js';
import { knownDelegate, personOf } from './persons.js';
import type { CaseActor, CaseFiles, Receiving } from './ports.js';
import type { References } from './references.js';
import type { TellParties } from './tell-parties.js';
import type { WriteEvent } from './write-event.js';

export interface OpenCaseDeps {
  self: string;
  region: RegionCode;
  store: CaseStore;
  matters: Matters;
  files: CaseFiles;
  references: References;
  writing: WriteEvent;
  telling: TellParties;
  transactions: Transactions;
  messages: SendMessages;
  changes: CaseChanges;
  signingKey: () => SigningKey;
  clock: () => number;
}

/** Opens a case from its draft: the terms that hold for it are taken from the definition and signed. */
export class OpenCase {
  constructor(private readonly deps: OpenCaseDeps) {}

  /** @throws Refusal CASE_UNKNOWN, CASE_DRAFT_OVER, CASE_FORM_INVALID, CASE_MATERIAL_*, CASE_MODE_NOT_OFFERED, REGION_UNKNOWN */
  async open(id: string, receiving: Receiving, by: CaseActor): Promise<HeldCase> {
    const { store, transactions, messages, changes } = this.deps;
    const done = await transactions.run(async (transaction) => {
      const { client } = transaction;
      const before = await store.lock(client, id);
      const asked = contentDigest(receiving);
      if (before) {
        const step = receiving.key && (await store.stepOf(client, id, receiving.key));
        if (!step) throw new Refusal('CASE_DRAFT_OVER');
        if (step.asked !== asked) throw new Refusal('CASE_STEP_KEY_REUSED');
        return { held: before, change: undefined };
      }
      const draft = await store.draft(id, client);
      if (!draft) throw new Refusal('CASE_UNKNOWN');
      if (draft.expiresAt <= this.deps.clock()) throw new Refusal('CASE_DRAFT_OVER');
      const written = await this.receive(transaction, draft, receiving, by);
      const { id: event } = written.change.event;
      if (receiving.key !== undefined) await store.noteStep(client, { id, key: receiving.key, asked, event });
      await store.removeDraft(client, id);
      return written;
    });
    if (done.change) {
      changes.tell(done.change);
      messages.sendSoon();
    }
    return done.held;
  }

  private async receive(transaction: Transaction, draft: StoredDraft, receiving: Receiving, by: CaseActor) {
    const { self, region, store, matters, files, references, writing, telling, clock } = this.deps;
    const { client } = transaction;
    const { id, applicant } = draft;
    const matter = matters.current(draft.matter)?.matter;
    if (!matter) throw new Refusal('MATTER_UNKNOWN', { hint: draft.matter });
    assertContentSize(receiving.form);
    const [flaw] = checkForm(matter.form, receiving.form);
    if (flaw) throw new Refusal('CASE_FORM_INVALID', { hint: `${flaw.path}: ${flaw.code}` });
    const referenceKey = references.keyOf(id);
    const person = personOf({ id, referenceKey }, by, references);
    const event = this.propose({
      id,
      data: {
        ...this.openingOf(matter, receiving),
        applicant: { kind: draft.applicantKind, ref: references.holder(referenceKey, applicant) },
        materials: await files.materials(client, id, receiving.materials),
        ...(receiving.delegate ? { delegate: this.delegateOf(receiving.delegate, referenceKey) } : {}),
      },
      by: { role: by.role, organisation: by.organisation.code, ...(person ? { person } : {}) },
      at: clock(),
    });
    await files.assertHeld(client, id, filesNamed(event));
    await files.assertBroughtAs(client, id, papersNamed(event));
    const token = await signEvent(event, self, this.deps.signingKey());
    const blank: HeldCase = {
      id,
      case: newCase(id),
      tokens: [],
      applicant,
      organisation: draft.organisation,
      departments: [],
      referenceKey,
      people: receiving.delegate
        ? [...new Set([...draft.people, references.own(receiving.delegate.person)])]
        : draft.people,
      delegates: knownDelegate(event.data.delegate?.person, receiving.delegate?.person),
      nodes: {},
      openedAt: event.at,
    };
    const nodes = await telling.nodesOf(
      {
        ...blank.case.view,
        parties: { receipt: region, decision: event.data.decision, supporting: event.data.supporting },
      },
      {},
    );
    const written = await writing.write(
      transaction,
      { ...blank, nodes },
      { event: event, token, caller: by.caller },
    );
    await store.addContent(client, id, event.data.form, receiving.form);
    await telling.tell(transaction, written.held, {
      event: event,
      token,
      content: receiving.form,
    });
    return written;
  }

  private propose(draft: {
    id: string;
    data: CaseEventData<'receive'>;
    by: CaseEvent['by'];
    at: number;
  }): CaseEvent<'receive'> {
    try {
      return proposeEvent(newCase(draft.id), {
        kind: 'receive',
        data: draft.data,
        by: draft.by,
        region: this.deps.region,
        at: draft.at,
      });
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'CASE_EVENT_INVALID') throw error;
      throw new Refusal('CASE_INPUT_INVALID', {
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        cause: error,
      });
    }
  }

  private openingOf(
    matter: Matter,
    { model, modes, decision, form, items }: Receiving,
  ): Omit<CaseEventData<'receive'>, 'applicant' | 'materials' | 'delegate'> {
    const { region, matters, clock } = this.deps;
    if (!matter.models.includes(model) || !modes.every((mode) => matter.modes.includes(mode)))
      throw new Refusal('CASE_MODE_NOT_OFFERED');
    const known = new Set(matter.items.map(({ id }) => id));
    const unknown = items.find(({ id }) => !known.has(id));
    if (unknown) throw new Refusal('CASE_ITEM_UNKNOWN', { hint: unknown.id.slice(0, 64) });
    const regions = new Map(items.flatMap((one) => (one.region ? [[one.id, one.region] as const] : [])));
    const terms = termsOf(matter, {
      form,
      modes,
      decision,
      regionOf: (item) => regions.get(item) ?? decision,
      chosen: items.map(({ id }) => id),
      today: dayInBeijing(clock()),
    });
    const itemCode = matters.itemCodeOf(matter, decision);
    if (itemCode === undefined)
      throw new Refusal('CASE_INPUT_INVALID', { hint: `decision: no ${matter.authority.department} known` });
    const supporting = regionCodes.filter(
      (one) => one !== region && one !== decision && terms.items.some((item) => item.region === one),
    );
    return {
      matter: {
        id: matter.id,
        version: matter.version,
        digest: matterDigest(matter),
        itemCode,
      },
      model,
      modes: [...modes],
      decision,
      supporting,
      form: contentDigest(form),
      terms,
    };
  }

  private delegateOf(
    { person, ...delegate }: NonNullable<Receiving['delegate']>,
    referenceKey: string,
  ): NonNullable<CaseEventData<'receive'>['delegate']> {
    return { ...delegate, person: this.deps.references.holder(referenceKey, person) };
  }
}
