/** The test support is TypeScript and imports its neighbours by their compiled names. */
import { registerHooks } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return next(source.href, context);
    }
    return next(specifier, context);
  },
});

export const pki = await import('../../support/pki.ts');
export const pdf = await import('../../support/pdf.ts');
export const ofd = await import('../../support/sealed-ofd.ts');
export const libs = {
  pki: await import('#libs/pki'),
  seals: await import('#libs/seals'),
};
