import { createHash } from 'node:crypto';
import type { PublicDocument } from '../verify-issued.js';

const STYLE = `
:root{color-scheme:light dark}body{font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif;
max-width:46rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.4rem;border-bottom:3px solid #c00;padding-bottom:.4rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}
small{display:block;opacity:.75}`;

/** Nothing is loaded, nothing runs, nobody frames it. */
export const ISSUED_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? '');

/** What a person sees who scans the code of a document. Chinese first. */
export function issuedPage({ kind, issuer, issuedAt, sha256, status }: PublicDocument): string {
  const rows: [string, string][] = [
    ['文书 Document', `${kind.zh} ${kind.en}`],
    ['出具单位 Issued by', issuer],
    ['出具时间 Issued at', issuedAt],
    ...(status ? [['证照状态 Status', `${status.zh} ${status.en}`] as [string, string]] : []),
    ['SHA-256', sha256],
  ];
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex,nofollow">
<title>文书验证</title><style>${STYLE}</style></head><body>
<h1>文书验证 <small>Verification of a document</small></h1>
<dl>${rows.map(([term, text]) => `<dt>${term}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>
<p>请将手中文件的 SHA-256 摘要与上列摘要核对。本页不显示文书内容。
<small>Compare the SHA-256 of the file that you hold. The contents are not shown here.</small></p>
</body></html>
`;
}
