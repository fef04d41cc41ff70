import { asRefusal, Refusal } from '#libs/errors';
import { readStatusListToken, type StatusList } from '#libs/credentials';
import { parseCompact } from '#libs/jws';
import type { IssuerDirectory } from './issuer-keys.js';

/** A list of 2^20 places of 8 bits, compressed badly, as base64url. */
const MAX_TOKEN_BYTES = 4 << 20;
const MAX_LISTS = 256;

export interface FetchStatusDeps {
  self: string;
  issuers: IssuerDirectory;
  /** Tokens of the node's own lists. */
  own: (id: number) => Promise<string>;
  /** @throws Refusal PEER_* */
  fetch: (entityId: string, path: string, maxBytes: number) => Promise<{ status: number; body: Uint8Array }>;
  /** Nobody's list is kept longer, whatever it says. */
  keepSeconds: number;
  clock: () => number;
}

/**
 * The status of a credential from the list of its issuer, fetched over the line that nodes know each other by and kept
 * for as long as the issuer allows. What cannot be found out counts as no status at all: the credential is refused.
 */
export class FetchStatus {
  private readonly lists = new Map<string, { list: StatusList; until: number }>();
  private readonly fetching = new Map<string, Promise<StatusList>>();

  constructor(private readonly deps: FetchStatusDeps) {}

  /** @throws Refusal STATUS_LIST_FOREIGN, STATUS_*, CREDENTIAL_STATUS_UNKNOWN (hint: why) */
  async statusOf({ index, uri }: { index: number; uri: string }, issuer: string): Promise<number> {
    const id = listIdOf(uri, issuer);
    const kept = this.lists.get(uri);
    if (kept && kept.until > this.deps.clock()) return kept.list.get(index);
    const fetching = this.fetching.get(uri) ?? this.load(id, uri, issuer);
    this.fetching.set(uri, fetching);
    try {
      return (await fetching).get(index);
    } finally {
      this.fetching.delete(uri);
    }
  }

  private async load(id: number, uri: string, issuer: string): Promise<StatusList> {
    const { self, issuers, own, clock, keepSeconds } = this.deps;
    const token = issuer === self ? await own(id) : await this.fetched(issuer, uri);
    const { keys } = await issuers.resolve(issuer);
    const { kid } = parseCompact(token, { maxBytes: MAX_TOKEN_BYTES, maxDepth: 4 }).header;
    const key = keys.find((candidate) => candidate.kid === kid);
    if (!key) throw new Refusal('CREDENTIAL_STATUS_UNKNOWN', { hint: 'JWS_KID_UNKNOWN' });
    const now = clock();
    const { list, ttl = 0, expiresAt = Infinity } = await readStatusListToken(token, { uri, key, now });
    // What the node itself says of its credentials needs no keeping: it is always at hand, and always current.
    if (issuer !== self) {
      if (this.lists.size >= MAX_LISTS) this.lists.clear();
      this.lists.set(uri, { list, until: Math.min(now + Math.min(ttl, keepSeconds) * 1000, expiresAt) });
    }
    return list;
  }

  private async fetched(issuer: string, uri: string): Promise<string> {
    const unknown = (hint: string, cause?: unknown) =>
      new Refusal('CREDENTIAL_STATUS_UNKNOWN', { hint, ...(cause === undefined ? {} : { cause }) });
    const answer = await this.deps
      .fetch(issuer, new URL(uri).pathname, MAX_TOKEN_BYTES)
      .catch((error: unknown) => {
        throw unknown(asRefusal(error).code, error);
      });
    if (answer.status !== 200) throw unknown(String(answer.status));
    return Buffer.from(answer.body).toString('latin1');
  }
}

/** The token names where to look; only its issuer's own lists are ever looked at. */
function listIdOf(uri: string, issuer: string): number {
  const beginning = `${issuer}/credentials/status/`;
  const id = uri.startsWith(beginning) ? uri.slice(beginning.length) : '';
  if (!/^[1-9]\d{0,9}$/.test(id)) throw new Refusal('STATUS_LIST_FOREIGN');
  return Number(id);
}
