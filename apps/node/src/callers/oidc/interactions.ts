import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import { asRefusal, Refusal } from '#libs/errors';
import type { AccountsFile } from '../accounts/accounts-file.js';
import { verifyPassword } from '../accounts/passwords.js';
import type { LoginAttempts } from '../login-attempts.js';
import { consentPage, errorPage, loginPage, type LoginPage } from '../pages/pages.js';
import type { ClientRole } from '../roles.js';
import type { AccountFactors } from '../second-factor/account-factors.js';
import { PASSKEY_SCRIPT } from '../pages/passkey-script.js';
import { FactorViews } from './factor-views.js';
import { InteractionSteps, type Interaction, type Step, type StepParts } from './interaction-steps.js';
import { SecondStep } from './second-step.js';
import type { Progress } from './sign-in-progress.js';

export interface InteractionParts extends StepParts {
  accounts: AccountsFile;
  attempts: LoginAttempts;
  factors: AccountFactors;
  progress: Progress;
  /** Roles that must have a second factor. */
  roles: readonly ClientRole[];
}

const MAX_BODY = 4096;
/** With what an authenticator says. */
const MAX_FACTOR_BODY = 20_000;
const loginForm = z.object({
  csrf: z.string().max(100),
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
  enrol: z.literal('yes').optional(),
});

/** Sign-in and consent pages with their forms, below `<mount>/interaction/`. */
export function registerInteractions(fastify: FastifyInstance, parts: InteractionParts): void {
  const base = `${parts.mount}/interaction/:uid`;
  const steps = new InteractionSteps(parts);
  const views = new FactorViews({ ...parts, steps });
  const second = new SecondStep({ ...parts, steps, views });
  const pages = new InteractionPages(parts, steps, second);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_BODY },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  fastify.setErrorHandler((error, request, reply) => pages.fail(error, request, reply));
  fastify.get(base, (request, reply) => pages.show(request, reply));
  fastify.post(`${base}/login`, (request, reply) => pages.login(request, reply));
  fastify.post(`${base}/second`, { bodyLimit: MAX_FACTOR_BODY }, (request, reply) =>
    second.submit(request, reply),
  );
  fastify.get(steps.script, (_request, reply) =>
    reply.headers(PASSKEY_SCRIPT.headers).send(PASSKEY_SCRIPT.body),
  );
  fastify.post(`${base}/consent`, (request, reply) => pages.consent(request, reply));
  fastify.post(`${base}/cancel`, (request, reply) => pages.cancel(request, reply));
}

class InteractionPages {
  constructor(
    private readonly parts: InteractionParts,
    private readonly steps: InteractionSteps,
    private readonly second: SecondStep,
  ) {}

  async show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const step = await this.steps.step(request, reply);
    if (step.interaction.prompt.name === 'login')
      return this.steps.send(reply, 200, this.#loginPage(step, {}));
    if (step.interaction.prompt.name !== 'consent') throw new Refusal('LOGIN_STALE');
    const account = await this.parts.accounts.active(step.interaction.session?.accountId ?? '');
    if (!account) throw new Refusal('LOGIN_STALE');
    const { missingOIDCScope, missingResourceScopes } = wishes(step.interaction);
    const page = consentPage({
      ...step.frame,
      client: step.client,
      account,
      scopes: [...missingOIDCScope, ...Object.values(missingResourceScopes).flat()],
      returnsTo: new URL(String(step.interaction.params['redirect_uri'])).origin,
      action: `${step.path}/consent`,
      cancel: `${step.path}/cancel`,
      csrf: this.steps.token(step),
    });
    return this.steps.send(reply, 200, page);
  }

  async login(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const step = await this.steps.submitted(request, reply, 'login');
    const { accounts, attempts } = this.parts;
    const form = loginForm.safeParse(request.body);
    const username = form.data?.username;
    try {
      if (!form.success) throw new Refusal('LOGIN_FAILED');
      await attempts.begin(form.data.username, request.ip);
      const account = await accounts.byUsername(form.data.username);
      const right = await verifyPassword(form.data.password, account?.passwordHash);
      if (!right || !account || account.disabled === true) throw new Refusal('LOGIN_FAILED');
      await attempts.succeeded(form.data.username, request.ip);
      const isWished = form.data.enrol === 'yes' || step.interaction.params['factors'] === 'manage';
      return await this.second.begin({ request, reply, step, account }, isWished);
    } catch (thrown) {
      const { status, ...problem } = this.steps.refused(thrown, reply);
      return this.steps.send(reply, status, this.#loginPage(step, { username, problem }));
    }
  }

  async consent(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { interaction } = await this.steps.submitted(request, reply, 'consent');
    const provider = this.parts.provider();
    const accountId = interaction.session?.accountId;
    const clientId = String(interaction.params['client_id']);
    if (accountId === undefined) throw new Refusal('LOGIN_STALE');
    const known =
      interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
    const grant = known ?? new provider.Grant({ accountId, clientId });
    const { missingOIDCScope, missingResourceScopes } = wishes(interaction);
    if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
    for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
      grant.addResourceScope(resource, scopes.join(' '));
    }
    const grantId = await grant.save();
    return this.steps.finish(request, reply, { consent: { grantId } }, true);
  }

  async cancel(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await this.steps.submitted(request, reply);
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    return this.steps.finish(request, reply, denied, false);
  }

  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const gone = error instanceof errors.SessionNotFound;
    const refusal = gone ? new Refusal('LOGIN_STALE') : this.#refusalOf(error);
    if (refusal.code === 'INTERNAL') {
      this.parts.log.error({ event: 'login', error: String((error as Error).name) }, 'sign-in page failed');
    }
    const kind = refusal.code === 'LOGIN_STALE' ? 'expired' : 'other';
    return this.steps.send(reply, refusal.status, errorPage(this.steps.frame(request), kind, refusal.code));
  }

  #refusalOf(error: unknown): Refusal {
    const status = (error as { statusCode?: unknown }).statusCode;
    // Fastify's own complaints about the body: too large, another content type.
    if (!(error instanceof Refusal) && typeof status === 'number' && status < 500)
      return new Refusal('LOGIN_STALE');
    return asRefusal(error);
  }

  #loginPage(step: Step, extra: Pick<LoginPage, 'username' | 'problem'>): string {
    const lang = `?lang=${step.frame.language}`;
    return loginPage({
      ...step.frame,
      ...extra,
      client: step.client,
      action: `${step.path}/login${lang}`,
      cancel: `${step.path}/cancel`,
      csrf: this.steps.token(step),
    });
  }
}

/** What the consent prompt found missing (oidc-provider, prompts/consent.js). */
function wishes(interaction: Interaction): {
  missingOIDCScope: string[];
  missingResourceScopes: Record<string, string[]>;
} {
  const details = interaction.prompt.details as {
    missingOIDCScope?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  return {
    missingOIDCScope: details.missingOIDCScope ?? [],
    missingResourceScopes: details.missingResourceScopes ?? {},
  };
}
