import {
  applyEvent,
  newCase,
  proposeEvent,
  type Case,
  type CaseEvent,
  type CaseEventData,
  type CaseEventKind,
  type CaseRole,
  type CaseTerms,
} from '#libs/handling';
import type { RegionCode } from '#libs/codes';

export const BEIJING = '110000' as const;
export const TIANJIN = '120000' as const;
export const HEBEI = '130000' as const;
export const CASE_ID = '120101-20260302-0001';
/** Monday 2026-03-02, 09:00 in Beijing. */
export const MONDAY = Date.UTC(2026, 2, 2, 1);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const DIGEST = 'A'.repeat(43);

export const material = (id: string, more: Partial<CaseEventData<'receive'>['materials'][number]> = {}) => ({
  id,
  digest: DIGEST,
  origin: 'lookup' as const,
  trust: 'A' as const,
  verdict: 'passed' as const,
  ...more,
});

export const terms = (more: Partial<CaseTerms> = {}): CaseTerms => ({
  days: { acceptance: 5, decision: 20, extension: 10, delivery: 10, rectification: 15 },
  materials: [
    { id: 'licence', required: true, due: 'acceptance', trust: 'A' },
    {
      id: 'plan',
      required: true,
      due: 'acceptance',
      trust: 'C',
      pledge: { days: 10, consequence: 'revoke' },
    },
    { id: 'extra', required: false, due: 'acceptance', trust: 'D' },
  ],
  items: [],
  completion: 'approved',
  ...more,
});

export const receiving = (more: Partial<CaseEventData<'receive'>> = {}): CaseEventData<'receive'> => ({
  matter: { id: 'sample', version: 1, digest: DIGEST, itemCode: '11100000MB0143028R2000131026000' },
  model: 'online',
  modes: ['pledge', 'cross-region'],
  decision: BEIJING,
  supporting: [],
  applicant: { kind: 'firm', ref: 'firm-1' },
  form: DIGEST,
  materials: [material('licence'), material('plan', { origin: 'upload', trust: 'C', verdict: 'undecided' })],
  terms: terms(),
  ...more,
});

/** What each step carries where a test says nothing else. */
export const usual: { [K in CaseEventKind]: { region: RegionCode; role: CaseRole; data: CaseEventData<K> } } =
  {
    receive: { region: TIANJIN, role: 'window', data: receiving() },
    'hand-over': { region: TIANJIN, role: 'window', data: { identityCheck: 'document' } },
    'ask-correction': {
      region: BEIJING,
      role: 'handler',
      data: { missing: [{ material: 'plan', text: '请补充平面图' }] },
    },
    correct: { region: TIANJIN, role: 'window', data: { materials: [material('plan')] } },
    accept: { region: BEIJING, role: 'handler', data: {} },
    'not-accept': {
      region: BEIJING,
      role: 'handler',
      data: { reason: '不属于本机关职权范围', remedy: '60 日内可申请行政复议' },
    },
    'begin-review': { region: BEIJING, role: 'handler', data: {} },
    'begin-special': {
      region: BEIJING,
      role: 'handler',
      data: { procedure: 'inspection', basis: '行政许可法 45', expectedDays: 5 },
    },
    'end-special': { region: BEIJING, role: 'handler', data: { result: '现场核查合格' } },
    extend: { region: BEIJING, role: 'approver', data: { days: 10, reason: '案情复杂' } },
    approve: { region: BEIJING, role: 'approver', data: { result: DIGEST } },
    'approve-with-pledge': { region: BEIJING, role: 'approver', data: { result: DIGEST } },
    refuse: {
      region: BEIJING,
      role: 'approver',
      data: { reason: '不符合条件', remedy: '60 日内可申请行政复议' },
    },
    withdraw: { region: TIANJIN, role: 'applicant', data: {} },
    deliver: { region: TIANJIN, role: 'window', data: { way: 'counter' } },
    'sign-for': { region: TIANJIN, role: 'applicant', data: {} },
    rate: { region: TIANJIN, role: 'applicant', data: { stars: 5 } },
    revoke: {
      region: BEIJING,
      role: 'approver',
      data: { reason: '逾期未补齐', remedy: '60 日内可申请行政复议' },
    },
    'add-materials': { region: TIANJIN, role: 'window', data: { materials: [material('extra')] } },
    pledge: {
      region: TIANJIN,
      role: 'applicant',
      data: { missing: ['plan'], due: '2026-03-16', consequence: 'revoke', signed: DIGEST },
    },
    'fulfil-pledge': { region: TIANJIN, role: 'applicant', data: { materials: [material('plan')] } },
    'begin-item': { region: BEIJING, role: 'handler', data: { item: 'one' } },
    'answer-item': { region: BEIJING, role: 'handler', data: { item: 'one', outcome: 'approved' } },
    'name-delegate': {
      region: TIANJIN,
      role: 'applicant',
      data: { delegate: { person: 'helper-1', capacity: 'delegate', proof: DIGEST } },
    },
    'end-delegate': { region: TIANJIN, role: 'applicant', data: { person: 'helper-1' } },
    'answer-rating': { region: BEIJING, role: 'handler', data: { text: '已联系申请人并整改' } },
    urge: { region: TIANJIN, role: 'applicant', data: {} },
    overdue: { region: BEIJING, role: 'node', data: { clock: 'decision', due: '2026-03-30' } },
    post: { region: BEIJING, role: 'window', data: { what: 'parcel', reference: 'SF-1' } },
  };

export interface Doing<K extends CaseEventKind> {
  region?: RegionCode;
  role?: CaseRole;
  person?: string;
  data?: Partial<CaseEventData<K>>;
  at?: number;
}

const ORGANISATION = '11100000MB0143028R';

/** One replica of a case, at which steps are taken one hour apart. */
export class Desk {
  private clock: number;

  constructor(
    public held: Case = newCase(CASE_ID),
    at = MONDAY,
  ) {
    this.clock = at;
  }

  /** Takes a step here and returns its event. @throws Refusal */
  do<K extends CaseEventKind>(kind: K, doing: Doing<K> = {}): CaseEvent<K> {
    const event = this.propose(kind, doing);
    this.hear(event as CaseEvent);
    return event;
  }

  /** The event, without adding it. */
  propose<K extends CaseEventKind>(kind: K, doing: Doing<K> = {}): CaseEvent<K> {
    const { region, role, data } = usual[kind];
    this.clock = doing.at ?? this.clock + HOUR;
    return proposeEvent(this.held, {
      kind,
      data: { ...data, ...doing.data },
      by: {
        role: doing.role ?? role,
        organisation: ORGANISATION,
        ...(doing.person === undefined ? {} : { person: doing.person }),
      },
      region: doing.region ?? region,
      at: this.clock,
    });
  }

  /** Several steps one after the other, each as usual. */
  all(...kinds: readonly CaseEventKind[]): this {
    for (const kind of kinds) this.do(kind);
    return this;
  }

  hear(...events: readonly CaseEvent[]): this {
    for (const event of events) this.held = applyEvent(this.held, event);
    return this;
  }

  /** The other region's replica, which has heard the same so far. */
  twin(): Desk {
    return new Desk(this.held, this.clock);
  }

  get view() {
    return this.held.view;
  }
}
