import type { ErrorCode } from '#libs/errors';
import type { Jwks } from '#libs/federation';
import type { PkiResource } from '#libs/pki';
import type { ValidationReport } from '#libs/seals';

/** What the main thread and a thread that verifies say to each other. Everything can be cloned; bytes are moved. */

/** One edition of a trust list, as it is kept. */
export interface EditionMaterial {
  /** `file:<path>`, `folder:<path>` or `federation:<entity id>`; one origin has one list at a time. */
  origin: string;
  /** Milliseconds since 1970: when this node took it over. */
  recordedAt: number;
  /** SHA-256 of `text` in hexadecimal. */
  digest: string;
  /** The list as JSON, in memory that threads share. */
  text: Uint8Array;
  /** From here on it counts no more, milliseconds since 1970; without an end where absent. */
  expiresAt?: number;
}

/** Everything that verdicts rest on. */
export interface TrustMaterial {
  /** Names this state of it. */
  key: string;
  /** Oldest first. */
  editions: readonly EditionMaterial[];
  /** Certificates that may complete a path, in DER. */
  certificates: readonly Uint8Array[];
  /** Revocation lists in DER. */
  crls: readonly Uint8Array[];
  /** Missing certificates, lists and answers may be asked for. */
  fetching: boolean;
}

/** A source of trust to be read and checked, away from the event loop since lists may be large. */
export type SourceInput =
  | {
      kind: 'list' | 'folder' | 'certificates' | 'crls';
      files: readonly { name: string; bytes: Uint8Array }[];
    }
  | { kind: 'federation'; token: string; issuer: string; jwks: Jwks; now: number; skewSeconds: number };

export interface SourceRead {
  /** The trust list as JSON, of kinds `list`, `folder` and `federation`. */
  list?: { text: string; edition: number; expiresAt?: number };
  certificates: readonly Uint8Array[];
  crls: readonly Uint8Array[];
}

export interface VerifyInput {
  /** The document in parts, in order. */
  blocks: readonly Uint8Array[];
  detached?: readonly Uint8Array[];
  /** The instant for which it is judged. */
  now: number;
  /** Trust as this node knew it then; as it knows it today where absent. */
  asOf?: number;
  maxBytes: number;
}

export type Task = { kind: 'verify'; input: VerifyInput } | { kind: 'read'; input: SourceInput };

export type ToThread =
  | { kind: 'trust'; trust: TrustMaterial }
  | { kind: 'task'; id: number; task: Task }
  | { kind: 'fetched'; fetch: number; outcome: { bytes: Uint8Array; cached: boolean } | { code: ErrorCode } };

export type TaskOutcome =
  | { report: ValidationReport }
  | { source: SourceRead }
  | { refusal: { code: ErrorCode; hint?: string } }
  /** Something that is no refusal was thrown; for the log. */
  | { defect: { message: string; stack: string } };

export type FromThread =
  /** What was sent before is taken in. */
  | { kind: 'ready' }
  | { kind: 'done'; id: number; outcome: TaskOutcome }
  | { kind: 'fetch'; fetch: number; url: string; resource: PkiResource; body?: Uint8Array }
  /** What came says of itself that it is good until then. */
  | { kind: 'keep'; url: string; resource: PkiResource; body?: Uint8Array; until: number };
