import type { CaseDelegateInput } from '../generated/operations.generated.js';
import { holdFile } from './held-file.js';
import { readHolder, type Holder, type Paper } from './holder.js';

/** A person as a clerk enters them: a number, and which document it is of where that cannot be told from it. */
export interface EnteredPerson {
  text: string;
  paper?: Paper;
}

export interface EnteredDelegate {
  person: EnteredPerson;
  capacity: string;
  proof: File;
  until?: string;
}

export const personIn = (entered: EnteredPerson | undefined): Holder | undefined =>
  readHolder(entered?.text ?? '', 'person', entered?.paper);

/** Hands the authorisation in, and names whom it authorises. What was entered has been checked by its fields. */
export async function delegateInput(
  id: string,
  { person, capacity, proof, until }: EnteredDelegate,
): Promise<CaseDelegateInput> {
  const holder = personIn(person);
  if (!holder) throw new Error('a delegate without a number');
  return {
    person: holder,
    capacity,
    proof: await holdFile(id, proof, 'proof'),
    ...(until ? { until } : {}),
  };
}
