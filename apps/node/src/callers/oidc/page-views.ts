import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ProviderParts } from './provider.js';
import { Html } from '../../http/html.js';
import { pickLanguage } from '../pages/i18n.js';
import {
  continuePage,
  errorPage,
  loggedOutPage,
  logoutPage,
  type Frame,
  type ProblemKind,
} from '../pages/pages.js';
import { pageHeaders } from '../pages/style.js';

const KINDS: Readonly<Record<string, ProblemKind>> = {
  SessionNotFound: 'expired',
  InvalidRedirectUri: 'redirect',
  InvalidClient: 'client',
  InvalidClientAuth: 'client',
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
};
const unescape = (text: string): string =>
  text.replace(/&[#a-z0-9]+;/gi, (entity) => ENTITIES[entity] ?? entity);

/** The form that oidc-provider would submit by a script of its own (lib/response_modes/form_post.js). */
export function readAutoSubmit(body: string): { action: string; inputs: [string, string][] } | undefined {
  if (!body.includes('document.forms[0].submit()')) return undefined;
  const action = /<form method="post" action="([^"]*)">/.exec(body)?.[1];
  if (action === undefined) return undefined;
  const inputs = [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g)];
  return {
    action: unescape(action),
    inputs: inputs.map(([, name = '', value = '']) => [unescape(name), unescape(value)]),
  };
}

/** The provider's few pages, in our words and without its script. */
export function providerPages(options: {
  node: { zh: string; en: string };
  returnOrigins: readonly string[];
}): ProviderParts['pages'] & {
  middleware(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void>;
} {
  const headers = pageHeaders(options.returnOrigins);
  const frame = (ctx: KoaContextWithOIDC): Frame => ({
    node: options.node,
    language: pickLanguage({
      uiLocales: ctx.query['ui_locales'],
      acceptLanguage: ctx.get('accept-language'),
    }),
  });
  const send = (ctx: KoaContextWithOIDC, body: string): void => {
    ctx.type = 'html';
    ctx.body = body;
  };
  return {
    logout: (ctx, form) => send(ctx, logoutPage(frame(ctx), new Html(form))),
    loggedOut: (ctx) => send(ctx, loggedOutPage(frame(ctx))),
    problem: (ctx, code, thrown) => {
      send(ctx, errorPage(frame(ctx), KINDS[thrown.constructor.name] ?? 'other', code));
    },
    middleware: async (ctx, next) => {
      await next();
      ctx.set('x-content-type-options', 'nosniff');
      ctx.set('referrer-policy', 'same-origin');
      if (!ctx.response.is('html')) return;
      const script = typeof ctx.body === 'string' ? readAutoSubmit(ctx.body) : undefined;
      if (script) ctx.body = continuePage(frame(ctx), script);
      ctx.set(headers);
    },
  };
}
