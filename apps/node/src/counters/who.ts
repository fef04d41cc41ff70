import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';

/** Somebody of a body, as claims name them: two clients of one person are one person. @throws Refusal COUNTER_PERSON_MISSING */
export function personKey({ organisation, person }: Pick<ClientCaller, 'organisation' | 'person'>): {
  key: string;
  name: string;
} {
  if (!person) throw new Refusal('COUNTER_PERSON_MISSING');
  return { key: JSON.stringify([organisation.code, person.id]), name: person.name };
}
