import type { RegionCode } from '#libs/codes';
import type { LookupContext } from '#libs/exchange';
import type { Bilingual } from '#libs/handling';
import type { HolderRef } from '../lookup/lookup.js';
import type { DepartmentRecord } from '../sources/ports.js';

/**
 * How a source stands: `open` was not asked to the end yet, `late` is asked again at `nextAt`, `settled` has said what it
 * has to say, `given-up` was asked as often as it may be.
 */
export const sourceStates = ['open', 'late', 'settled', 'given-up'] as const;
export type SourceState = (typeof sourceStates)[number];

/**
 * How a check stands: `asking` has no report yet, `reported` has one and waits for late sources, `complete` has all that it
 * will ever have, `stopped` was given up with its case.
 */
export const checkStates = ['asking', 'reported', 'complete', 'stopped'] as const;
export type CheckState = (typeof checkStates)[number];

/** By what an answer can be traced; what a node does not know stays away. */
export interface Provenance {
  /** Entity identifier of the node that answered. */
  node?: string;
  department?: { code: string; name: string };
  /** The audit receipt of whoever answered: `<log> <leaf>`. */
  receipt?: string;
  /** Agreement and rule by which it was released. */
  rule?: string;
  /** Digest of the request that was answered. */
  request?: string;
  /** Entry of this node's own audit log. */
  entry?: string;
}

interface Said {
  provenance: Provenance;
  /** Items asked for and not released. */
  withheld: readonly string[];
}

/** What a source said, or what became of asking it. */
export type SourceReply =
  | (Said & {
      outcome: 'answered';
      records: readonly DepartmentRecord[];
      asOf?: number;
      truncated?: boolean;
    })
  | (Said & { outcome: 'nothing-found'; asOf?: number })
  | (Said & { outcome: 'refused'; reason: Bilingual; code?: string })
  /** `until`: when it hopes to answer, milliseconds since the epoch. */
  | (Said & { outcome: 'not-available'; code: string; until?: number });
export type SourceOutcome = SourceReply['outcome'];

/** One department's source in one region, as it was planned when the check began. */
export interface PlannedSource {
  /** `<region>:<dataset>`, distinct within the check. */
  key: string;
  region: RegionCode;
  dataset: string;
  /** Department of the definition, and how it is called there; the source itself says its own name. */
  department: { key: string; name: Bilingual };
  /** What is asked for in this section: the names of the matter's items that it serves. */
  title: Bilingual;
  /** Items of the matter (关联事项) that this source serves. */
  matterItems: readonly string[];
  /** Data items, in the order in which they are shown. */
  columns: readonly { code: string; label: Bilingual }[];
  /** How long it may take, milliseconds. */
  deadlineMs: number;
}

export interface CheckSource extends PlannedSource {
  state: SourceState;
  attempts: number;
  reply?: SourceReply;
  /** When the last question left, and when its answer was written down. */
  askedAt?: number;
  answeredAt?: number;
  /** When it is asked again; of `late` alone. */
  nextAt?: number;
  /** Edition that holds the answer; absent until there is one. */
  edition?: number;
}

/** What a check is about and in whose name it asks; fixed when it begins. */
export interface CheckRequest {
  matter: { id: string; version: number; digest: string; title: Bilingual; report: Bilingual };
  subject: HolderRef & { name: string };
  context: LookupContext;
  /** In whose name the questions are asked: of the role that agreements know. */
  asker: CheckAsker;
  /** What the head of the report says beside the subject. */
  facts: readonly { label: Bilingual; value: string }[];
  /** Proofs that were handed in with it, as they were judged. */
  proofs: readonly CheckProof[];
}

export interface CheckAsker {
  /** OAuth client id, or the name of the room where the node asks by itself. */
  id: string;
  role: 'integrator' | 'windowClerk';
  organisation: { code: string; name: string };
  person?: { id: string; name: string };
}

export interface CheckProof {
  /** Material of the matter. */
  material: string;
  /** SHA-256, base64url. */
  digest: string;
  verdict: 'passed' | 'failed' | 'undecided';
  trust: 'A' | 'B' | 'C' | 'D';
  /** As the signature's certificate names it. */
  signer?: string;
}

/** One edition of the report. */
export interface CheckEdition {
  number: number;
  madeAt: number;
  /** Keys of the sources whose answers joined with it. */
  joined: readonly string[];
  /** SHA-256, base64url, of the JSON and of the sealed PDF. */
  json: string;
  pdf: string;
}

export interface Check {
  id: string;
  /** The case that it belongs to; absent where a system asked for it by itself. */
  caseId?: string;
  /** Unguessable; stands on the report and leads to the public verification. */
  code: string;
  /** 编号: for people, the same for all editions. */
  number: string;
  request: CheckRequest;
  state: CheckState;
  begunAt: number;
  finishedAt?: number;
  sources: readonly CheckSource[];
  editions: readonly CheckEdition[];
  /** Why the report could not be made at the last attempt. */
  problem?: string;
}

/** Of the whole, for people who wait. */
export interface CheckProgress {
  check: string;
  caseId?: string;
  organisation: string;
  state: CheckState;
  edition: number;
  /** The source that has just changed; absent where the whole did. */
  source?: { key: string; state: SourceState; outcome?: SourceOutcome; until?: number };
  settled: number;
  total: number;
  at: number;
}
