import type { CaseEvent } from '#libs/handling';
import type { HolderIdentity } from '../callers/index.js';
import type { HeldCase } from './held-case.js';
import type { CaseActor, KnownDelegate } from './ports.js';
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

/** @param reference of the delegate within the case */
export const knownDelegate = (
  reference: string | undefined,
  person: HolderIdentity | undefined,
): Readonly<Record<string, KnownDelegate>> =>
  reference === undefined || !person
    ? {}
    : { [reference]: { type: person.type, ending: person.code.slice(-4) } };

/** What is known of delegates after an event that this region writes. */
export function delegatesAfter(
  { delegates }: HeldCase,
  event: CaseEvent,
  person: HolderIdentity | undefined,
): Readonly<Record<string, KnownDelegate>> {
  if (event.kind === 'name-delegate')
    return { ...delegates, ...knownDelegate(event.data.delegate.person, person) };
  if (event.kind !== 'end-delegate') return delegates;
  const { [event.data.person]: _, ...others } = delegates;
  return others;
}
