import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';

/**
 * Who decides: the signed-in person, named so that two clients of one person are one person.
 * @throws Refusal `AUDIT_PERSON_MISSING` for a system that calls for itself
 */
export function actingPerson({ organisation, person }: ClientCaller): string {
  if (!person) throw new Refusal('AUDIT_PERSON_MISSING');
  return JSON.stringify([organisation.code, person.id]);
}

/** Whose a saved search or an export is: a person's, or a system's. */
export function ownerOf({ organisation, person, id }: ClientCaller): string {
  return person ? JSON.stringify([organisation.code, person.id]) : JSON.stringify(['client', id]);
}
