import type { ClientBase } from 'pg';
import type { RegionCode } from '#libs/codes';
import type {
  CaseEventData,
  CaseEventKind,
  CaseMaterial,
  CaseRole,
  CaseState,
  CaseView,
} from '#libs/handling';
import type { GovernanceActor } from '../audit/index.js';
import type { Transaction } from '../persistence/index.js';

/** Who takes a step: as the case says it, and as the audit log says it. */
export interface CaseActor {
  role: CaseRole;
  organisation: { code: string; name: string };
  /** In the requester's own system; stands in no event, only as a reference made from it. */
  person?: { id: string; name: string };
  caller: GovernanceActor;
}

/** A case as this node holds it. */
export interface StoredCase {
  id: string;
  view: Readonly<CaseView>;
  /** What the applicant filled in; undefined where this region was not given it. */
  form?: Readonly<Record<string, unknown>>;
  /** Signed events in the order in which they were heard. */
  events: readonly { id: string; token: string }[];
}

export interface CaseStep<K extends CaseEventKind = CaseEventKind> {
  kind: K;
  data: CaseEventData<K>;
  /** A step that is asked for again with the same key is taken once. */
  key?: string;
}

/** What has just become durable; told once to each listener of this process, in the order of the commits. */
export interface CaseChange {
  id: string;
  event: { id: string; kind: CaseEventKind; region: RegionCode; at: number };
  state: CaseState | undefined;
  view: Readonly<CaseView>;
}

/** What other rooms of the node do with cases. Whoever calls it has checked who is asking. */
export interface Cases {
  /** @throws Refusal CASE_UNKNOWN */
  one(id: string): Promise<StoredCase>;
  /**
   * Takes a step of this region: signed, logged, stored and on its way to the other regions in one transaction.
   * @throws Refusal with the reason why it cannot be taken
   */
  step<K extends CaseEventKind>(id: string, step: CaseStep<K>, by: CaseActor): Promise<StoredCase>;
  /** The node itself as an actor, where the rules let it act. */
  readonly self: CaseActor;
  /** Before the node listens. A listener that throws is reported and holds nobody up. */
  onChange(listener: (change: CaseChange) => void): void;
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
  /** Queues the files for another region ahead of the event that names them; what it already has is left out. */
  ship(transaction: Transaction, to: string, id: string, digests: readonly string[]): Promise<void>;
}
