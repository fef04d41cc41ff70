import type { PublicError } from '#libs/errors';
import type { Account } from '../accounts/accounts-file.js';
import type { ClientConfig } from '../callers.config.js';
import { html, type Html } from '../../http/html.js';
import { TEXTS, waitText, type Language } from './i18n.js';
import { STYLE_ELEMENT } from './style.js';

/** What every page shows around its content. */
export interface Frame {
  language: Language;
  /** Name of the node, both languages. */
  node: { zh: string; en: string };
  /** Where the same page is had in the other language; absent where a reload would repeat a form. */
  switchTo?: string;
}

const inLanguage = (language: Language, name: { zh: string; en: string }): string =>
  language === 'en' ? name.en : name.zh;

export function page(frame: Frame, title: string, content: Html): string {
  const texts = TEXTS[frame.language];
  const node = inLanguage(frame.language, frame.node);
  const other = frame.language === 'en' ? 'zh-CN' : 'en';
  const language = frame.switchTo
    ? html`<a href="${frame.switchTo}" hreflang="${other}" lang="${other}">${texts['language']}</a>`
    : undefined;
  return html`<!doctype html>
    <html lang="${frame.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${node}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <div>
            <p><strong>${node}</strong> ${texts['service']}</p>
            ${language}
          </div>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}

/** A refusal in the page's language, with the wait where there is one. */
export function refusal(frame: Frame, error: PublicError, waitSeconds: number | undefined): Html {
  const texts = TEXTS[frame.language];
  const english = frame.language === 'en';
  const wait = waitSeconds === undefined ? undefined : html`<p>${waitText(texts, waitSeconds)}</p>`;
  return html`<div class="error" role="alert" id="problem">
    <p><strong>${english ? error.message : error.messageZh}</strong></p>
    ${wait}
    <p>${english ? error.advice : error.adviceZh}</p>
  </div>`;
}

/** A refusal of what was sent before, shown above the form. */
export interface ShownProblem {
  error: PublicError;
  waitSeconds?: number | undefined;
}

export interface LoginPage extends Frame {
  client: ClientConfig;
  action: string;
  cancel: string;
  csrf: string;
  username?: string | undefined;
  problem?: ShownProblem | undefined;
}

export function loginPage(view: LoginPage): string {
  const t = TEXTS[view.language];
  const problem = view.problem && refusal(view, view.problem.error, view.problem.waitSeconds);
  const described = problem ? html` aria-describedby="problem"` : undefined;
  // The cursor waits where the next keystroke belongs.
  const [first, second] = view.username ? [undefined, html` autofocus`] : [html` autofocus`, undefined];
  return page(
    view,
    t['login.title'] ?? '',
    html`${problem}
      <p>${t['login.intro']} <strong>${inLanguage(view.language, view.client.name)}</strong></p>
      <form method="post" action="${view.action}">
        <input type="hidden" name="csrf" value="${view.csrf}" />
        <label for="username">${t['login.username']}</label>
        <input
          id="username"
          name="username"
          type="text"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          maxlength="64"
          required
          value="${view.username}"
          ${first}${described}
        />
        <label for="password">${t['login.password']}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="256"
          required${second}${described}
        />
        <button class="wide" type="submit">${t['login.submit']}</button>
        <button class="link" type="submit" name="enrol" value="yes">${t['login.enrol']}</button>
      </form>
      <form method="post" action="${view.cancel}">
        <input type="hidden" name="csrf" value="${view.csrf}" />
        <button class="link" type="submit">${t['cancel']}</button>
      </form>
      <p class="note">${t['login.notice']}</p>`,
  );
}

export interface ConsentPage extends Frame {
  client: ClientConfig;
  account: Account;
  scopes: readonly string[];
  returnsTo: string;
  action: string;
  cancel: string;
  csrf: string;
}

export function consentPage(view: ConsentPage): string {
  const t = TEXTS[view.language];
  const { account, client } = view;
  const scopes = view.scopes.map(
    (scope) => html`<li>${t[`scope.${scope}`] ?? `${t['scope.other'] ?? ''} ${scope}`}</li> `,
  );
  return page(
    view,
    t['consent.title'] ?? '',
    html`<p>${t['consent.intro']}</p>
      <dl>
        <dt>${t['consent.application']}</dt>
        <dd><strong>${inLanguage(view.language, client.name)}</strong></dd>
        <dt>${t['consent.applicationOrganisation']}</dt>
        <dd>${client.organisation.name}</dd>
        <dt>${t['consent.returns']}</dt>
        <dd>${view.returnsTo}</dd>
        <dt>${t['consent.person']}</dt>
        <dd>${account.name}</dd>
        <dt>${t['consent.role']}</dt>
        <dd>${t[`role.${account.role}`]}</dd>
        <dt>${t['consent.organisation']}</dt>
        <dd>${account.organisation.name}</dd>
      </dl>
      <p>${t['consent.scopes']}</p>
      <ul>
        ${scopes}
      </ul>
      <div class="pair">
        <form method="post" action="${view.action}">
          <input type="hidden" name="csrf" value="${view.csrf}" />
          <button type="submit">${t['consent.allow']}</button>
        </form>
        <form method="post" action="${view.cancel}">
          <input type="hidden" name="csrf" value="${view.csrf}" />
          <button class="plain" type="submit">${t['consent.deny']}</button>
        </form>
      </div>`,
  );
}

/** @param form the provider's own form (id `op.logoutForm`), which carries its request-forgery token */
export function logoutPage(frame: Frame, form: Html): string {
  const t = TEXTS[frame.language];
  return page(
    frame,
    t['logout.title'] ?? '',
    html`<p>${t['logout.question']}</p>
      ${form}
      <div class="pair">
        <button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>
          ${t['logout.yes']}
        </button>
        <button class="plain" type="submit" form="op.logoutForm">${t['logout.no']}</button>
      </div>`,
  );
}

export function loggedOutPage(frame: Frame): string {
  const t = TEXTS[frame.language];
  return page(frame, t['loggedOut.title'] ?? '', html`<p>${t['loggedOut.text']}</p>`);
}

/** @param inputs the provider's form that its own page would submit by a script */
export function continuePage(frame: Frame, form: { action: string; inputs: [string, string][] }): string {
  const t = TEXTS[frame.language];
  const inputs = form.inputs.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return page(
    frame,
    t['continue.title'] ?? '',
    html`<p>${t['continue.text']}</p>
      <form method="post" action="${form.action}">
        ${inputs}
        <button class="wide" type="submit" autofocus>${t['continue.submit']}</button>
      </form>`,
  );
}

export type ProblemKind = 'expired' | 'redirect' | 'client' | 'other';

export function errorPage(frame: Frame, kind: ProblemKind, code: string): string {
  const t = TEXTS[frame.language];
  return page(
    frame,
    t['error.title'] ?? '',
    html`<p>${t[`error.${kind}`]}</p>
      <p class="note">${t['error.code']} <code>${code}</code></p>`,
  );
}
