import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#libs/errors';
import type { AccountsFile } from '../accounts/accounts-file.js';
import type { LoginAttempts } from '../login-attempts.js';
import type { Log } from '../ports.js';
import type { ClientRole } from '../roles.js';
import type { AccountFactors } from '../second-factor/account-factors.js';
import type { ShownFactor } from '../second-factor/second-factors.js';
import { ONE_FACTOR, TWO_FACTORS } from '../second-factor/two-factors.js';
import { factorForm, type FactorForm } from './factor-form.js';
import type { FactorViews } from './factor-views.js';
import type { InteractionSteps } from './interaction-steps.js';
import { ManageFactors } from './manage-factors.js';
import { freshSecret, secretOf, type At, type Progress, type SignInProgress } from './sign-in-progress.js';
import type { Visit } from './visit.js';

export interface SecondStepParts {
  steps: InteractionSteps;
  accounts: AccountsFile;
  attempts: LoginAttempts;
  factors: AccountFactors;
  views: FactorViews;
  progress: Progress;
  /** Roles that must have a second factor. */
  roles: readonly ClientRole[];
  log: Log;
}

/** RFC 8176: what was shown beside the password. A code of recovery is none of its methods. */
const METHODS: Record<ShownFactor, string[]> = {
  code: ['pwd', 'otp', 'mfa'],
  recovery: ['pwd', 'mfa'],
  passkey: ['pwd', 'pop', 'mfa'],
};

/** What follows the right password: a factor, setting one up, looking after them, or nothing. */
export class SecondStep {
  private readonly managing: ManageFactors;

  constructor(private readonly parts: SecondStepParts) {
    this.managing = new ManageFactors(parts, (visit, shown) =>
      this.#done(visit, TWO_FACTORS, METHODS[shown]),
    );
  }

  /** @param isWished whether the person wants to set a factor up, or to look after those that there are */
  async begin(visit: Visit, isWished: boolean): Promise<FastifyReply> {
    const { factors, roles } = this.parts;
    const account = visit.account.id;
    if (await factors.of(account)) return this.#show(visit, { stage: 'factor', account, manage: isWished });
    if (roles.includes(visit.account.role) || isWished)
      return this.#show(visit, { stage: 'enrol', account, secret: freshSecret() });
    return this.#done(visit, ONE_FACTOR, ['pwd']);
  }

  async submit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { steps, accounts, progress: sealed } = this.parts;
    const step = await steps.submitted(request, reply, 'login');
    const sent = factorForm.safeParse(request.body);
    const progress = sent.success && sealed.open(sent.data.progress, step.interaction.uid);
    const account = progress ? await accounts.active(progress.account) : undefined;
    if (!progress || !account) throw new Refusal('LOGIN_STALE');
    const visit = { request, reply, step, account };
    if (progress.stage === 'manage') return this.managing.submit(visit, progress, sent.data);
    if (progress.stage === 'kept')
      return progress.manage
        ? this.managing.show(visit, progress.shown)
        : this.#done(visit, TWO_FACTORS, METHODS[progress.shown]);
    try {
      return progress.stage === 'enrol'
        ? await this.#enrol(visit, progress, sent.data)
        : await this.#check(visit, progress, sent.data);
    } catch (thrown) {
      const { status, ...problem } = steps.refused(thrown, reply, account.id);
      return this.#show(visit, progress, { status, problem });
    }
  }

  async #check(visit: Visit, { manage, challenge }: At<'factor'>, form: FactorForm): Promise<FastifyReply> {
    const { factors } = this.parts;
    const account = visit.account.id;
    // Apart from each other: whoever guesses codes must not keep the owner's passkey out.
    const shown =
      form.act === 'passkey'
        ? await this.#counted(visit, `passkey of ${account}`, () =>
            factors.checkPasskey(account, challenge, form.response),
          )
        : await this.#counted(visit, `second factor of ${account}`, () =>
            factors.checkCode(account, form.code),
          );
    return manage ? this.managing.show(visit, shown) : this.#done(visit, TWO_FACTORS, METHODS[shown]);
  }

  async #enrol(visit: Visit, progress: At<'enrol'>, form: FactorForm): Promise<FastifyReply> {
    const { factors, views } = this.parts;
    const account = visit.account.id;
    const withPasskey = form.act === 'passkey';
    const codes = await this.#counted(visit, `second factor of ${account}`, () =>
      withPasskey
        ? factors.enrolPasskey(account, progress.challenge, { sent: form.response, label: form.label })
        : factors.enrolCodes(account, secretOf(progress), form.code),
    );
    const shown = withPasskey ? 'passkey' : 'code';
    return views.recovery(visit, { stage: 'kept', account, shown, manage: false }, codes);
  }

  /** Counts an attempt as failed before it is looked at, as attempts at passwords are. */
  async #counted<Result>(
    { request }: Visit,
    subject: string,
    attempt: () => Promise<Result>,
  ): Promise<Result> {
    await this.parts.attempts.begin(subject, request.ip);
    const result = await attempt();
    await this.parts.attempts.succeeded(subject, request.ip);
    return result;
  }

  #show(
    visit: Visit,
    progress: Extract<SignInProgress, { stage: 'factor' | 'enrol' }>,
    said?: Parameters<FactorViews['factor']>[2],
  ): Promise<FastifyReply> {
    const { views } = this.parts;
    return progress.stage === 'factor'
      ? views.factor(visit, progress, said)
      : views.enrol(visit, progress, said);
  }

  async #done({ request, reply, account }: Visit, acr: string, amr: string[]): Promise<FastifyReply> {
    this.parts.log.info({ event: 'login', outcome: 'succeeded', account: account.id, amr }, 'signed in');
    return this.parts.steps.finish(request, reply, { login: { accountId: account.id, acr, amr } }, false);
  }
}
