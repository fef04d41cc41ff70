import type { ClientBase } from 'pg';
import type { HolderTypeCode } from '#libs/codes';
import type { Licence } from '#libs/licences';

/** A connection or a pool of them. */
export type Queryable = Pick<ClientBase, 'query'>;

/** A file that a case is given, as the room of materials keeps it. */
export interface KeepsResults {
  /** Durable when it resolves. @returns its digest, as events name it */
  keep(file: {
    caseId: string;
    bytes: Uint8Array;
    mediaType: 'application/pdf';
    purpose: 'result';
  }): Promise<string>;
}

/** What this region's store has of a holder. */
export interface HeldLicences {
  /** Valid ones of these types, the newest of each. */
  of(
    holder: { type: HolderTypeCode; code: string },
    types: readonly string[],
  ): Promise<ReadonlyMap<string, Licence>>;
}
