import { Refusal } from '#libs/errors';
import type { HttpMapping } from '../mapping/http-mapping.js';

/** What may stand in a template. */
export interface Asked {
  code: string;
  /** What the mapping makes of the holder's type. */
  type: string;
  limit: string;
}

const PLACE = /\{(code|type|limit)\}/g;

export interface Target {
  url: URL;
  body: Buffer | undefined;
}

/**
 * The request for one subject: each value encoded for the place where it stands, so that it stays one segment of a
 * path, one value of a query, one string of a body.
 * @throws Refusal SOURCE_SUBJECT_UNFIT for a code that a path cannot hold
 */
export function targetOf(http: HttpMapping, asked: Asked): Target {
  const base = new URL(http.url);
  const fill = (text: string, encode: (value: string) => string): string =>
    text.replaceAll(PLACE, (_, name: keyof Asked) => encode(asked[name]));
  const path = http.path.split('/').map((segment) => {
    const filled = fill(segment, encodeURIComponent);
    // An address keeps no such segment: it would lead to another resource.
    if (segment !== filled && /^\.{0,2}$/.test(filled)) throw new Refusal('SOURCE_SUBJECT_UNFIT');
    return filled;
  });
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/$/, '') + path.join('/');
  for (const [name, value] of Object.entries(http.query)) url.searchParams.append(name, fill(value, String));
  const body = http.method === 'POST' ? filledJson(http.body ?? {}, (text) => fill(text, String)) : undefined;
  return { url, body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)) };
}

function filledJson(value: unknown, fill: (text: string) => string): unknown {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => filledJson(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledJson(item, fill)]));
}
