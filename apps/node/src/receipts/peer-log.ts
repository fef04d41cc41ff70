import { type LogFetcher, tilePath } from '#libs/audit-log';
import { Refusal } from '#libs/errors';

export type HttpGet = (url: string) => Promise<{ status: number; body: AsyncIterable<Uint8Array> }>;

/** A tile has 8 KB, a checkpoint with its cosignatures some hundred bytes a witness. */
const MAX_BYTES = 65_536;

/** A peer's log as it publishes it to everybody (C2SP tlog-tiles), asked as anybody asks. */
export function peerLog(url: string, get: HttpGet): Pick<LogFetcher, 'checkpoint' | 'tile'> {
  const read = async (path: string): Promise<Uint8Array> => {
    let answer: Awaited<ReturnType<HttpGet>>;
    try {
      answer = await get(`${url}/${path}`);
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of answer.body) {
        length += chunk.length;
        if (length > MAX_BYTES) throw new Error('too long');
        chunks.push(chunk);
      }
      if (answer.status === 200) return Buffer.concat(chunks);
    } catch (cause) {
      throw new Refusal('PEER_LOG_UNAVAILABLE', { hint: path, cause });
    }
    throw new Refusal('PEER_LOG_UNAVAILABLE', { hint: `${path}: ${answer.status}` });
  };
  return {
    checkpoint: () => read('checkpoint'),
    async tile(level, index, width) {
      const partial = tilePath(level, index, width);
      const full = tilePath(level, index);
      // A partial tile may be gone once the full one is there.
      return read(partial).catch((error: unknown) => {
        if (partial === full) throw error;
        return read(full);
      });
    },
  };
}
