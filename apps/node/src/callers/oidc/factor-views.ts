import type { FastifyReply } from 'fastify';
import { otpauthUri, toBase32 } from '#libs/totp';
import { Html } from '../../http/html.js';
import { qrPicture } from '../../http/qr-picture.js';
import { enrolPage, factorPage, recoveryPage, type CodesToSetUp } from '../pages/second-factor-pages.js';
import { managePage } from '../pages/manage-factors-page.js';
import type { AccountFactors } from '../second-factor/account-factors.js';
import type { Challenge } from '../second-factor/challenges.js';
import type { InteractionSteps, Problem } from './interaction-steps.js';
import { secretOf, type At, type Progress, type SignInProgress } from './sign-in-progress.js';
import type { Visit } from './visit.js';

export interface FactorViewsParts {
  steps: InteractionSteps;
  factors: AccountFactors;
  progress: Progress;
  node: { zh: string; en: string };
}

/** What the page says of the form before it. */
export interface Said {
  status: number;
  problem: Problem;
}

/** The pages about second factors, each with a challenge of its own where a passkey can be used on it. */
export class FactorViews {
  constructor(private readonly parts: FactorViewsParts) {}

  /** A factor is due. */
  async factor(visit: Visit, progress: At<'factor'>, said?: Said): Promise<FastifyReply> {
    const { factors } = this.parts;
    const known = await factors.of(progress.account);
    const passkeys = known?.passkeys ?? [];
    const challenge = passkeys.length > 0 ? factors.challenge() : undefined;
    const page = factorPage({
      ...this.form(visit, { ...progress, challenge }, said),
      codes: known?.codes ?? false,
      hasPasskeys: passkeys.length > 0,
      passkey: challenge && (await factors.request(challenge, passkeys)),
    });
    return this.send(visit, page, said);
  }

  /** The account has no factor: one is set up. */
  async enrol(visit: Visit, progress: At<'enrol'>, said?: Said): Promise<FastifyReply> {
    const challenge = this.parts.factors.challenge();
    const page = enrolPage({
      ...this.form(visit, { ...progress, challenge }, said),
      ...this.codes(visit, progress),
      passkey: await this.creation(visit, challenge),
    });
    return this.send(visit, page, said);
  }

  /** The person looks after what there is. */
  async manage(visit: Visit, progress: At<'manage'>, said?: Said): Promise<FastifyReply> {
    const { factors } = this.parts;
    const { secret } = progress;
    const challenge = factors.challenge();
    const page = managePage({
      ...this.form(visit, { ...progress, challenge }, said),
      client: visit.step.client.name,
      factors: (await factors.of(progress.account)) ?? { codes: false, recovery: 0, passkeys: [] },
      setUp: secret === undefined ? undefined : this.codes(visit, { secret }),
      passkey: await this.creation(visit, challenge),
    });
    return this.send(visit, page, said);
  }

  /** Codes of recovery, this once. */
  recovery(visit: Visit, progress: At<'kept'>, codes: readonly string[]): FastifyReply {
    const page = recoveryPage({ ...this.form(visit, progress), codes });
    return this.parts.steps.send(visit.reply, 200, page);
  }

  private codes({ account }: Visit, { secret }: { secret: string }): CodesToSetUp {
    const bytes = secretOf({ secret });
    const uri = otpauthUri({ issuer: this.parts.node.zh, account: account.username, secret: bytes });
    return { picture: new Html(qrPicture(uri)), secret: toBase32(bytes) };
  }

  private async creation({ account }: Visit, challenge: Challenge | undefined): Promise<string | undefined> {
    return challenge && this.parts.factors.creation(challenge, account);
  }

  private form({ step }: Visit, progress: SignInProgress, said?: Said) {
    const { language, node } = step.frame;
    return {
      // The other language would be asked for with GET, which leads back to the password.
      language,
      node,
      action: `${step.path}/second?lang=${language}`,
      cancel: `${step.path}/cancel`,
      csrf: this.parts.steps.token(step),
      progress: this.parts.progress.seal(progress, step.interaction.uid),
      script: this.parts.steps.script,
      takesPasskeys: this.parts.factors.takesPasskeys,
      problem: said?.problem,
    };
  }

  private send({ reply }: Visit, page: string, said?: Said): FastifyReply {
    return this.parts.steps.send(reply, said?.status ?? 200, page, this.parts.factors.takesPasskeys);
  }
}
