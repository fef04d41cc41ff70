import { z } from 'zod';
import { itemCode, uscc } from '#libs/codes';
import { Refusal, type ErrorCode } from '#libs/errors';
import { textSchema } from './forms.js';

/** A code of `libs/codes`; the issue carries the error code of the rule that failed. */
function coded(definition: { validate(text: unknown): { valid: true } | { valid: false; code: ErrorCode } }) {
  return z.string().superRefine((text, context) => {
    const result = definition.validate(text);
    if (!result.valid)
      context.addIssue({ code: 'custom', message: result.code, params: { refusal: result.code } });
  });
}

/**
 * Why somebody looks something up, and who (调用背景). The national e-licence interface wants five elements on each
 * use: organisation name, user name, item name, item code and business code, beside the reason of use.
 * Section 4.2 of PROFILE.md gives every member with its limit.
 */
export const lookupContextSchema = z.strictObject({
  /** The service item (事项) in whose course the lookup happens. */
  purpose: z.strictObject({ itemCode: coded(itemCode), itemName: textSchema(100) }),
  /** Number of the case (办件) in the requester's system. */
  caseNumber: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/),
  legalBasis: textSchema(200),
  /** Reason of use (使用事由). */
  reason: textSchema(200),
  organisation: z.strictObject({ code: coded(uscc), name: textSchema(100) }),
  /** The acting person; `id` is unique in the requester's system and need not be a citizen number. */
  person: z.strictObject({ id: textSchema(64), name: textSchema(50), role: textSchema(50).optional() }),
  channel: z.enum(['counter', 'web', 'hotline', 'terminal']),
  /** Authorisation by the holder, where the basis asks for one: an opaque token. */
  holderAuthorisation: z
    .string()
    .regex(/^[\x21-\x7e]{1,2048}$/)
    .optional(),
});
export type LookupContext = z.infer<typeof lookupContextSchema>;

/**
 * Reads a lookup context.
 * @throws Refusal `CONTEXT_MISSING`, `CONTEXT_INVALID`, or the code of `libs/codes` for a wrong item or organisation
 *   code; `hint` names the member and never its value
 */
export function parseLookupContext(value: unknown): LookupContext {
  if (value === undefined || value === null) throw new Refusal('CONTEXT_MISSING');
  const parsed = lookupContextSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const hint = issue === undefined ? undefined : memberName(issue);
  const options = hint === undefined ? {} : { hint };
  if (issue?.code === 'custom') {
    throw new Refusal((issue.params as { refusal: ErrorCode }).refusal, options);
  }
  throw new Refusal('CONTEXT_INVALID', options);
}

/** The path of the failing member; of surplus members only the place, because their names are the caller's text. */
export function memberName(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return path === '' ? 'not an object' : path;
  return path === '' ? 'a surplus member' : `${path}: a surplus member`;
}
