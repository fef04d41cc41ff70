import type { FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults, default as Provider } from 'oidc-provider';
import { z } from 'zod';
import { asRefusal, Refusal, type PublicError } from '#libs/errors';
import type { ClientConfig } from '../callers.config.js';
import { pickLanguage } from '../pages/i18n.js';
import type { Frame } from '../pages/pages.js';
import { pageHeaders } from '../pages/style.js';
import type { Log } from '../ports.js';
import { formToken, isFormToken } from './form-token.js';
import type { IssuerKeyRing } from './key-ring.js';

export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface StepParts {
  provider(): Provider;
  /** Path under which the issuer stands, `/oidc`. */
  mount: string;
  /** Origin of the issuer, for the Origin header of forms. */
  origin: string;
  node: { zh: string; en: string };
  clients: ReadonlyMap<string, ClientConfig>;
  returnOrigins: readonly string[];
  keys: IssuerKeyRing;
  log: Log;
}

/** Everything that a page or a form of one interaction needs to know. */
export interface Step {
  interaction: Interaction;
  client: ClientConfig;
  frame: Frame;
  /** Path of the page, without query. */
  path: string;
}

/** A refusal as a page shows it. */
export interface Problem {
  error: PublicError;
  waitSeconds?: number | undefined;
}

const paramsSchema = z.object({ uid: z.string().regex(/^[A-Za-z0-9_-]{10,64}$/) });
const querySchema = z.object({ lang: z.string().max(16).optional() });
const plainForm = z.object({ csrf: z.string().max(100) });

/** What all pages of an interaction do alike: whose it is, whether a form is ours, how it ends. */
export class InteractionSteps {
  readonly #headers: Record<string, string>;
  readonly #scriptHeaders: Record<string, string>;

  constructor(private readonly parts: StepParts) {
    this.#headers = pageHeaders(parts.returnOrigins);
    this.#scriptHeaders = pageHeaders(parts.returnOrigins, `${parts.origin}${this.script}`);
  }

  /** Path of the one script that pages about passkeys load. */
  get script(): string {
    return `${this.parts.mount}/passkey.js`;
  }

  /** The interaction that both the cookie and the path name. */
  async step(request: FastifyRequest, reply: FastifyReply): Promise<Step> {
    const params = paramsSchema.safeParse(request.params);
    if (!params.success) throw new Refusal('LOGIN_STALE');
    const interaction = await this.parts.provider().interactionDetails(request.raw, reply.raw);
    const client = this.parts.clients.get(String(interaction.params['client_id']));
    if (interaction.uid !== params.data.uid || !client) throw new Refusal('LOGIN_STALE');
    const path = `${this.parts.mount}/interaction/${interaction.uid}`;
    return { interaction, client, frame: this.frame(request, path, interaction), path };
  }

  /** As `step`, for a form: with its token, of this origin, and of the step that is due. */
  async submitted(request: FastifyRequest, reply: FastifyReply, due?: string): Promise<Step> {
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.parts.origin) throw new Refusal('LOGIN_STALE');
    if (request.headers['sec-fetch-site'] === 'cross-site') throw new Refusal('LOGIN_STALE');
    const step = await this.step(request, reply);
    const { name } = step.interaction.prompt;
    const form = plainForm.safeParse(request.body);
    const { uid } = step.interaction;
    if (!form.success || !isFormToken(this.parts.keys.cookieSecrets(), uid, name, form.data.csrf)) {
      throw new Refusal('LOGIN_STALE');
    }
    if (due !== undefined && name !== due) throw new Refusal('LOGIN_STALE');
    return step;
  }

  token({ interaction }: Step): string {
    return formToken(this.parts.keys.cookieSecrets(), interaction.uid, interaction.prompt.name);
  }

  frame(request: FastifyRequest, path?: string, interaction?: Interaction): Frame {
    const choice = querySchema.safeParse(request.query).data?.lang;
    const language = pickLanguage({
      choice,
      uiLocales: interaction?.params['ui_locales'],
      acceptLanguage: request.headers['accept-language'],
    });
    const other = language === 'en' ? 'zh-CN' : 'en';
    return { language, node: this.parts.node, ...(path ? { switchTo: `${path}?lang=${other}` } : {}) };
  }

  /**
   * A refusal of an attempt, to be shown on its page again; anything else goes on as it was thrown.
   * @param account whose password was right: whoever fails after it may have stolen it
   */
  refused(thrown: unknown, reply: FastifyReply, account?: string): Problem & { status: number } {
    const refusal = asRefusal(thrown);
    const isAttempt = refusal.code.startsWith('LOGIN_') && refusal.code !== 'LOGIN_STALE';
    if (!isAttempt && refusal.code !== 'OVERLOADED') throw thrown;
    const { waitSeconds, why } = refusal.details as { waitSeconds?: number; why?: string };
    this.parts.log.warn(
      { event: 'login', outcome: 'refused', code: refusal.code, why, account },
      'sign-in refused',
    );
    if (waitSeconds !== undefined) reply.header('retry-after', String(waitSeconds));
    return { status: refusal.status, error: refusal.toPublic(), waitSeconds };
  }

  async finish(
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

  send(reply: FastifyReply, status: number, page: string, withScript = false): FastifyReply {
    return reply
      .code(status)
      .headers(withScript ? this.#scriptHeaders : this.#headers)
      .send(page);
  }
}
