import { createHash } from 'node:crypto';
import { Html } from '../../http/html.js';

/** The pages' only style sheet, inline, so that no page loads anything. Colours keep 4.5:1 contrast (WCAG 1.4.3), light and dark. */
const STYLE = `
:root{color-scheme:light dark;--ground:#f2f4f8;--paper:#fff;--ink:#1d2733;--quiet:#52606f;--line:#d5dbe5;--edge:#78889b;--bar:#17478f;--main:#17478f;--main-over:#0f3570;--on-main:#fff;--plain-over:#eaf0fa;--wrong:#b3261e;--wrong-ground:#fdeceb;--focus:#e08a00}
@media (prefers-color-scheme:dark){:root{--ground:#0f141b;--paper:#18202a;--ink:#e6ebf2;--quiet:#a7b3c2;--line:#334155;--edge:#8fa0b5;--bar:#10305f;--main:#8db8ff;--main-over:#b3d0ff;--on-main:#0b1a30;--plain-over:#22304a;--wrong:#ff8a80;--wrong-ground:#3a1d1d;--focus:#ffb340}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif}
header{background:var(--bar);color:#fff}
header div{max-width:30rem;margin:0 auto;padding:.75rem 1.25rem;display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
header p{margin:0}
header strong{font-weight:600;margin-right:.5rem}
header a{color:#fff;white-space:nowrap}
main{max-width:30rem;margin:2rem auto;padding:1.5rem 1.25rem 1.75rem;background:var(--paper);border:1px solid var(--line);border-radius:8px}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.3;font-weight:600}
h2{margin:1.75rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line);font-size:1.125rem;font-weight:600}
p{margin:0 0 1rem}
dl{margin:0 0 1.25rem;display:grid;grid-template-columns:auto 1fr;gap:.35rem 1rem}
dt{color:var(--quiet)}
dd{margin:0;overflow-wrap:anywhere}
ul{margin:0 0 1.25rem;padding-left:1.25rem}
label{display:block;margin:0 0 .25rem;font-weight:600}
input[type=text],input[type=password]{width:100%;font:inherit;color:inherit;padding:.6rem .75rem;margin:0 0 1rem;border:1px solid var(--edge);border-radius:6px;background:var(--paper)}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--main);border-radius:6px;background:var(--main);color:var(--on-main);cursor:pointer}
button:hover{background:var(--main-over)}
button:disabled{opacity:.6;cursor:progress}
button.plain{background:var(--paper);color:var(--main)}
button.plain:hover{background:var(--plain-over)}
button.link{border:0;background:none;color:var(--main);padding:.5rem 0;font-weight:400;text-decoration:underline}
.wide{width:100%}
.pair{display:flex;gap:.75rem;flex-wrap:wrap}
.pair>*{flex:1 1 8rem}
.pair form button{width:100%}
details{margin:1rem 0 0}
summary{padding:.5rem 0;color:var(--main);cursor:pointer}
.drop{margin:0}
.factors{list-style:none;padding:0}
.factors li{padding:.75rem 0;border-bottom:1px solid var(--line)}
.factors strong{display:block;overflow-wrap:anywhere}
.factors .note{margin:0}
.end{margin-top:1.75rem;padding-top:1.5rem;border-top:1px solid var(--line)}
form+form{margin-top:.75rem}
.pair form+form{margin-top:0}
.error{margin:0 0 1.25rem;padding:.75rem 1rem;border-left:4px solid var(--wrong);background:var(--wrong-ground)}
.error p{margin:0}
.picture svg{display:block;width:12rem;height:12rem;margin:0 auto 1rem;background:#fff}
.codes{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.35rem 1rem}
.codes code{font-size:1.0625rem}
.note{margin:1.25rem 0 0;color:var(--quiet);font-size:.875rem}
code{overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
@media (max-width:32rem){main{margin:0;border:0;border-radius:0;min-height:70vh}body{background:var(--paper)}}
`;

/** Made here as one piece: the policy's hash covers every blank between the tags. */
export const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Headers of every page. No script but the one that is named, no image, no foreign host. Browsers apply `form-action` to the redirects after
 * a form as well, so the places where registered clients are returned to are named in it.
 */
export function pageHeaders(returnOrigins: readonly string[], script?: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      ...(script === undefined ? [] : [`script-src ${script}`]),
      ["form-action 'self'", ...returnOrigins].join(' '),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    // Under `no-referrer` browsers send `Origin: null` with our own forms, which are checked by it (Fetch, append Origin).
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
