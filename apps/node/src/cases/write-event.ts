import type { RegionCode } from '#libs/codes';
import { applyEvent, type CaseEvent, type CaseView } from '#libs/handling';
import type { CaseJournal, GovernanceActor } from '../audit/index.js';
import type { Transaction } from '../persistence/index.js';
import type { Matters } from '../matters/index.js';
import type { CaseStore } from './case-store.js';
import type { HeldCase } from './held-case.js';
import type { CaseChange, CaseProjection } from './ports.js';

export interface WriteEventDeps {
  region: RegionCode;
  store: CaseStore;
  journal: CaseJournal;
  matters: Matters;
  projection: CaseProjection;
  /** When the periods of a case have to be looked at next. */
  nextLook: (view: CaseView, now: number) => number | undefined;
  clock: () => number;
}

export interface Writing {
  event: CaseEvent;
  token: string;
  /** As the log says it. */
  caller: GovernanceActor;
  /** The node that told it. */
  counterpart?: string;
}

/** Makes an event part of a case: log entry, event, view, within the caller's transaction that holds the case. */
export class WriteEvent {
  constructor(private readonly deps: WriteEventDeps) {}

  /** @throws Refusal CASE_TOO_LONG, AUDIT_* */
  async write(
    { client }: Transaction,
    held: HeldCase,
    { event, token, caller, counterpart }: Writing,
  ): Promise<{ held: HeldCase; change: CaseChange }> {
    const { store, journal, clock } = this.deps;
    const next = applyEvent(held.case, event);
    const { view } = next;
    const aside = view.setAside.find(({ id }) => id === event.id);
    const entry = await journal.record({
      caller,
      case: {
        id: held.id,
        step: event.kind,
        state: view.state ?? 'none',
        event: event.id,
        matter: view.opening?.matter.id ?? 'none',
      },
      ...(counterpart === undefined ? {} : { counterpart }),
      ...(aside ? { code: aside.code } : {}),
    });
    const written: HeldCase = {
      ...held,
      case: next,
      tokens: [...held.tokens, { id: event.id, token, entry }],
      departments: this.departmentsOf(view),
    };
    const now = clock();
    await store.save(client, written, { changedAt: now, lookAt: this.deps.nextLook(view, now) });
    await store.addEvent(client, { event, token, entry, heardAt: now });
    await this.deps.projection.project(client, {
      id: held.id,
      view,
      organisation: written.organisation,
      departments: written.departments,
      people: written.people,
      event: event.kind,
      caller,
    });
    const { id, kind, region, at } = event;
    return {
      held: written,
      change: { id: held.id, event: { id, kind, region, at }, state: view.state, view },
    };
  }

  /** Departments of this region with a part in the case. A definition that is not known here gives none. */
  private departmentsOf({ parties, opening, items }: CaseView): string[] {
    const { region, matters } = this.deps;
    const keys = Object.values(items)
      .filter((item) => item.region === region)
      .map(({ department }) => department);
    if (opening && parties?.decision === region) {
      const matter = matters.byDigest(opening.matter.digest)?.matter;
      if (matter) keys.unshift(matter.authority.department);
    }
    const codes = keys.map((key) => matters.departmentOf(key)?.code);
    return [...new Set(codes.filter((code): code is string => code !== undefined))];
  }
}
