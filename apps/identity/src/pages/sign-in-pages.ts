import { errorNote, hidden, page, type Frame } from './frame.js';
import { html, type Html } from './html.js';
import { TEXTS } from './texts.js';

export function signInPage(frame: Frame, token: string, error?: string): Html {
  const words = TEXTS[frame.language];
  return page(
    frame,
    words.signIn,
    html`${errorNote(error)}
      <p>${words.signInWhy}</p>
      <form method="post" action="/sign-in">
        ${hidden('token', token)} <label for="username">${words.username}</label
        ><input id="username" name="username" type="text" autocomplete="username" required maxlength="40" />
        <label for="password">${words.password}</label
        ><input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="200"
        />
        <button>${words.next}</button>
      </form>`,
  );
}

/** `shown` in demonstrations only. */
export function codePage(frame: Frame, token: string, shown: string | undefined, error?: string): Html {
  const words = TEXTS[frame.language];
  return page(
    frame,
    words.code,
    html`${errorNote(error)}
      <p>${words.codeWhy}</p>
      ${shown === undefined ? undefined : html`<p class="note">${words.codeShown} <output class="code">${shown}</output></p>`}
      <form method="post" action="/sign-in/code">
        ${hidden('token', token)} <label for="code">${words.code}</label
        ><input
          id="code"
          name="code"
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
          maxlength="6"
        />
        <button>${words.signIn}</button>
      </form>`,
  );
}

export function messagePage(frame: Frame, title: string, text: string): Html {
  return page(frame, title, html`<p>${text}</p>`);
}
