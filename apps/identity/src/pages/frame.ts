import { html, type Html } from './html.js';
import type { Language } from './language.js';
import { STYLE_ELEMENT } from './style.js';
import { TEXTS } from './texts.js';

export interface Frame {
  language: Language;
  platform: Record<Language, string>;
  /** Token of the session's forms, where somebody is signed in. */
  signOutToken?: string | undefined;
}

export function page({ language, platform, signOutToken }: Frame, title: string, body: Html): Html {
  const words = TEXTS[language];
  return html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title} · ${platform[language]}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <div>
            <strong>${platform[language]}</strong
            ><a href="?lang=${language === 'zh' ? 'en' : 'zh'}">${words.switch}</a>
          </div>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
          ${
            signOutToken === undefined
              ? undefined
              : html`<form method="post" action="/sign-out">
                  ${hidden('token', signOutToken)}
                  <p class="note">
                    <a href="/given">${words.given}</a> · <button class="plain">${words.signOut}</button>
                  </p>
                </form>`
          }
        </main>
      </body>
    </html>`;
}

export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}" />`;

export const errorNote = (text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<div class="error" role="alert">${text}</div>`;
