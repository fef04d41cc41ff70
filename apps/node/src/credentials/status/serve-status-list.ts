import { Refusal } from '#libs/errors';
import { signStatusList, StatusList } from '#libs/credentials';
import type { Addresses } from '../addresses.js';
import type { CredentialKeys } from '../credential-keys.js';
import type { StatusStore } from './status-store.js';

interface Kept {
  revision: string;
  token: string;
  signedAt: number;
}

/**
 * Signs the status lists (Token Status List). A token is kept until the list changes or half of its time is over; what
 * a reader costs is one look at the list's revision.
 */
export class ServeStatusList {
  private readonly kept = new Map<number, Kept>();
  private readonly making = new Map<string, Promise<Kept>>();

  constructor(
    private readonly deps: {
      store: StatusStore;
      keys: CredentialKeys;
      addresses: Addresses;
      ttlSeconds: number;
      clock: () => number;
    },
  ) {}

  /** @throws Refusal STATUS_LIST_UNKNOWN, STORE_UNAVAILABLE */
  async token(id: number): Promise<string> {
    const { store, ttlSeconds, clock } = this.deps;
    const list = Number.isSafeInteger(id) && id > 0 && id < 2 ** 31 ? await store.list(id) : undefined;
    if (!list) throw new Refusal('STATUS_LIST_UNKNOWN');
    const kept = this.kept.get(id);
    const fresh = kept?.revision === list.revision && clock() - kept.signedAt < ttlSeconds * 500;
    if (fresh) return kept.token;
    const name = `${String(id)}/${list.revision}`;
    const making = this.making.get(name) ?? this.make(id, list);
    this.making.set(name, making);
    try {
      const made = await making;
      this.kept.set(id, made);
      return made.token;
    } finally {
      this.making.delete(name);
    }
  }

  private async make(id: number, { size, revision }: { size: number; revision: string }): Promise<Kept> {
    const { store, keys, addresses, ttlSeconds, clock } = this.deps;
    const list = StatusList.create(2, size);
    for (const { index, status } of await store.exceptions(id)) list.set(index, status);
    const signedAt = clock();
    const token = await signStatusList(
      list,
      {
        uri: addresses.statusList(id),
        issuedAt: signedAt,
        // Twice as long as it may be kept, since it may be served for half of that time.
        expiresAt: signedAt + ttlSeconds * 2000,
        ttl: ttlSeconds,
      },
      keys.signingKey(),
    );
    return { revision, token, signedAt };
  }
}
