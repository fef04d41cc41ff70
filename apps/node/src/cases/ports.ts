import type { ClientBase } from 'pg';
import type { RegionCode } from '#libs/codes';
import type {
  CaseEventData,
  CaseEventKind,
  CaseMaterial,
  CaseRole,
  CaseState,
  CaseView,
  HandlingModel,
  HandlingMode,
  Reminder,
} from '#libs/handling';
import type { GovernanceActor } from '../audit/index.js';
import type { ClientCaller, HolderIdentity } from '../callers/index.js';
import type { Transaction } from '../persistence/index.js';

/** Who takes a step: as the case says it, and as the audit log says it. */
export interface CaseActor {
  role: CaseRole;
  organisation: { code: string; name: string };
  /** In the requester's own system; stands in no event, only as a reference made from it. */
  person?: { id: string; name: string };
  /** Of an applicant or delegate: refers to them within the case. Takes precedence over `person`. */
  holder?: HolderIdentity;
  caller: GovernanceActor;
}

/** A case as this node holds it. */
export interface StoredCase {
  id: string;
  view: Readonly<CaseView>;
  /** What the applicant filled in, as it counts now; undefined where this region was not given it. */
  form?: Readonly<Record<string, unknown>>;
  /** Signed events in the order in which they were heard; `entry` is that of this node's audit log. */
  events: readonly { id: string; token: string; entry: string }[];
  /** Whom the case is about. */
  applicant?: HolderIdentity;
  /** Code of the organisation that received it; at the region of receipt alone. */
  organisation?: string;
  /** Codes of this region's departments with a part in it: that of the matter where it is decided here, those of its items. */
  departments: readonly string[];
  /** Delegates by the reference of the case; those that were named in this region. */
  delegates: Readonly<Record<string, KnownDelegate>>;
}

export interface CaseStep<K extends CaseEventKind = CaseEventKind> {
  kind: K;
  data: CaseEventData<K>;
  /** A step that is asked for again with the same key is taken once. */
  key?: string;
  /** The form of `correct`, the words of `rate`: what `data` names by `contentDigest`. */
  content?: unknown;
  /** Whom `name-delegate` and `end-delegate` are about, so that they find the case here; `data` has the reference. */
  delegate?: HolderIdentity;
}

/** What has just become durable; told once to each listener of this process, in the order of the commits. */
export interface CaseChange {
  id: string;
  event: { id: string; kind: CaseEventKind; region: RegionCode; at: number };
  state: CaseState | undefined;
  view: Readonly<CaseView>;
}

/** Who a new case is about, and by whom it is drafted. */
export interface DraftInput {
  matter: string;
  applicant: HolderIdentity;
}

/** A case that was not received yet: materials are gathered for it. */
export interface CaseDraft {
  id: string;
  matter: string;
  organisation: string;
  applicant: HolderIdentity;
  applicantKind: 'firm' | 'person';
  /** Milliseconds since the epoch. */
  madeAt: number;
  expiresAt: number;
}

/** What the opening event says beyond what follows from the draft and the definition. */
export interface Receiving {
  model: HandlingModel;
  modes: readonly HandlingMode[];
  decision: RegionCode;
  form: Readonly<Record<string, unknown>>;
  /** Ids of pieces of material that are held for the draft, see {@link CaseFiles.materials}. */
  materials: readonly string[];
  /** Optional items that the applicant chose, and where items are handled that are not of the deciding region. */
  items: readonly { id: string; region?: RegionCode }[];
  delegate?: DelegateInput;
  /** A case that is received again with the same key is received once. */
  key?: string;
}

export interface DelegateInput {
  person: HolderIdentity;
  capacity: 'delegate' | 'guardian' | 'representative';
  /** Digest of the file that names him. */
  proof: string;
  until?: string;
}

/** What is kept of a delegate where he was named, so that people tell him from others; his number is not. */
export interface KnownDelegate {
  /** Type of his document. */
  type: string;
  /** The last four characters of its number. */
  ending: string;
}

/** What other rooms of the node do with cases. Whoever calls it has checked who is asking, see {@link CaseAccess}. */
export interface Cases {
  /** @throws Refusal CASE_UNKNOWN */
  one(id: string): Promise<StoredCase>;
  /** Begins a case: gives it its number. @throws Refusal MATTER_UNKNOWN, CASE_INPUT_INVALID */
  draft(input: DraftInput, by: CaseActor): Promise<CaseDraft>;
  /** Opens a case from its draft. @throws Refusal CASE_DRAFT_OVER, CASE_FORM_INVALID, CASE_*, REGION_UNKNOWN */
  open(id: string, receiving: Receiving, by: CaseActor): Promise<StoredCase>;
  /**
   * Takes a step of this region: signed, logged, stored and on its way to the other regions in one transaction.
   * @throws Refusal with the reason why it cannot be taken
   */
  step<K extends CaseEventKind>(id: string, step: CaseStep<K>, by: CaseActor): Promise<StoredCase>;
  /** The node itself as an actor, where the rules let it act. */
  readonly self: CaseActor;
  /** Before the node listens. A listener that throws is reported and holds nobody up. */
  onChange(listener: (change: CaseChange) => void): void;
  /** Once for each reminder, from the rounds of whichever replica makes them. Before the node listens. */
  onReminder(listener: (reminder: CaseReminder) => void): void;
}

