import type { RegionCode } from '#libs/codes';
import type { ErrorCode } from '#libs/errors';
import type { CaseDelegate, CaseEventData, CaseMaterial, CaseTerms } from './event.js';
import type { CaseState } from './states.js';
import type { StepKind } from './steps.js';

export type CaseCode = Extract<ErrorCode, `CASE_${string}`>;

/** One step that was taken. */
export interface HistoryEntry {
  id: string;
  kind: StepKind;
  region: RegionCode;
  at: number;
  /** Absent for what changed no state. */
  to?: CaseState;
}

/** A signed event that could not take effect. It stays part of the case and is shown. */
export interface SetAside {
  id: string;
  kind: StepKind;
  region: RegionCode;
  seq: number;
  at: number;
  /** Why it could not. */
  code: CaseCode;
  /** The step of another region that was taken without knowing of this one, and took precedence. */
  insteadOf?: string;
}

export interface CaseItem {
  id: string;
  department: string;
  region: RegionCode;
  role: 'lead' | 'supporting';
  optional: boolean;
  after: readonly string[];
  begunAt?: number;
  answer?: {
    outcome: CaseEventData<'answer-item'>['outcome'];
    at: number;
    until?: number;
    result?: string;
    reason?: string;
  };
}

export interface CasePledge {
  missing: readonly string[];
  /** Last day, `YYYY-MM-DD`. */
  due: string;
  consequence: 'revoke' | 'rectify';
  /** Digest of the pledge as it was signed. */
  signed: string;
  at: number;
  /** `offered` until the case is approved with it. */
  state: 'offered' | 'open' | 'fulfilled' | 'broken';
  fulfilledAt?: number;
}

export interface Interval {
  from: number;
  until?: number;
  reason: string;
}

/** What the events of a case come to. Everything in it follows from them and nothing else. */
export interface CaseView {
  id: string;
  /** Absent until the event that opens the case has arrived. */
  state?: CaseState;
  parties?: { receipt: RegionCode; decision: RegionCode; supporting: readonly RegionCode[] };
  opening?: Omit<CaseEventData<'receive'>, 'materials' | 'terms' | 'delegate'>;
  terms?: CaseTerms;
  form?: string;
  /** The newest that counts, by material. */
  materials: Record<string, CaseMaterial>;
  delegates: CaseDelegate[];
  handedOver: boolean;
  correction?: { askedAt: number; missing: CaseEventData<'ask-correction'>['missing']; doneAt?: number };
  /** In which the clock of acceptance (corrections) or decision (special procedures) stands still. */
  stops: { acceptance: Interval[]; decision: Interval[] };
  extension?: { days: number; reason: string; at: number };
  items: Record<string, CaseItem>;
  pledge?: CasePledge;
  decision?: {
    outcome: 'approved' | 'approved-with-pledge' | 'refused' | 'not-accepted';
    at: number;
    result?: string;
    licence?: string;
  };
  /** Answers that came after the decision and made a new edition of its result due. */
  revision: number;
  rating?: { stars: number; at: number; rectification?: { openedAt: number; answeredAt?: number } };
  times: Partial<
    Record<'received' | 'accepted' | 'decided' | 'delivered' | 'signedFor' | 'withdrawn', number>
  >;
  /** Set where time accepted the case because nobody told what was missing. */
  deemedAccepted: boolean;
  urged: { at: number; region: RegionCode; reason?: string }[];
  overdue: { clock: CaseEventData<'overdue'>['clock']; due: string; at: number }[];
  posted: { at: number; what: 'parcel' | 'notice'; reference?: string }[];
  history: HistoryEntry[];
  setAside: SetAside[];
  /** Ids of events that wait for others that have not arrived. */
  waiting: string[];
  /** How far each region's events were placed: the next event of ours has seen these. */
  heads: Partial<Record<RegionCode, number>>;
}

export const blankView = (id: string): CaseView => ({
  id,
  materials: {},
  delegates: [],
  handedOver: false,
  stops: { acceptance: [], decision: [] },
  items: {},
  revision: 0,
  times: {},
  deemedAccepted: false,
  urged: [],
  overdue: [],
  posted: [],
  history: [],
  setAside: [],
  waiting: [],
  heads: {},
});
