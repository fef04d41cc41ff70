import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formatNote, parseEntriesPath, parseNote, parseSignatureLine, parseTilePath } from '#libs/audit-log';
import { asRefusal, Refusal } from '#libs/errors';
import { challengeHeader } from '../callers/index.js';
import type { PublishedLog } from '../transparency/index.js';
import { plainRefusal } from './http-answer.js';

export interface LogRoutes {
  log: PublishedLog;
  /**
   * An entry bundle for whoever may read it; the reading is an entry of the log itself.
   * @throws Refusal `TOKEN_...` or `ROLE_NOT_ALLOWED`
   */
  entries: (
    authorization: string | undefined,
    index: bigint,
    width: number,
  ) => Promise<Uint8Array | undefined>;
}

/** What never changes may be kept for ever; C2SP tlog-tiles asks for it. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * The log as any tlog client reads it (C2SP tlog-tiles): `/log/checkpoint`, `/log/tile/<L>/<N>[.p/<W>]`, open to anybody,
 * hashes only; `/log/tile/entries/<N>[.p/<W>]` carries business data and is for auditors. A path has one spelling.
 */
export function registerLog(fastify: FastifyInstance, routes: LogRoutes): void {
  fastify.get('/log/*', async (request, reply) => {
    try {
      return await serve(request, reply, routes);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.code === 'INTERNAL') throw error;
      const challenge = challengeHeader(refusal);
      const { status, headers, body } = plainRefusal(
        refusal,
        'application/graphql-response+json',
        challenge ? { 'www-authenticate': challenge } : {},
      );
      return reply
        .code(status)
        .headers({
          ...headers,
          'content-type': 'application/json; charset=utf-8',
          'cache-control': 'no-store',
        })
        .send(body);
    }
  });
}

async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  { log, entries }: LogRoutes,
): Promise<unknown> {
  // As it was sent: no decoding, no query, so that a tile has one address.
  const path = (request.raw.url ?? '').slice('/log/'.length);
  if (path === 'checkpoint')
    return reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(await checkpoint(log));
  const place = placeOf(path);
  const bytes =
    place.level === 'entries'
      ? await entries(request.headers.authorization, place.index, place.width)
      : await log.tile(place.level, place.index, place.width);
  if (!bytes) throw new Refusal('LOG_SIZE_UNKNOWN');
  return reply
    .type('application/octet-stream')
    .header('cache-control', place.level === 'entries' ? 'private, no-store' : IMMUTABLE)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function placeOf(path: string): { level: number | 'entries'; index: bigint; width: number } {
  try {
    return path.startsWith('tile/entries/')
      ? { level: 'entries', ...parseEntriesPath(path) }
      : parseTilePath(path);
  } catch {
    throw new Refusal('LOG_PATH_UNKNOWN');
  }
}

/** The newest checkpoint with the cosignatures that have come in for it. */
async function checkpoint(log: PublishedLog): Promise<string> {
  const latest = await log.latest();
  if (!latest) throw new Refusal('LOG_EMPTY');
  const note = parseNote(latest.note);
  const cosignatures = await log.cosignatures(latest.size);
  return formatNote({
    text: note.text,
    signatures: [...note.signatures, ...cosignatures.map(({ line }) => parseSignatureLine(line))],
  });
}
