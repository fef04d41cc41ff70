import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type InteractionResults, type default as Provider } from 'oidc-provider';
import { z } from 'zod';
import { asRefusal, Refusal } from '#libs/errors';
import type { AccountsFile } from '../accounts/accounts-file.js';
import { verifyPassword } from '../accounts/passwords.js';
import type { ClientConfig } from '../callers.config.js';
import type { LoginAttempts } from '../login-attempts.js';
import { pickLanguage } from '../pages/i18n.js';
import { consentPage, errorPage, loginPage, type Frame, type LoginPage } from '../pages/pages.js';
import { pageHeaders } from '../pages/style.js';
import type { Log } from '../ports.js';
import { formToken, isFormToken } from './form-token.js';
import type { IssuerKeyRing } from './key-ring.js';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface InteractionParts {
  provider(): Provider;
  /** Path under which the issuer stands, `/oidc`. */
  mount: string;
  /** Origin of the issuer, for the Origin header of forms. */
  origin: string;
  node: { zh: string; en: string };
  clients: ReadonlyMap<string, ClientConfig>;
  returnOrigins: readonly string[];
  accounts: AccountsFile;
  attempts: LoginAttempts;
  keys: IssuerKeyRing;
  log: Log;
}

const MAX_BODY = 4096;
const paramsSchema = z.object({ uid: z.string().regex(/^[A-Za-z0-9_-]{10,64}$/) });
const querySchema = z.object({ lang: z.string().max(16).optional() });
const loginForm = z.object({
  csrf: z.string().max(100),
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
});
const plainForm = z.object({ csrf: z.string().max(100) });

/** Everything that a page or a form of one interaction needs to know. */
interface Step {
  interaction: Interaction;
  client: ClientConfig;
  frame: Frame;
  /** Path of the page, without query. */
  path: string;
}

/** Sign-in and consent pages with their forms, below `<mount>/interaction/`. */
export function registerInteractions(fastify: FastifyInstance, parts: InteractionParts): void {
  const base = `${parts.mount}/interaction/:uid`;
  const pages = new InteractionPages(parts);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_BODY },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  fastify.setErrorHandler((error, request, reply) => pages.fail(error, request, reply));
  fastify.get(base, (request, reply) => pages.show(request, reply));
  fastify.post(`${base}/login`, (request, reply) => pages.login(request, reply));
  fastify.post(`${base}/consent`, (request, reply) => pages.consent(request, reply));
  fastify.post(`${base}/cancel`, (request, reply) => pages.cancel(request, reply));
}

class InteractionPages {
  readonly #headers: Record<string, string>;

  constructor(private readonly parts: InteractionParts) {
    this.#headers = pageHeaders(parts.returnOrigins);
  }

