import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesPath, type LogFetcher, tilePath } from '#libs/audit-log';

/** As a server has it: some ten times the speed of the portable one. */
export const nativeSha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

const TIMEOUT_MS = 30_000;

/** A published log (C2SP tlog-tiles): a folder with `checkpoint` and `tile/`, or the URL that these stand under. */
export function publishedLog(place: string, accessToken?: string): LogFetcher {
  const get = /^https?:\/\//.test(place)
    ? (path: string) => overHttp(`${place.replace(/\/+$/, '')}/${path}`, accessToken)
    : async (path: string) => new Uint8Array(await readFile(join(place, path)));
  /** A partial resource may be gone once the full one is there. */
  const getEither = (partial: string, full: string) =>
    get(partial).catch((error: unknown) => {
      if (partial === full) throw error;
      return get(full);
    });
  return {
    checkpoint: () => get('checkpoint'),
    tile: (level, index, width) => getEither(tilePath(level, index, width), tilePath(level, index)),
    entries: (index, width) => getEither(entriesPath(index, width), entriesPath(index)),
  };
}

async function overHttp(url: string, accessToken: string | undefined): Promise<Uint8Array> {
  const answer = await fetch(url, {
    ...(accessToken !== undefined && { headers: { authorization: `Bearer ${accessToken}` } }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!answer.ok) throw new Error(`${url}: ${String(answer.status)}`);
  return new Uint8Array(await answer.arrayBuffer());
}
