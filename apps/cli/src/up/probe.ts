import { readFileSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const PROBE_TIMEOUT_MS = 2_000;

/** True where a GET of `url` answers 200. Any other status, any failure and a slow answer are false. */
export async function answersOk(url: string, caFile?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { timeout: PROBE_TIMEOUT_MS, agent: false as const };
    const seen = (response: { statusCode?: number | undefined; resume(): unknown }): void => {
      response.resume();
      resolve(response.statusCode === 200);
    };
    const request = url.startsWith('https:')
      ? getHttps(url, { ...options, ...(caFile ? { ca: readFileSync(caFile) } : {}) }, seen)
      : getHttp(url, options, seen);
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy(new Error('timeout')));
  });
}