  async show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const step = await this.#step(request, reply);
    if (step.interaction.prompt.name === 'login') return this.#send(reply, 200, this.#loginPage(step, {}));
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
      csrf: this.#token(step),
    });
    return this.#send(reply, 200, page);
  }

  async login(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const step = await this.#submitted(request, reply, 'login');
    const { accounts, attempts, log } = this.parts;
    const form = loginForm.safeParse(request.body);
    const username = form.data?.username;
    try {
      if (!form.success) throw new Refusal('LOGIN_FAILED');
      await attempts.begin(form.data.username, request.ip);
      const account = await accounts.byUsername(form.data.username);
      const right = await verifyPassword(form.data.password, account?.passwordHash);
      if (!right || !account || account.disabled === true) throw new Refusal('LOGIN_FAILED');
      await attempts.succeeded(form.data.username, request.ip);
      log.info({ event: 'login', outcome: 'succeeded', account: account.id }, 'signed in');
      return await this.#finish(request, reply, { login: { accountId: account.id, amr: ['pwd'] } }, false);
    } catch (thrown) {
      const refusal = asRefusal(thrown);
      if (!refusal.code.startsWith('LOGIN_') && refusal.code !== 'OVERLOADED') throw thrown;
      const { waitSeconds } = refusal.details as { waitSeconds?: number };
      log.warn({ event: 'login', outcome: 'refused', code: refusal.code }, 'sign-in refused');
      if (waitSeconds !== undefined) reply.header('retry-after', String(waitSeconds));
      const problem = { error: refusal.toPublic(), waitSeconds };
      return this.#send(reply, refusal.status, this.#loginPage(step, { username, problem }));
    }
  }

  async consent(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { interaction } = await this.#submitted(request, reply, 'consent');
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
    return this.#finish(request, reply, { consent: { grantId } }, true);
  }

  async cancel(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await this.#submitted(request, reply);
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    return this.#finish(request, reply, denied, false);
  }

  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const gone = error instanceof errors.SessionNotFound;
    const refusal = gone ? new Refusal('LOGIN_STALE') : this.#refusalOf(error);
    if (refusal.code === 'INTERNAL') {
      this.parts.log.error({ event: 'login', error: String((error as Error).name) }, 'sign-in page failed');
    }
    const kind = refusal.code === 'LOGIN_STALE' ? 'expired' : 'other';
    return this.#send(reply, refusal.status, errorPage(this.#frame(request), kind, refusal.code));
  }

  #refusalOf(error: unknown): Refusal {
    const status = (error as { statusCode?: unknown }).statusCode;
    // Fastify's own complaints about the body: too large, another content type.
    if (!(error instanceof Refusal) && typeof status === 'number' && status < 500)
      return new Refusal('LOGIN_STALE');
    return asRefusal(error);
  }

  /** The interaction that both the cookie and the path name. */
  async #step(request: FastifyRequest, reply: FastifyReply): Promise<Step> {
    const params = paramsSchema.safeParse(request.params);
    if (!params.success) throw new Refusal('LOGIN_STALE');
    const interaction = await this.parts.provider().interactionDetails(request.raw, reply.raw);
    const client = this.parts.clients.get(String(interaction.params['client_id']));
    if (interaction.uid !== params.data.uid || !client) throw new Refusal('LOGIN_STALE');
    const path = `${this.parts.mount}/interaction/${interaction.uid}`;
    return { interaction, client, frame: this.#frame(request, path, interaction), path };
  }

  /** As `#step`, for a form: with its token, of this origin, and of the step that is due. */
  async #submitted(request: FastifyRequest, reply: FastifyReply, due?: string): Promise<Step> {
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.parts.origin) throw new Refusal('LOGIN_STALE');
    if (request.headers['sec-fetch-site'] === 'cross-site') throw new Refusal('LOGIN_STALE');
    const step = await this.#step(request, reply);
    const { name } = step.interaction.prompt;
    const form = plainForm.safeParse(request.body);
    const { uid } = step.interaction;
    if (!form.success || !isFormToken(this.parts.keys.cookieSecrets(), uid, name, form.data.csrf)) {
      throw new Refusal('LOGIN_STALE');
    }
    if (due !== undefined && name !== due) throw new Refusal('LOGIN_STALE');
    return step;
  }

  #token({ interaction }: Step): string {
    return formToken(this.parts.keys.cookieSecrets(), interaction.uid, interaction.prompt.name);
  }

  #frame(request: FastifyRequest, path?: string, interaction?: Interaction): Frame {
    const choice = querySchema.safeParse(request.query).data?.lang;
    const language = pickLanguage({
      choice,
      uiLocales: interaction?.params['ui_locales'],
      acceptLanguage: request.headers['accept-language'],
    });
    const other = language === 'en' ? 'zh-CN' : 'en';
    return { language, node: this.parts.node, ...(path ? { switchTo: `${path}?lang=${other}` } : {}) };
  }

  #loginPage(step: Step, extra: Pick<LoginPage, 'username' | 'problem'>): string {
    const lang = `?lang=${step.frame.language}`;
    return loginPage({
      ...step.frame,
      ...extra,
      client: step.client,
      action: `${step.path}/login${lang}`,
      cancel: `${step.path}/cancel`,
      csrf: this.#token(step),
    });
  }

  async #finish(
    request: FastifyRequest,
    reply: FastifyReply,
    result: InteractionResults,
    mergeWithLastSubmission: boolean,
  ): Promise<FastifyReply> {
    const provider = this.parts.provider();
    const options = { mergeWithLastSubmission };
    const next = await provider.interactionResult(request.raw, reply.raw, result, options);
    return reply.headers(this.#headers).redirect(next, 303);
  }

  #send(reply: FastifyReply, status: number, page: string): FastifyReply {
    return reply.code(status).headers(this.#headers).send(page);
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
