import { createHash } from 'node:crypto';
import { html, Html } from './html.js';

const STYLE = `
:root{color-scheme:light dark}body{font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif;
max-width:46rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem;border-bottom:3px solid #c00;padding-bottom:.4rem}
.genuine{font-size:1.1rem;font-weight:600}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}
dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}.old{opacity:.7}code{font-size:.85rem}section{margin:1.5rem 0}
small{display:block;opacity:.75}`;

/** Nothing is loaded, nothing runs, nobody frames it. */
export const PUBLIC_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page for whoever scans the code on a document: no sign-in, no script. Chinese first. */
export function publicPage(title: { page: string; zh: string; en: string }, content: Html): string {
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex,nofollow" />
        <title>${title.page}</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <h1>${title.zh} <small>${title.en}</small></h1>
        ${content}
      </body>
    </html> `.text;
}
