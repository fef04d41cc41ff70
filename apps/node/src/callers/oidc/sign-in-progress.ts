import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Sealer } from '../../secrets/index.js';

const challenge = z.strictObject({ value: z.string(), until: z.number() }).optional();
const shown = z.enum(['code', 'recovery', 'passkey']);

const progressSchema = z.discriminatedUnion('stage', [
  /** The password was right; the second factor is due. */
  z.strictObject({ stage: z.literal('factor'), account: z.string(), manage: z.boolean(), challenge }),
  /** The password was right; this secret, or the passkey made for this challenge, becomes the first second factor. */
  z.strictObject({ stage: z.literal('enrol'), account: z.string(), secret: z.string(), challenge }),
  /** All is shown; the person looks after their factors. A secret waits for its first code. */
  z.strictObject({
    stage: z.literal('manage'),
    account: z.string(),
    shown,
    secret: z.string().optional(),
    challenge,
  }),
  /** All is shown; codes of recovery are on the screen. */
  z.strictObject({ stage: z.literal('kept'), account: z.string(), shown, manage: z.boolean() }),
]);
export type SignInProgress = z.infer<typeof progressSchema>;
export type At<Stage extends SignInProgress['stage']> = Extract<SignInProgress, { stage: Stage }>;

/** RFC 4226 §4, R6: 160 bits are recommended. */
const SECRET_BYTES = 20;
/** A secret for one-time codes, as progress carries it. */
export const freshSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
export const secretOf = ({ secret }: { secret: string }): Uint8Array => Buffer.from(secret, 'base64url');

/**
 * How far a sign-in has come, carried by its page: sealed, and good for this one interaction, which lives for minutes and
 * belongs to one browser's cookie.
 */
export class Progress {
  constructor(private readonly sealer: Sealer) {}

  seal(progress: SignInProgress, interaction: string): string {
    return this.sealer.seal(JSON.stringify(progress), contextOf(interaction)).toString('base64url');
  }

  open(sealed: string, interaction: string): SignInProgress | undefined {
    const text = this.sealer.open(Buffer.from(sealed, 'base64url'), contextOf(interaction));
    return text === undefined ? undefined : progressSchema.parse(JSON.parse(text));
  }
}

const contextOf = (interaction: string): string => `sign-in ${interaction}`;
