import { createHash } from 'node:crypto';
import { Html } from './html.js';

/** The only style sheet, inline: a page loads nothing. For a telephone first; contrast 4.5:1 (WCAG 1.4.3). */
const STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#f2f4f8;color:#1d2733;font:17px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif}
header{background:#0b6b57;color:#fff}
header div{max-width:34rem;margin:0 auto;padding:.75rem 1.25rem;display:flex;justify-content:space-between;gap:1rem}
header a{color:#fff;white-space:nowrap}
main{max-width:34rem;margin:1rem auto;padding:1.25rem;background:#fff;border:1px solid #d5dbe5;border-radius:8px}
h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.3}
h2{margin:1.25rem 0 .5rem;font-size:1.05rem}
p{margin:0 0 1rem}
dl{margin:0 0 1rem;display:grid;grid-template-columns:auto 1fr;gap:.3rem 1rem}
dt{color:#52606f}
dd{margin:0;overflow-wrap:anywhere}
fieldset{margin:0 0 1rem;padding:.5rem 1rem;border:1px solid #b9c3d0;border-radius:6px}
legend{font-weight:600;padding:0 .35rem}
fieldset label{display:flex;gap:.6rem;align-items:baseline;padding:.3rem 0}
fieldset small{margin-left:auto;color:#52606f;text-align:right}
input[type=text],input[type=password]{width:100%;font:inherit;padding:.6rem .75rem;margin:0 0 1rem;border:1px solid #78889b;border-radius:6px}
input[type=checkbox],input[type=radio]{width:1.15rem;height:1.15rem;flex:none}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid #0b6b57;border-radius:6px;background:#0b6b57;color:#fff}
button.plain{background:#fff;color:#8c1d18;border-color:#8c1d18}
.pair{display:flex;gap:.75rem;flex-wrap:wrap}
.pair>*{flex:1 1 9rem}
.error{margin:0 0 1rem;padding:.75rem 1rem;border-left:4px solid #b3261e;background:#fdeceb}
.note{color:#52606f;font-size:.875rem}
form[action="/sign-out"]{margin-top:1.25rem}
.code{font:600 1.6rem/1.4 ui-monospace,monospace;letter-spacing:.15em}
:focus-visible{outline:3px solid #e08a00;outline-offset:2px}
`;

/** Made as one piece: the policy's hash covers every blank between the tags. */
export const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** No script, no image, no frame around it, no form to elsewhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  // Under `no-referrer` browsers send `Origin: null` with our own forms, which are checked by it.
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};
