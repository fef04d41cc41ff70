import { z } from 'zod';
import { holderCodeProblem, holderTypes } from '#libs/codes';

/** A person or firm as licences name their holder: type (001 USCC, 111 citizen number, ...) and code, checked. */
export const holderSchema = z
  .strictObject({
    type: z.enum(holderTypes.map(({ code }) => code)),
    code: z.string().max(64),
  })
  .refine(({ type, code }) => holderCodeProblem(type, code) === undefined, {
    error: 'must be a holder type with a code of its form and check character',
  });

export type HolderIdentity = z.infer<typeof holderSchema>;
