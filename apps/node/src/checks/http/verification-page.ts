import { createHash } from 'node:crypto';
import type { PublicEdition } from '../check-store.js';

const STYLE = `
:root{color-scheme:light dark}body{font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif;
max-width:46rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem;border-bottom:3px solid #c00;padding-bottom:.4rem}
.genuine{font-size:1.1rem;font-weight:600}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}
dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}.old{opacity:.7}code{font-size:.85rem}section{margin:1.5rem 0}
small{display:block;opacity:.75}`;

/** Nothing is loaded, nothing runs, nobody frames it. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CHINA_MS = 8 * 3_600_000;
const inChina = (at: number): string =>
  `${new Date(at + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ')}`;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? '');

/** What a person sees who scans the code of a report. Chinese first. */
export function verificationPage(editions: readonly PublicEdition[], issuer: { name: string }): string {
  const newest = editions.at(-1);
  const shown = [...editions].reverse().map(
    (one) => `<section${one === newest ? '' : ' class="old"'}>
<h2>第${String(one.edition)}版${one === newest ? '（最新版次）' : '（已被替代）'}</h2>
<dl>
<dt>出具时间 Issued</dt><dd>${inChina(one.madeAt)}（北京时间）</dd>
<dt>PDF SHA-256</dt><dd><code>${escaped(hexOf(one.pdf))}</code></dd>
<dt>JSON SHA-256</dt><dd><code>${escaped(hexOf(one.json))}</code></dd>
</dl></section>`,
  );
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex,nofollow">
<title>核查报告验证</title><style>${STYLE}</style></head><body>
<h1>核查报告验证 <small>Verification of a report</small></h1>
<p class="genuine">该报告由${escaped(issuer.name)}出具，编号 ${escaped(newest?.number ?? '')}，共${String(editions.length)}版。
<small>This report was issued by the body named above. It has ${String(editions.length)} edition(s).</small></p>
<p>请将手中文件的 SHA-256 摘要与下列摘要核对，并以最新版次为准。本页不显示报告内容。
<small>Compare the SHA-256 of the file that you hold. The newest edition counts. The contents are not shown here.</small></p>
${shown.join('\n')}
</body></html>
`;
}

/** As the usual tools print it: `sha256sum`. */
export const hexOf = (digest: string): string => Buffer.from(digest, 'base64url').toString('hex');
