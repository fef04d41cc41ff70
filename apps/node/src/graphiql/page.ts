import { randomBytes } from 'node:crypto';

/** The page around the bundle; everything else on it is made by script. */
export function pageHtml(nonce: string, version: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" nonce="${nonce}">
<title>通办 GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css?${version}">
<script type="module" src="/graphiql/graphiql.js?${version}"></script>
</head>
<body><div id="page"><noscript>本页面需要 JavaScript。 This page needs JavaScript.</noscript></div></body>
</html>
`;
}

export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Only what the package serves, no inline script; style elements by nonce only. */
export function contentSecurityPolicy(nonce: string, signInOrigin: string | undefined): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'${signInOrigin ? ` ${signInOrigin}` : ''}`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
