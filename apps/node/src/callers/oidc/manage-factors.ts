import type { FastifyReply } from 'fastify';
import { Refusal } from '#libs/errors';
import type { LoginAttempts } from '../login-attempts.js';
import type { AccountFactors } from '../second-factor/account-factors.js';
import type { ShownFactor } from '../second-factor/second-factors.js';
import type { FactorForm } from './factor-form.js';
import type { FactorViews } from './factor-views.js';
import type { InteractionSteps } from './interaction-steps.js';
import { freshSecret, secretOf, type At } from './sign-in-progress.js';
import type { Visit } from './visit.js';

export interface ManageFactorsParts {
  steps: InteractionSteps;
  attempts: LoginAttempts;
  factors: AccountFactors;
  views: FactorViews;
}

/** The person looks after their factors, having shown the password and one of them a moment ago. */
export class ManageFactors {
  constructor(
    private readonly parts: ManageFactorsParts,
    private readonly done: (visit: Visit, shown: ShownFactor) => Promise<FastifyReply>,
  ) {}

  async show(visit: Visit, shown: ShownFactor): Promise<FastifyReply> {
    return this.parts.views.manage(visit, { stage: 'manage', account: visit.account.id, shown });
  }

  async submit(visit: Visit, progress: At<'manage'>, form: FactorForm): Promise<FastifyReply> {
    try {
      return await this.act(visit, progress, form);
    } catch (thrown) {
      const { status, ...problem } = this.parts.steps.refused(thrown, visit.reply, visit.account.id);
      return this.parts.views.manage(visit, progress, { status, problem });
    }
  }

  private async act(visit: Visit, progress: At<'manage'>, form: FactorForm): Promise<FastifyReply> {
    const { factors, views } = this.parts;
    const { account, shown, challenge } = progress;
    switch (form.act) {
      case 'done':
        return this.done(visit, shown);
      case 'codes':
        return views.manage(visit, { stage: 'manage', account, shown, secret: freshSecret() });
      case 'code':
        await this.replaceCodes(visit, progress, form.code);
        break;
      case 'passkey':
        await factors.addPasskey(account, challenge, { sent: form.response, label: form.label });
        break;
      case 'drop':
        await factors.removePasskey(account, form.passkey);
        break;
      case 'dropCodes':
        await factors.removeCodes(account);
        break;
      case 'renew': {
        const codes = await factors.renewRecovery(account);
        return views.recovery(visit, { stage: 'kept', account, shown, manage: true }, codes);
      }
    }
    return this.show(visit, shown);
  }

  private async replaceCodes({ request }: Visit, progress: At<'manage'>, code: string): Promise<void> {
    const { attempts, factors } = this.parts;
    const { account, secret } = progress;
    if (secret === undefined) throw new Refusal('LOGIN_STALE');
    const subject = `second factor of ${account}`;
    await attempts.begin(subject, request.ip);
    await factors.replaceCodes(account, secretOf({ secret }), code);
    await attempts.succeeded(subject, request.ip);
  }
}
