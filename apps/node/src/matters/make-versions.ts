import type { ClientBase } from 'pg';
import { canonicalJson } from '#libs/audit-log';
import { matterDigest, type Matter } from '#libs/handling';
import type { SigningKey } from '#libs/jws';
import type { Transaction } from '../persistence/index.js';
import type { OfferMatters } from './offer-matters.js';
import { signVersion, type MappedDepartments, type MatterOrigin } from './signed-version.js';
import { addVersion, lockVersions } from './version-store.js';

export interface NewVersion {
  matter: Matter;
  from: string;
  origin: MatterOrigin;
  issuer?: string;
  package?: string;
  departments?: MappedDepartments;
  proposal?: string;
}

/** Makes versions: signed, in one sequence, and offered to whoever follows the matter. */
export class MakeVersions {
  constructor(
    private readonly deps: {
      self: string;
      signingKey: () => SigningKey;
      offering: Pick<OfferMatters, 'forward'>;
      clock: () => number;
    },
  ) {}

  /** Within a transaction; the lock on versions is held until it ends. */
  lock(client: ClientBase): ReturnType<typeof lockVersions> {
    return lockVersions(client);
  }

  /** @param last the last version there is, as {@link lock} told it */
  async make(
    transaction: Transaction,
    made: readonly NewVersion[],
    last: Awaited<ReturnType<typeof lockVersions>>,
  ): Promise<void> {
    const { self, signingKey, offering, clock } = this.deps;
    let previous = last;
    for (const { matter, departments = {}, ...more } of made) {
      const stored = await signVersion(
        {
          number: (previous?.number ?? 0) + 1,
          matter: matter.id,
          version: matter.version,
          digest: matterDigest(matter),
          definition: canonicalJson(matter),
          departments,
          madeAt: clock(),
          ...more,
        },
        previous,
        { issuer: self, key: signingKey() },
      );
      await addVersion(transaction.client, stored);
      await offering.forward(transaction, matter);
      previous = stored;
    }
  }
}
