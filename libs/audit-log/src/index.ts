export { canonicalBytes, canonicalJson } from './canonical.js';
export { commit, Commitments, type PersonalValue, SALT_BYTES } from './commitments.js';
export {
  type AuditCase,
  type AuditDocument,
  type AuditEntry,
  auditEntrySchema,
  type AuditKind,
  type AuditLookup,
  type AuditOutcome,
  checkEntry,
  parseEntry,
} from './entry.js';
export { type Governance, governanceSchema } from './governance.js';
export { type HmacSha256, leafHash, nodeHash, type Sha256 } from './hashing.js';
export { logOrigin, parseReceipt, type Receipt, receiptFor, receiptSchema } from './receipt.js';
export { fromBase64, toBase64 } from './base64.js';
export { hashFromBase64url, toBase64url } from './base64url.js';
export { HASH_BYTES, sameBytes } from './hashing.js';
export { Frontier, type Subtree, subtreesBetween, subtreesOf } from './merkle/frontier.js';
export {
  frontierFromTiles,
  proveConsistency,
  proveInclusion,
  rootFromTiles,
  type TileReader,
} from './merkle/prove.js';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  verifyConsistency,
  verifyInclusion,
} from './merkle/verify.js';
export {
  entriesPath,
  type EntriesPlace,
  parseEntriesPath,
  parseTilePath,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
  type TilePlace,
  tileWidth,
} from './tiles/paths.js';
export { ENTRY_MAX_BYTES, formatBundle, parseBundle } from './tiles/bundle.js';
export {
  COSIGNATURE_V1,
  ED25519,
  type Ed25519Verifier,
  formatVerifierKey,
  isKeyName,
  keyIdOf,
  type NoteAlgorithm,
  noteSigner,
  type NoteSigner,
  noteVerifier,
  type NoteVerifier,
  parseVerifierKey,
} from './notes/keys.js';
export {
  formatNote,
  formatSignatureLine,
  type Note,
  NOTE_MAX_BYTES,
  NOTE_MAX_SIGNATURES,
  type NoteSignature,
  openNote,
  parseNote,
  parseSignatureLine,
  signaturesOf,
  signNote,
} from './notes/note.js';
export {
  type Checkpoint,
  type CheckpointNote,
  formatCheckpointText,
  openCheckpoint,
  parseCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from './notes/checkpoint.js';
export { cosign, type Cosignature, cosignaturesOf, verifyCosignature } from './notes/cosignature.js';
export {
  type ProofState,
  proofState,
  stateFor,
  WITNESS_POLICY,
  type WitnessPolicy,
} from './notes/proof-state.js';
export {
  type AddCheckpoint,
  formatAddCheckpoint,
  formatKnownSize,
  parseAddCheckpoint,
  parseCosignatureLines,
  parseKnownSize,
  SIZE_CONTENT_TYPE,
} from './witness/add-checkpoint.js';
export { type AddCheckpointDecision, decideAddCheckpoint, type KnownCheckpoint } from './witness/decide.js';
export {
  formatTlogProof,
  parseTlogProof,
  type TlogProof,
  type TlogProofTrust,
  type VerifiedTlogProof,
  verifyTlogProof,
} from './tlog-proof.js';
export type { LogFetcher } from './fetcher.js';
export { parseDecimal, SIZE_MAX } from './numbers.js';
export { fsck, type FsckOptions, type FsckProgress, type FsckResult } from './fsck/fsck.js';
export { type Culprit, type FsckFinding, placeOf } from './fsck/findings.js';
