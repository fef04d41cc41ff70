import type { Pool } from 'pg';
import type { WorkingCalendar } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import { pledgeConsequence, pledgeDue, type CaseEventKind, type CaseRole } from '#libs/handling';
import type { ClientCaller, HolderIdentity } from '../callers/index.js';
import type { CheckAccess } from './access.js';
import type { CaseStore } from './case-store.js';
import type { CaseDraft, CaseFiles, Cases, Receiving, StoredCase } from './ports.js';
import type { HeldCase } from './held-case.js';
import type { References } from './references.js';
import { stepOf, type StepInput } from './step-data.js';

export interface ActInCaseDeps {
  pool: Pool;
  store: CaseStore;
  cases: Cases;
  access: CheckAccess;
  files: CaseFiles;
  references: References;
  calendar: WorkingCalendar;
  clock: () => number;
}

export interface StepRequest {
  kind: CaseEventKind;
  input: StepInput;
  /** The role that a client of several acts in. */
  as?: CaseRole;
  key?: string;
}

const KEY = /^[A-Za-z0-9._:-]{1,64}$/;

/** What callers of this region do with cases: who they are decides what they may see and in which role they act. */
export class ActInCase {
  constructor(private readonly deps: ActInCaseDeps) {}

  /**
   * @param applicant whom it is about; of a holder, themselves
   * @throws Refusal CASE_ROLE_NOT_YOURS, CASE_INPUT_INVALID, MATTER_UNKNOWN
   */
  async draft(
    matter: string,
    applicant: HolderIdentity | undefined,
    caller: ClientCaller,
  ): Promise<CaseDraft> {
    const { access, cases } = this.deps;
    const { role, organisation, holder } = caller;
    if (role === 'holder') {
      const self = applicant === undefined || (holder && same(applicant, holder));
      if (!holder || !self) throw new Refusal('CASE_INPUT_INVALID', { hint: 'applicant' });
      return cases.draft({ matter, applicant: holder }, { role: 'applicant', organisation, holder, caller });
    }
    if (!access.staffRoles(caller).includes('window')) throw new Refusal('CASE_ROLE_NOT_YOURS');
    if (!applicant) throw new Refusal('CASE_INPUT_INVALID', { hint: 'applicant' });
    return cases.draft({ matter, applicant }, { role: 'window', organisation, caller });
  }

  /** @throws Refusal CASE_UNKNOWN, CASE_DRAFT_OVER, CASE_*, FORM_* */
  async receive(id: string, receiving: Receiving, caller: ClientCaller): Promise<StoredCase> {
    const { access, cases } = this.deps;
    assertKey(receiving.key);
    const subject = await access.subject(id, caller);
    const as = caller.role === 'holder' ? undefined : 'window';
    return cases.open(id, receiving, access.actor(subject, caller, as));
  }

  /** @throws Refusal CASE_UNKNOWN, CASE_ROLE_NOT_YOURS, CASE_INPUT_INVALID, or why the step cannot be taken */
  async step(id: string, { kind, input, as, key }: StepRequest, caller: ClientCaller): Promise<StoredCase> {
    const { pool, store, access, cases, files, references } = this.deps;
    assertKey(key);
    const subject = await access.subject(id, caller);
    if (subject.phase === 'draft') throw new Refusal('CASE_NOT_OPEN');
    const actor = access.actor(subject, caller, as);
    const held = await store.byId(id);
    if (!held) throw new Refusal('CASE_UNKNOWN');
    const step = await stepOf(kind, kind === 'pledge' ? this.asTermsSay(held, input) : input, {
      referenceTo: (person) => references.holder(held.referenceKey, person),
      materials: async (ids) => {
        if (ids.length === 0) return [];
        const client = await pool.connect();
        try {
          return await files.materials(client, id, ids);
        } finally {
          client.release();
        }
      },
    });
    return cases.step(id, { ...step, ...(key === undefined ? {} : { key }) }, actor);
  }

  /** Day and consequence of a pledge follow from the terms of the case; what was entered takes precedence. */
  private asTermsSay({ case: { view } }: HeldCase, input: StepInput): StepInput {
    const { calendar, clock } = this.deps;
    const pledged = input.pledged ?? [];
    const consequence = pledgeConsequence(view, pledged);
    return {
      due: pledgeDue(view, pledged, clock(), calendar),
      ...(consequence === undefined ? {} : { consequence }),
      ...input,
    };
  }
}

const same = (one: HolderIdentity, other: HolderIdentity): boolean =>
  one.type === other.type && one.code === other.code;

function assertKey(key: string | undefined): void {
  if (key !== undefined && !KEY.test(key)) throw new Refusal('CASE_INPUT_INVALID', { hint: 'key' });
}
