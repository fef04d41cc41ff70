import type { CaseEvent } from '#libs/handling';
import type { HolderIdentity } from '../callers/index.js';
import type { HeldCase } from './held-case.js';
import type { CaseActor } from './ports.js';
import type { References } from './references.js';

/** Who acts, as the case refers to persons. */
export function personOf(
  { id, referenceKey }: Pick<HeldCase, 'id' | 'referenceKey'>,
  by: CaseActor,
  references: References,
): string | undefined {
  if (by.holder) return references.holder(referenceKey, by.holder);
  return by.person ? references.staff(id, by.person.id) : undefined;
}

/** Whose case it is after an event, for this node's own search; `delegate` is who it is about. */
export function peopleAfter(
  held: HeldCase,
  event: CaseEvent,
  delegate: HolderIdentity | undefined,
  references: References,
): readonly string[] {
  if (!delegate) return held.people;
  const own = references.own(delegate);
  if (event.kind === 'name-delegate') return [...new Set([...held.people, own])];
  return event.kind === 'end-delegate' ? held.people.filter((one) => one !== own) : held.people;
}