export interface CaseReminder extends Reminder {
  id: string;
}

/** Whether somebody may see a case or draft, and in which roles they may act in it. */
export interface CaseAccess {
  /** @throws Refusal CASE_UNKNOWN, also for what is not the caller's to see */
  subject(id: string, caller: ClientCaller): Promise<CaseSubject>;
  /**
   * The caller as an actor in a case that they may see.
   * @param as the role that a client of several acts in, its first if left out
   * @throws Refusal CASE_ROLE_NOT_YOURS
   */
  actor(subject: CaseSubject, caller: ClientCaller, as?: CaseRole): CaseActor;
  /** Which cases a caller sees as staff; for lists. */
  scope(caller: ClientCaller): CaseScope;
}

/** A draft or a case, as those rooms need it that keep something for both. */
export type CaseSubject =
  | { id: string; phase: 'draft'; matter: string; applicant: HolderIdentity; draft: CaseDraft }
  | { id: string; phase: 'open'; matter: string; applicant: HolderIdentity | undefined; stored: StoredCase };

/** A case as it is after an event, for whoever keeps something beside it. */
export interface ProjectedCase {
  id: string;
  view: Readonly<CaseView>;
  /** Code of the organisation that received it; at the region of receipt alone. */
  organisation: string | undefined;
  /** Codes of this region's departments with a part in it. */
  departments: readonly string[];
  /** Keys of this node for the persons in it, see {@link CasesRoom.personKey}. */
  people: readonly string[];
  event: CaseEventKind;
  caller: GovernanceActor;
}

/** What another room keeps beside each case, written in the transaction of every event. */
export interface CaseProjection {
  project(client: ClientBase, one: ProjectedCase): Promise<void>;
}

/** Which cases staff may see: all, or those that a body received or has a part in. Nothing where it says nothing. */
export interface CaseScope {
  all: boolean;
  /** Received by it. */
  organisation?: string;
  /** Handled or decided by it. */
  department?: string;
}

/** The files of a case, as the cases need them; the room of materials has them. */
export interface CaseFiles {
  /**
   * Pieces of material of a case or draft, by the ids that the room of materials gave them (`caseMaterials`), as an event
   * states them. Origin, trust level and verdict are this node's own finding: a caller names ids and claims nothing, so
   * every step that carries materials (receive, correct, add-materials, fulfil-pledge) takes them from here.
   * @returns in the order of the ids
   * @throws Refusal CASE_MATERIAL_ABSENT
   */
  materials(client: ClientBase, id: string, materialIds: readonly string[]): Promise<CaseMaterial[]>;
  /** @throws Refusal CASE_MATERIAL_ABSENT where one is not held for the case */
  assertHeld(client: ClientBase, id: string, digests: readonly string[]): Promise<void>;
  /** @throws Refusal CASE_FILE_OTHER_PURPOSE where one was not brought as what it is to be */
  assertBroughtAs(
    client: ClientBase,
    id: string,
    papers: readonly { digest: string; as: 'pledge' | 'proof' }[],
  ): Promise<void>;
  /**
   * Queues the files for another region ahead of the event that names them; what it already has is left out.
   * @param again what was sent before as well: the other region has lost it, or a part of it was given up
   */
  ship(
    transaction: Transaction,
    to: string,
    id: string,
    digests: readonly string[],
    again?: boolean,
  ): Promise<void>;
}

/** What approvals yield; the room of issuing has it. */
export interface CaseResults {
  /**
   * Makes what the approval of a case yields, before its transaction; undefined where it yields nothing here.
   * @throws Refusal where it cannot be made: then the case is not approved
   */
  prepare(id: string, by: CaseActor): Promise<PreparedResult | undefined>;
  /** What an approval yielded ends with it, in the transaction of the step that revokes it. */
  revoke(transaction: Transaction, id: string): Promise<void>;
}

export interface PreparedResult {
  /** What the event of the approval names. */
  data: { result: string; licence?: string };
  /** Makes it part of this region's records, in the transaction of the approval. */
  record(transaction: Transaction): Promise<void>;
}
