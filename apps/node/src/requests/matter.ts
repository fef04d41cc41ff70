import type { ClockReading } from '#libs/calendar';
import type { Actor, Parties } from '#libs/requests';

export type MatterKindName = 'request' | 'objection';

export interface MatterEvent {
  n: number;
  action: string;
  actor: Actor;
  at: number;
  text?: string | undefined;
}

export interface Step {
  action: string;
  text?: string | undefined;
}

/** What requests and objections have in common: parties, a state, a history. */
export interface Matter extends Parties {
  id: string;
  content: unknown;
  state: string;
  history: readonly MatterEvent[];
}

export interface About extends Parties {
  id: string;
  content: unknown;
}

/** The rules of one kind, out of libs/requests. */
export interface MatterKind {
  name: MatterKindName;
  /** The step that begins one. */
  first: string;
  begin(about: About, actor: Actor, at: number): Matter;
  step(matter: Matter, step: Step, actor: Actor, at: number): Matter;
  follow(known: Matter | undefined, about: About, event: MatterEvent): Matter;
  clock(matter: Matter, at: number): ({ name: string } & ClockReading) | undefined;
}

/** A matter as this node keeps it. */
export interface StoredMatter extends Matter {
  kind: MatterKindName;
  organisation: string | null;
  holder: string | null;
  /** At the requester's node: a step that the provider has not confirmed yet. */
  pending: { action: string; at: number; jti?: string } | null;
  /** At the requester's node: the last step that the provider declined. */
  declined: { action: string; code: string; at: number } | null;
  openedAt: number;
  changedAt: number;
}
