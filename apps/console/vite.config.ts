import { join } from 'node:path';
import { defineConfig } from 'vite';

const shims = join(import.meta.dirname, '../../libs/evidence/page/shims');

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  logLevel: 'warn',
  resolve: {
    conditions: ['tongban-source', 'module', 'browser', 'import', 'default'],
    alias: { 'node:crypto': join(shims, 'crypto.js'), 'node:util': join(shims, 'util.js') },
  },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: join(import.meta.dirname, '../../dist/apps/console'),
    emptyOutDir: true,
    // Says which file comes from which page: weights.mjs reads it.
    manifest: 'manifest.json',
    target: 'es2023',
    modulePreload: { polyfill: false },
    // An inlined asset would need `data:` in more places of the policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { onwarn: () => undefined },
  },
});
