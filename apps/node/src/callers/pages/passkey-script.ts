import { existsSync, readFileSync } from 'node:fs';

/** The script stands beside the source; a build that copies only compiled code finds it there. */
function load(): string {
  const beside = new URL('./passkey.js', import.meta.url);
  const source = new URL(beside.href.replace('/dist/apps/', '/apps/'));
  return readFileSync(existsSync(beside) ? beside : source, 'utf8');
}

/** The one script of the pages: it takes what the form says to the browser's authenticators, and back. */
export const PASSKEY_SCRIPT = {
  body: load(),
  headers: {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=300',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  },
};
