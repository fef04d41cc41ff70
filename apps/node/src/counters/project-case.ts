import type { ClientBase } from 'pg';
import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import type { CaseView } from '#libs/handling';
import type { Matters } from '../matters/index.js';
import { glanceOf } from './glance.js';
import type { CaseProjection, ProjectedCase } from '../cases/index.js';

export const NEVER = '9999-12-31';
export type CaseChannel = 'hall' | 'online' | 'hotline' | 'automatic';

export interface ProjectCaseDeps {
  region: RegionCode;
  matters: Matters;
  calendar: WorkingCalendar;
  hotlineClients: readonly string[];
  clock: () => number;
}

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

/** Keeps the row by which counters see a case, in the transaction of every event: nothing is lost, nothing comes late. */
export class ProjectCase implements CaseProjection {
  constructor(private readonly deps: ProjectCaseDeps) {}

  async project(client: ClientBase, one: ProjectedCase): Promise<void> {
    const { id, view, departments, organisation, people } = one;
    const { state, parties, opening, times } = view;
    if (!state || !parties || !opening || times.received === undefined) return; // its opening event is still to come
    const now = this.deps.clock();
    const glance = this.glance(view, organisation, now);
    await client.query(
      `INSERT INTO counter_case AS c (id, matter, state, open, receipt, decision, model, channel, organisation, departments,
         waiting, awaits, people, received_at, accepted_at, decided_at, delivered_at, outcome, due_on, due_clock, pledge_due,
         overdue, correction, stars, rectification, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
         $25, $26)
       ON CONFLICT (id) DO UPDATE SET state = $3, open = $4, departments = $10, waiting = $11, awaits = $12, people = $13,
         received_at = $14, accepted_at = $15, decided_at = $16, delivered_at = $17, outcome = $18, due_on = $19, due_clock = $20,
         pledge_due = $21, overdue = $22, correction = $23, stars = $24, rectification = $25, changed_at = $26`,
      [
        id,
        opening.matter.id,
        glance.state,
        glance.open,
        parties.receipt,
        parties.decision,
        opening.model,
        this.channelOf(one),
        organisation ?? null,
        departments,
        glance.waiting,
        glance.awaits,
        people,
        iso(times.received),
        iso(times.accepted),
        iso(times.decided),
        iso(times.delivered),
        glance.outcome ?? null,
        glance.due?.on ?? NEVER,
        glance.due?.clock ?? null,
        glance.pledgeDue ?? null,
        view.overdue.length,
        glance.correction,
        view.rating?.stars ?? null,
        glance.rectification,
        iso(now),
      ],
    );
  }

  private glance(view: Readonly<CaseView>, organisation: string | undefined, now: number) {
    const { region, matters, calendar } = this.deps;
    const bodyOf = (key: string) => matters.departmentOf(key)?.code;
    const matter = matters.byDigest(view.opening?.matter.digest ?? '')?.matter;
    const decided = view.parties?.decision === region;
    const authority = decided && matter ? bodyOf(matter.authority.department) : undefined;
    return glanceOf(view, {
      region,
      ...(authority === undefined ? {} : { authority }),
      ...(organisation === undefined ? {} : { counter: organisation }),
      bodyOf,
      calendar,
      now,
    });
  }

  /** How a case came in. Of one that another region received, no more is known than who stood before it. */
  private channelOf({ event, caller, view }: ProjectedCase): CaseChannel {
    if (view.opening?.modes.includes('no-application')) return 'automatic';
    if (event !== 'receive' || caller.kind !== 'client') return 'hall';
    if (caller.role === 'holder') return 'online';
    return this.deps.hotlineClients.includes(caller.id) ? 'hotline' : 'hall';
  }
}
