import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { otpauthUri, toBase32 } from '#libs/totp';
import { qrPicture } from '../../http/qr-picture.js';
import { Html } from '../../http/html.js';
import type { Account, AccountsFile } from '../accounts/accounts-file.js';
import type { LoginAttempts } from '../login-attempts.js';
import { codePage, enrolPage, recoveryPage } from '../pages/second-factor-pages.js';
import type { Log } from '../ports.js';
import type { ClientRole } from '../roles.js';
import type { SecondFactors, ShownFactor } from '../second-factor/second-factors.js';
import { ONE_FACTOR, TWO_FACTORS } from '../second-factor/two-factors.js';
import type { InteractionSteps, Problem, Step } from './interaction-steps.js';
import type { Progress, SignInProgress } from './sign-in-progress.js';

export interface SecondStepParts {
  steps: InteractionSteps;
  accounts: AccountsFile;
  attempts: LoginAttempts;
  factors: SecondFactors;
  progress: Progress;
  /** Roles that must have a second factor. */
  roles: readonly ClientRole[];
  node: { zh: string; en: string };
  log: Log;
}

/** RFC 4226 §4, R6: 160 bits are recommended. */
const SECRET_BYTES = 20;
const form = z.object({ progress: z.string().max(2_000), code: z.string().max(40).default('') });

/** RFC 8176: what was shown beside the password. A code of recovery is none of its methods. */
const METHODS: Record<ShownFactor, string[]> = { code: ['pwd', 'otp', 'mfa'], recovery: ['pwd', 'mfa'] };

/** What follows the right password: a code, setting one up, or nothing. */
export class SecondStep {
  constructor(private readonly parts: SecondStepParts) {}

  async begin(
    request: FastifyRequest,
    reply: FastifyReply,
    at: { step: Step; account: Account; isWished: boolean },
  ): Promise<FastifyReply> {
    const { steps, factors, roles } = this.parts;
    const { step, account } = at;
    if (await factors.has(account.id))
      return steps.send(reply, 200, this.#page(step, account, { stage: 'code', account: account.id }));
    if (roles.includes(account.role) || at.isWished) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const progress: SignInProgress = { stage: 'enrol', account: account.id, secret };
      return steps.send(reply, 200, this.#page(step, account, progress));
    }
    return this.#done(request, reply, { account: account.id, acr: ONE_FACTOR, amr: ['pwd'] });
  }

  async submit(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { steps, accounts, progress: sealed, attempts } = this.parts;
    const step = await steps.submitted(request, reply, 'login');
    const sent = form.safeParse(request.body);
    const progress = sent.success && sealed.open(sent.data.progress, step.interaction.uid);
    const account = progress ? await accounts.active(progress.account) : undefined;
    if (!progress || !account) throw new Refusal('LOGIN_STALE');
    if (progress.stage === 'kept')
      return this.#done(request, reply, { account: account.id, acr: TWO_FACTORS, amr: METHODS.code });
    const counted = `second factor of ${account.id}`;
    try {
      await attempts.begin(counted, request.ip);
      if (progress.stage === 'enrol') {
        const codes = await this.#enrol(progress, sent.data.code);
        await attempts.succeeded(counted, request.ip);
        const kept = sealed.seal({ stage: 'kept', account: account.id }, step.interaction.uid);
        return await steps.send(reply, 200, recoveryPage({ ...this.#form(step), progress: kept, codes }));
      }
      const shown = await this.parts.factors.check(account.id, sent.data.code);
      if (shown === undefined) throw new Refusal('LOGIN_CODE_WRONG');
      await attempts.succeeded(counted, request.ip);
      return await this.#done(request, reply, { account: account.id, acr: TWO_FACTORS, amr: METHODS[shown] });
    } catch (thrown) {
      const { status, ...problem } = steps.refused(thrown, reply);
      return steps.send(reply, status, this.#page(step, account, progress, problem));
    }
  }

  async #enrol(progress: Extract<SignInProgress, { stage: 'enrol' }>, code: string): Promise<string[]> {
    const { factors, log } = this.parts;
    // Somebody with the password was quicker in another browser: this page must not seem to have worked.
    if (await factors.has(progress.account)) throw new Refusal('LOGIN_STALE');
    const secret = Buffer.from(progress.secret, 'base64url');
    const codes = await factors.enrol(progress.account, secret, code.replaceAll(/\s/g, ''));
    if (!codes) throw new Refusal('LOGIN_CODE_WRONG');
    log.info(
      { event: 'second-factor', outcome: 'enrolled', account: progress.account },
      'second factor set up',
    );
    return codes;
  }

  #page(
    step: Step,
    account: Account,
    progress: Exclude<SignInProgress, { stage: 'kept' }>,
    problem?: Problem,
  ): string {
    const view = {
      ...this.#form(step),
      progress: this.parts.progress.seal(progress, step.interaction.uid),
      problem,
    };
    if (progress.stage === 'code') return codePage(view);
    const secret = Buffer.from(progress.secret, 'base64url');
    const uri = otpauthUri({ issuer: this.parts.node.zh, account: account.username, secret });
    return enrolPage({ ...view, picture: new Html(qrPicture(uri)), secret: toBase32(secret) });
  }

  #form(step: Step) {
    return {
      ...withoutSwitch(step.frame),
      action: `${step.path}/second?lang=${step.frame.language}`,
      cancel: `${step.path}/cancel`,
      csrf: this.parts.steps.token(step),
    };
  }

  async #done(
    request: FastifyRequest,
    reply: FastifyReply,
    { account, acr, amr }: { account: string; acr: string; amr: string[] },
  ): Promise<FastifyReply> {
    this.parts.log.info({ event: 'login', outcome: 'succeeded', account, amr }, 'signed in');
    return this.parts.steps.finish(request, reply, { login: { accountId: account, acr, amr } }, false);
  }
}

/** The other language would be asked for with GET, which leads back to the password. */
const withoutSwitch = ({ language, node }: Step['frame']): Step['frame'] => ({ language, node });
