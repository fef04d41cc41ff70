import type { FastifyRequest } from 'fastify';
import { Refusal } from '#libs/errors';
import { CONSOLE_HEADER, sessionOf } from './cookies.js';

/**
 * Whether a request that brings a session was made by the console itself. A page of another site can make a browser send
 * its cookies, but neither this header (no CORS answer ever allows it) nor `Sec-Fetch-Site: same-origin`.
 */
export function isOwnRequest(request: Pick<FastifyRequest, 'method' | 'headers'>, origin: string): boolean {
  const { headers, method } = request;
  if (headers.origin !== undefined && headers.origin !== origin) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  // A download is a plain link: it changes nothing, and the browser itself vouches for where the link stood.
  if (method === 'GET' && site === 'same-origin') return true;
  return headers[CONSOLE_HEADER] === '1';
}

/** Paths that know access tokens; nowhere else does a session mean anything. */
const TOKEN_PATHS = /^\/(graphql|audit|log|documents|cases|checks|reports)(\/|\?|$)/;

export interface StandInDeps {
  origin: string;
  secure: boolean;
  accessToken: (session: string) => Promise<string | undefined>;
}

/**
 * A console session stands in for the access token: the browser never holds one, so no script can take it.
 * @returns whether it does so for this request
 * @throws Refusal CONSOLE_REQUEST_FORGED, CONSOLE_SESSION_ENDED
 */
export async function standIn(request: FastifyRequest, deps: StandInDeps): Promise<boolean> {
  if (request.headers.authorization !== undefined || !TOKEN_PATHS.test(request.url)) return false;
  const session = sessionOf(request.headers.cookie, deps.secure);
  if (session === undefined) return false;
  if (!isOwnRequest(request, deps.origin)) throw new Refusal('CONSOLE_REQUEST_FORGED');
  const token = await deps.accessToken(session);
  if (token === undefined) throw new Refusal('CONSOLE_SESSION_ENDED');
  request.headers.authorization = `Bearer ${token}`;
  return true;
}
