import { Refusal } from '#libs/errors';
import type { Caller } from '../../callers/index.js';
import type { CredentialJournal } from '../credential-journal.js';
import type { IssuedRow, StatusStore } from './status-store.js';

const MOST = 200;

/** What a holder sees and does about the credentials on their own licences. */
export class OwnCredentials {
  constructor(
    private readonly deps: {
      store: StatusStore;
      journal: CredentialJournal;
      region: string;
      clock: () => number;
    },
  ) {}

  /** The newest first, 200 at most. */
  async list(caller: Caller): Promise<IssuedRow[]> {
    return this.deps.store.ofHolder(holderOf(caller).subject, MOST);
  }

  /**
   * Revokes for good, at once.
   * @throws Refusal CREDENTIAL_NOT_FOUND
   */
  async revoke(caller: Caller, id: string): Promise<IssuedRow> {
    const { store, journal, region, clock } = this.deps;
    const startedAt = clock();
    const { starter, subject } = holderOf(caller);
    const revoked = /^[0-9a-f-]{36}$/.test(id) ? await store.revoke(id, subject) : undefined;
    if (!revoked) throw new Refusal('CREDENTIAL_NOT_FOUND');
    await journal.record({
      operation: 'credential',
      starter,
      region,
      licenceType: revoked.typeCode,
      identifiers: [revoked.licence],
      subject,
      fieldsAsked: [],
      fieldsReleased: [],
      outcome: 'granted',
      rule: 'revoked-by-holder',
      startedAt,
    });
    return revoked;
  }
}

function holderOf(caller: Caller) {
  if (caller.kind !== 'client' || !caller.holder) throw new Refusal('ROLE_NOT_ALLOWED');
  const { kind, id, role, organisation, person, scopes, holder } = caller;
  const starter = { kind, id, role, organisation, scopes, ...(person ? { person } : {}) } as const;
  return { starter, subject: `${holder.type}:${holder.code}` };
}
