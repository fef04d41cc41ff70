import { InvalidArgumentError } from 'commander';
import type { SigningSuiteName } from '#libs/jws';

/** Signature suites in which keys are made. */
export const SUITES: readonly SigningSuiteName[] = ['ES256', 'EdDSA', 'SM2'];

/** A suite by its name, in any case: `sm2`. */
export function suiteNamed(text: string): SigningSuiteName {
  const suite = SUITES.find((name) => name.toLowerCase() === text.toLowerCase());
  if (!suite) throw new InvalidArgumentError(`There is ${SUITES.join(', ')}.`);
  return suite;
}
