import { Refusal } from '#libs/errors';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const chinese = new TextDecoder('gb18030', { fatal: true });
const NON_ASCII = /[^\x20-\x7e]/;

/**
 * The path of an entry inside its package, `Doc_0/Document.xml`; directories end with `/`. Readers differ in what they
 * make of `..`, `\`, a leading `/` or doubled slashes, so none of these is taken.
 * @param utf8 the entry's flag for UTF-8; without it Chinese writers use GB 18030 and others UTF-8 all the same
 * @throws Refusal PACKAGE_PATH_ESCAPE, PACKAGE_MALFORMED
 */
export function readEntryName(bytes: Uint8Array, utf8: boolean): string {
  const name = decode(bytes, utf8);
  const inner = name.endsWith('/') ? name.slice(0, -1) : name;
  const segments = inner.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) throw escape(name);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\\:\x00-\x1f\x7f]/.test(name)) throw escape(name);
  return name;
}

/** What two names must not share: some systems tell apart neither case nor the composition of characters. */
export function nameKey(name: string): string {
  return name.replace(/\/$/, '').normalize('NFC').toLowerCase();
}

function decode(bytes: Uint8Array, utf8: boolean): string {
  for (const decoder of utf8 ? [strict] : [strict, chinese]) {
    try {
      return decoder.decode(bytes);
    } catch {
      // the next one
    }
  }
  throw new Refusal('PACKAGE_MALFORMED', { hint: 'encoding of a name' });
}

function escape(name: string): Refusal {
  const printable = NON_ASCII.test(name) ? JSON.stringify(name) : name;
  return new Refusal('PACKAGE_PATH_ESCAPE', { hint: printable.slice(0, 80) });
}

/**
 * Resolves a location that stands in a file of the package (ST_Loc, GB/T 33190 §7.3): from the root where it starts
 * with `/`, else from the folder of the file.
 * @returns a path as entries have it
 * @throws Refusal PACKAGE_PATH_ESCAPE where it leads out of the package
 */
export function resolveLocation(location: string, from: string): string {
  const text = location.trim();
  const base = text.startsWith('/') ? [] : from.split('/').slice(0, -1);
  const path = [...base];
  for (const segment of text.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) throw escape(text);
  }
  const resolved = path.join('/');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (resolved === '' || /[\\:\x00-\x1f\x7f]/.test(resolved)) throw escape(text);
  return resolved;
}
