import { request } from 'undici';
import { Refusal } from '#libs/errors';
import { signCompact, type SigningKey } from '#libs/jws';

export interface PostSignedDeps {
  signingKey: () => SigningKey;
  /** Hosts, with their port where it is not the usual one, that may be told anything. */
  allowHosts: readonly string[];
  timeoutMs: number;
}

/**
 * Posts one signed JWS to a receiver of this region. Any 2xx is taken for "heard"; its body is not read, redirects are not
 * followed, and what it says is kept nowhere but as a status.
 * @param typ of the JWS; the key is one of the node's exchange keys, as its federation metadata names them
 * @throws Refusal `WEBHOOK_NOT_ALLOWED`, `WEBHOOK_FAILED`
 */
export async function postSigned(
  url: string,
  { typ, payload }: { typ: string; payload: Record<string, unknown> },
  { signingKey, allowHosts, timeoutMs }: PostSignedDeps,
): Promise<void> {
  // The configuration was checked when the address was given; an address may be older than it.
  if (!allowHosts.includes(URL.parse(url)?.host ?? '')) throw new Refusal('WEBHOOK_NOT_ALLOWED');
  const body = await signCompact({ header: { typ }, payload, key: signingKey() });
  let status: number;
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = answer.statusCode;
    answer.body.on('error', () => undefined).destroy();
  } catch (cause) {
    throw new Refusal('WEBHOOK_FAILED', { cause, hint: 'no answer' });
  }
  if (status < 200 || status > 299) throw new Refusal('WEBHOOK_FAILED', { hint: String(status) });
}
