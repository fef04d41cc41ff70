import { z } from 'zod';
import type { Sealer } from '../../secrets/index.js';

const progressSchema = z.discriminatedUnion('stage', [
  /** The password was right; the code is due. */
  z.strictObject({ stage: z.literal('code'), account: z.string() }),
  /** The password was right; this secret becomes the second factor with its first code. */
  z.strictObject({ stage: z.literal('enrol'), account: z.string(), secret: z.string() }),
  /** All is shown; the codes of recovery are on the screen. */
  z.strictObject({ stage: z.literal('kept'), account: z.string() }),
]);
export type SignInProgress = z.infer<typeof progressSchema>;

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
