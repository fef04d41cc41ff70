/** Sent by the console's own requests; see stand-in.ts. */
export const CONSOLE_HEADER = 'tongban-console';

const FLOW_SECONDS = 600;

/** `__Host-` binds a cookie to this host and to TLS; browsers take it over TLS only. */
const nameOf = (name: string, secure: boolean): string => `${secure ? '__Host-' : ''}tongban-${name}`;
const SHAPES = { session: /^[A-Za-z0-9_-]{43}$/, flow: /^[A-Za-z0-9_-]{40,4096}$/ };

function cookieOf(kind: 'session' | 'flow', header: string | undefined, secure: boolean): string | undefined {
  const name = nameOf(kind, secure);
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  // Two of one name: somebody has put one beside ours.
  const [value] = values;
  return values.length === 1 && value !== undefined && SHAPES[kind].test(value) ? value : undefined;
}

export const sessionOf = (header: string | undefined, secure: boolean): string | undefined =>
  cookieOf('session', header, secure);
export const flowOf = (header: string | undefined, secure: boolean): string | undefined =>
  cookieOf('flow', header, secure);

const attributes = (secure: boolean, site: 'Strict' | 'Lax'): string =>
  `; Path=/; HttpOnly; SameSite=${site}${secure ? '; Secure' : ''}`;

export const sessionCookie = (id: string, secure: boolean): string =>
  `${nameOf('session', secure)}=${id}${attributes(secure, 'Strict')}`;
/** Lax: the way back from an issuer elsewhere begins on its page. */
export const flowCookie = (sealed: string, secure: boolean): string =>
  `${nameOf('flow', secure)}=${sealed}; Max-Age=${String(FLOW_SECONDS)}${attributes(secure, 'Lax')}`;
export const forget = (kind: 'session' | 'flow', secure: boolean): string =>
  `${nameOf(kind, secure)}=; Max-Age=0${attributes(secure, 'Lax')}`;
export const FLOW_MS = FLOW_SECONDS * 1000;
