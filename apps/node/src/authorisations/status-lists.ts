import { Refusal } from '#libs/errors';
import { readStatusList, type StatusList } from '#libs/credentials';
import type { HttpSend } from '#libs/federation';
import { parseCompact, type VerificationKey } from '#libs/jws';
import { boundedSend } from './bounded-http.js';

const MEDIA_TYPE = 'application/statuslist+jwt';
const MAX_BYTES = 1 << 20;
const MOST_LISTS = 64;

interface Kept {
  list: StatusList;
  until: number;
}

export interface StatusListsParts {
  keyOf(issuer: string, kid: string): Promise<VerificationKey | undefined>;
  send: HttpSend;
  clock: () => number;
  maxSeconds: number;
}

/**
 * Status lists of platforms (Token Status List). Kept as long as the platform allows and the node's configuration, and
 * never beyond `exp`; where a list cannot be had then, nothing is known, and nothing counts.
 */
export class StatusLists {
  private readonly kept = new Map<string, Kept>();
  private readonly flights = new Map<string, Promise<StatusList>>();

  constructor(private readonly parts: StatusListsParts) {}

  /** @throws Refusal `STATUS_*`, `JWS_*`, `AUTHORISATION_STATUS_UNKNOWN` */
  async statusOf({ index, uri }: { index: number; uri: string }, issuer: string): Promise<number> {
    // A platform points to its own lists, never to a host of somebody's choice.
    if (!uri.startsWith(`${issuer.replace(/\/$/, '')}/`))
      throw new Refusal('AUTHORISATION_STATUS_UNKNOWN', { hint: 'uri' });
    const kept = this.kept.get(uri);
    const list = kept && this.parts.clock() < kept.until ? kept.list : await this.load(uri, issuer);
    return list.get(index);
  }

  private load(uri: string, issuer: string): Promise<StatusList> {
    const flight =
      this.flights.get(uri) ?? this.fetch(uri, issuer).finally(() => void this.flights.delete(uri));
    this.flights.set(uri, flight);
    return flight;
  }

  private async fetch(uri: string, issuer: string): Promise<StatusList> {
    const { send, clock, maxSeconds } = this.parts;
    const init = { method: 'GET', headers: { accept: MEDIA_TYPE } } as const;
    const reply = await boundedSend(send, uri, init, MAX_BYTES);
    if (reply.status !== 200 || !reply.contentType.startsWith(MEDIA_TYPE))
      throw new Refusal('AUTHORISATION_STATUS_UNKNOWN', { details: { status: reply.status } });
    const token = Buffer.from(reply.body).toString('latin1');
    const { header, payload } = parseCompact(token, { maxBytes: MAX_BYTES, maxDepth: 4 });
    const key = await this.parts.keyOf(issuer, String(header.kid));
    if (!key) throw new Refusal('AUTHORISATION_PLATFORM_UNKNOWN');
    const now = clock();
    const list = await readStatusList(token, { uri, key, now });
    const { ttl, exp } = payload;
    const seconds = Math.min(typeof ttl === 'number' ? ttl : 0, maxSeconds);
    const end = typeof exp === 'number' ? exp * 1000 : Infinity;
    this.kept.delete(uri);
    this.kept.set(uri, { list, until: Math.min(now + seconds * 1000, end) });
    const oldest = this.kept.keys().next();
    if (this.kept.size > MOST_LISTS && !oldest.done) this.kept.delete(oldest.value);
    return list;
  }
}
