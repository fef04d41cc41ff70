import type { AuditEntry, PersonalValue, Receipt } from '#libs/audit-log';

/** An entry whose bytes are settled, so that its receipt can be signed into the answer before it is appended. */
export interface PreparedEntry {
  entry: AuditEntry;
  /** Canonical JSON. */
  bytes: Uint8Array;
  receipt: Receipt;
}

/** What is appended together: an entry and what stands beside it. */
export interface AppendDraft {
  prepared: PreparedEntry;
  /** The values behind the entry's commitments (`Commitments.values`). */
  personal?: readonly PersonalValue[];
  /** Both tokens, compact form, as they went over the wire. */
  evidence?: { requestToken?: string; answerToken?: string };
  /** Identifies the request token; a second entry with the same issuer and jti is refused. `expiresAt`: ms since epoch. */
  replayKey?: { iss: string; jti: string; expiresAt: number };
}
