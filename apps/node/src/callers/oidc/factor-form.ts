import { z } from 'zod';

/** What the forms about second factors send; which of it counts, their stage says. */
export const factorForm = z.object({
  progress: z.string().max(2_000),
  act: z.enum(['code', 'passkey', 'codes', 'dropCodes', 'drop', 'renew', 'done']).default('code'),
  /** Typed with blanks or without. */
  code: z
    .string()
    .max(40)
    .default('')
    .transform((code) => code.replaceAll(/\s/g, '')),
  /** JSON of what the browser's authenticator said. */
  response: z.string().max(12_000).default(''),
  /** How the person calls a new passkey. */
  label: z.string().trim().max(40).default(''),
  /** Which passkey is meant. */
  passkey: z.string().max(64).default(''),
});
export type FactorForm = z.output<typeof factorForm>;
