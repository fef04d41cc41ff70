// Makes the verifier page, one HTML file with everything in it: dist/libs/evidence/verifier/verifier.html.
// `--if-stale` does nothing where the page fits its inputs.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../../..');
const out = join(root, 'dist/libs/evidence/verifier');
const stampFile = join(out, 'stamp.json');

/** @param {readonly string[]} files relative to the root */
function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function isFresh() {
  try {
    const { files, stamp } = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stampOf(files) === stamp && readFileSync(join(out, 'verifier.html')).length > 0;
  } catch {
    return false;
  }
}

if (!process.argv.includes('--if-stale') || !isFresh()) {
  const { build } = await import('esbuild');
  const { metafile, outputFiles } = await build({
    entryPoints: [join(here, 'main.js')],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    conditions: ['tongban-source'],
    alias: {
      'node:crypto': join(here, 'shims/crypto.js'),
      'node:util': join(here, 'shims/util.js'),
    },
    inject: [join(here, 'shims/buffer.js')],
    loader: { '.css': 'text' },
    legalComments: 'none',
    absWorkingDir: root,
    logLevel: 'error',
  });
  // What would end the script element must not stand in it.
  const script = outputFiles[0].text
    .replaceAll('</script', String.raw`<\/script`)
    .replaceAll('<!--', String.raw`<\!--`);
  const style = readFileSync(join(here, 'page.css'), 'utf8');
  const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  mkdirSync(out, { recursive: true });
  writeFileSync(
    join(out, 'verifier.html'),
    `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>通办 证据核验</title>
<style>${style}</style>
</head>
<body>
<script>${script}</script>
</body>
</html>
`,
  );
  const files = [
    ...Object.keys(metafile.inputs),
    ...['page.css', 'bundle.mjs'].map((name) => relative(root, join(here, name))),
  ].filter((name, at, all) => all.indexOf(name) === at);
  writeFileSync(stampFile, JSON.stringify({ stamp: stampOf(files), files }));
}
