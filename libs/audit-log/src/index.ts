export { canonicalBytes, canonicalJson } from './canonical.js';
export { commit, Commitments, type PersonalValue, SALT_BYTES } from './commitments.js';
export {
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
