import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Frame } from '../pages/frame.js';
import type { Html } from '../pages/html.js';
import { pickLanguage, type Language } from '../pages/language.js';
import { PAGE_HEADERS } from '../pages/style.js';
import { TEXTS, type Texts } from '../pages/texts.js';
import { isFormToken, type Session, type Sessions } from '../sign-in/sessions.js';

/** `__Host-`: over TLS only, for this host only, whatever a neighbouring host sets (RFC 6265bis §4.1.3.2). */
const COOKIE = '__Host-tongban-identity';

/** One request of a browser, with its session. */
export interface Visit {
  session: Session;
  language: Language;
  words: Texts;
  frame: Frame;
  reply: FastifyReply;
}

export class Visits {
  constructor(
    readonly sessions: Sessions,
    private readonly origin: string,
    private readonly platform: Record<Language, string>,
  ) {}

  /** The visit of this request; a browser without a session gets one. */
  of(request: FastifyRequest, reply: FastifyReply): Visit {
    const session = this.sessions.find(cookieOf(request)) ?? this.opened(reply);
    const { lang } = request.query as { lang?: unknown };
    session.language = pickLanguage(lang, session.language, request.headers['accept-language']);
    return this.visit(session, reply);
  }

  /**
   * A form that was sent: from our own page in this very session, otherwise undefined. Another site has neither the
   * token nor our origin.
   */
  form(request: FastifyRequest, reply: FastifyReply): { visit: Visit; form: URLSearchParams } | undefined {
    const session = this.sessions.find(cookieOf(request));
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const { origin, 'sec-fetch-site': site } = request.headers;
    const own =
      (origin === undefined || origin === this.origin) && (site === undefined || site === 'same-origin');
    if (!session || !own || !isFormToken(session, form.get('token'))) return undefined;
    session.language ??= pickLanguage(undefined, undefined, request.headers['accept-language']);
    return { visit: this.visit(session, reply), form };
  }

  /** Goes on under another session identifier. */
  renew(visit: Visit, signedIn: Pick<Session, 'halfway' | 'username'>): Session {
    const session = this.sessions.renew(visit.session, signedIn);
    give(visit.reply, session.id);
    return session;
  }

  close(visit: Visit): void {
    this.sessions.close(visit.session);
    void visit.reply.header('set-cookie', `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`);
  }

  private opened(reply: FastifyReply): Session {
    const session = this.sessions.open();
    give(reply, session.id);
    return session;
  }

  private visit(session: Session, reply: FastifyReply): Visit {
    const language = session.language ?? 'zh';
    return {
      session,
      language,
      words: TEXTS[language],
      frame: {
        language,
        platform: this.platform,
        signOutToken: session.username === undefined ? undefined : session.formToken,
      },
      reply,
    };
  }
}

export function show({ reply }: Pick<Visit, 'reply'>, content: Html, status = 200): FastifyReply {
  return reply.code(status).headers(PAGE_HEADERS).send(content.text);
}

/** After a form: the browser asks for the page anew, so that "reload" sends nothing twice. */
export function goTo({ reply }: Pick<Visit, 'reply'>, path: string): FastifyReply {
  return reply.code(303).headers(PAGE_HEADERS).header('location', path).send('');
}

function give(reply: FastifyReply, id: string): void {
  // Lax, not Strict: the telephone's camera opens the page from outside.
  void reply.header('set-cookie', `${COOKIE}=${id}; Path=/; Secure; HttpOnly; SameSite=Lax`);
}

function cookieOf({ headers }: FastifyRequest): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === COOKIE) return value;
  }
  return undefined;
}
