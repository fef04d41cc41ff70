import { Refusal } from '#libs/errors';
import { caseIdSchema, type CaseRole } from '#libs/handling';
import type { ClientCaller } from '../callers/index.js';
import type { CaseStore } from './case-store.js';
import type { HeldCase } from './held-case.js';
import type { CaseAccess, CaseActor, CaseScope, Cases, CaseSubject } from './ports.js';
import type { References } from './references.js';

/** Roles in cases of those who act for an authority; a system of a hall acts in those that its client is given. */
export type StaffRole = Extract<CaseRole, 'window' | 'handler' | 'approver' | 'supervisor'>;

export interface CheckAccessDeps {
  store: CaseStore;
  cases: Pick<Cases, 'one'>;
  references: References;
  /** What the configuration lets a client act as. */
  rolesOfClient: (clientId: string) => readonly StaffRole[];
}

const ROLE_OF: Partial<Record<ClientCaller['role'], StaffRole>> = {
  windowClerk: 'window',
  handler: 'handler',
  approver: 'approver',
  supervisor: 'supervisor',
};

/** Who sees which case; deny by default. What a role may do in a case is for libs/handling to say. */
export class CheckAccess implements CaseAccess {
  constructor(private readonly deps: CheckAccessDeps) {}

  async subject(id: string, caller: ClientCaller): Promise<CaseSubject> {
    const { store, cases } = this.deps;
    if (!caseIdSchema.safeParse(id).success) throw new Refusal('CASE_UNKNOWN');
    const draft = await store.draft(id);
    if (draft) {
      const { people, ...shown } = draft;
      const mine =
        caller.role === 'holder'
          ? this.isAmong(caller, people)
          : this.staffRoles(caller).includes('window') && draft.organisation === caller.organisation.code;
      if (!mine) throw new Refusal('CASE_UNKNOWN');
      return { id, phase: 'draft', matter: draft.matter, applicant: draft.applicant, draft: shown };
    }
    const held = await store.byId(id);
    const sees =
      held && (caller.role === 'holder' ? this.roleOfHolder(caller, held) : this.maySee(caller, held));
    if (!sees) throw new Refusal('CASE_UNKNOWN');
    const stored = await cases.one(id);
    return {
      id,
      phase: 'open',
      matter: stored.view.opening?.matter.id ?? '',
      applicant: stored.applicant,
      stored,
    };
  }

  actor(subject: CaseSubject, caller: ClientCaller, as?: CaseRole): CaseActor {
    const role = this.roleIn(subject, caller, as);
    const { organisation, person, holder } = caller;
    return {
      role,
      organisation,
      ...(person ? { person } : {}),
      ...(caller.role === 'holder' && holder ? { holder } : {}),
      caller,
    };
  }

  /** Roles in which a caller who is no applicant may act. */
  staffRoles(caller: ClientCaller): readonly StaffRole[] {
    if (caller.role === 'integrator') return this.deps.rolesOfClient(caller.id);
    const role = ROLE_OF[caller.role];
    return role ? [role] : [];
  }

  scope(caller: ClientCaller): CaseScope {
    const roles = this.staffRoles(caller);
    const { code } = caller.organisation;
    return {
      all: roles.includes('supervisor'),
      ...(roles.includes('window') ? { organisation: code } : {}),
      ...(roles.length > 0 ? { department: code } : {}),
    };
  }

  private roleIn(subject: CaseSubject, caller: ClientCaller, as: CaseRole | undefined): CaseRole {
    const roles: readonly (CaseRole | undefined)[] =
      caller.role === 'holder' ? [this.holderIn(subject, caller)] : this.staffRoles(caller);
    const role = as ?? roles[0];
    if (role === undefined || !roles.includes(role)) throw new Refusal('CASE_ROLE_NOT_YOURS');
    return role;
  }

  private holderIn(subject: CaseSubject, { holder }: ClientCaller): 'applicant' | 'delegate' | undefined {
    const isApplicant =
      holder && subject.applicant?.type === holder.type && subject.applicant.code === holder.code;
    if (isApplicant) return 'applicant';
    return subject.phase === 'open' ? 'delegate' : undefined;
  }

  private isAmong({ holder }: ClientCaller, people: readonly string[]): boolean {
    return holder !== undefined && people.includes(this.deps.references.own(holder));
  }

  /** By the case's own references: so a delegate is known in the other region as well. */
  private roleOfHolder({ holder }: ClientCaller, held: HeldCase): 'applicant' | 'delegate' | undefined {
    if (!holder) return undefined;
    const reference = this.deps.references.holder(held.referenceKey, holder);
    const { view } = held.case;
    if (view.opening?.applicant.ref === reference) return 'applicant';
    return view.delegates.some(({ person }) => person === reference) ? 'delegate' : undefined;
  }

  private maySee(
    caller: ClientCaller,
    { organisation, departments }: Pick<HeldCase, 'organisation' | 'departments'>,
  ): boolean {
    const { code } = caller.organisation;
    return this.staffRoles(caller).some((role) => {
      if (role === 'supervisor') return true;
      return departments.includes(code) || (role === 'window' && organisation === code);
    });
  }
}
