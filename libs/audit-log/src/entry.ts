import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { canonicalBytes } from './canonical.js';
import { code, digest, instant, text, uuid7 } from './entry-values.js';
import { governanceSchema } from './governance.js';
import { receiptSchema } from './receipt.js';

const organisation = z.strictObject({ code: text(64), name: text(200) });

/** HMAC commitment to a personal value; see commitments.ts. */
const commitment = digest;

const caller = z.strictObject({
  kind: z
    .enum(['peer', 'client', 'unknown', 'operator', 'node'])
    .describe(
      'A peer node, an integrator, nobody that we could identify, an operator at the command line, or the node itself.',
    ),
  id: text(512).optional().describe('Entity identifier of the peer, or client identifier.'),
  organisation: organisation.optional().describe('On whose behalf.'),
  person: commitment.optional().describe('Commitment to the identifier of the acting person.'),
  personName: commitment.optional().describe('Commitment to the name of the acting person.'),
  role: text(100).optional(),
  channel: z.enum(['counter', 'web', 'hotline', 'terminal']).optional(),
});

const context = z.strictObject({
  itemCode: text(64),
  itemName: text(200),
  caseNumber: text(128),
  legalBasis: text(1000),
  reason: text(1000),
  authorisation: digest.optional().describe("SHA-256 of the holder's authorisation."),
});

/** What was found of a licence's document, and by whom; nothing of what stands in it. */
const document = z.strictObject({
  sha256: digest,
  indication: z
    .enum(['TOTAL_PASSED', 'TOTAL_FAILED', 'INDETERMINATE', 'NOT_CHECKED'])
    .describe('ETSI EN 319 102-1 §5.1.3; NOT_CHECKED where it was not verified in time or could not be.'),
  subIndication: code.optional(),
  issuer: z
    .enum(['match', 'mismatch', 'not-compared'])
    .describe("The signer's certificate and seal against the licence's issuer."),
  by: z
    .enum(['provider', 'requester'])
    .describe('provider: the node that holds the licence; requester: the node that asked, by its own trust.'),
});

const outcomes = ['granted', 'reduced', 'denied', 'not-found', 'failed'] as const;

const lookup = z.strictObject({
  operation: z
    .enum([
      'byIdentifier',
      'byNumber',
      'byHolder',
      'verify',
      'document',
      'credential',
      'presentation',
      'records',
      'judge',
    ])
    .describe(
      'How it was asked; records: of a dataset; judge: yes or no to questions about one subject of many; credential: issued to the holder or revoked; presentation: shown by the holder at a counter.',
    ),
  region: text(32),
  licenceType: text(64).optional().describe('Its code, or `dataset:` and the code of a dataset.'),
  identifiers: z.array(text(128)).max(1000).describe('e-licence identifiers asked for or released.'),
  number: commitment
    .optional()
    .describe("Commitment to the licence number, which for many types is a person's."),
  subject: commitment.optional().describe('Commitment to the identifier of the holder.'),
  fieldsAsked: z.array(text(128)).max(500),
  fieldsReleased: z.array(text(128)).max(500),
  outcome: z.enum(outcomes),
  rule: text(128).optional().describe('The sharing rule that decided.'),
  code: code.optional(),
  authorisation: text(64).optional().describe("Id (jti) of the holder's authorisation that was used."),
  verdicts: z
    .record(text(128), z.enum(['match', 'mismatch', 'unknown']))
    .optional()
    .describe('Of a verification, by field; never the values.'),
  documents: z.array(document).max(100).optional().describe('Verdicts on documents that were told.'),
  release: z
    .strictObject({ original: digest, copy: digest })
    .optional()
    .describe('Of an annotated copy: SHA-256 of the document on file, and of the copy that left.'),
});

/** A step of a case that was taken here or heard of: which, and what it came to. Its content lies with the case. */
const caseStep = z.strictObject({
  id: text(64).describe('Number of the case, the same in all its regions.'),
  step: text(40),
  state: text(40).describe('After the step.'),
  event: digest.describe(
    'Digest that names the signed event; both sides have it, so it joins their entries.',
  ),
  matter: text(64),
});

/**
 * One entry of the audit log, version 1. Its canonical bytes are the leaf: a member, once released, keeps its name and
 * meaning for ever. Digests and commitments are base64url SHA-256 (43 characters); instants are UTC milliseconds.
 */
export const auditEntrySchema = z.strictObject({
  v: z.literal(1),
  id: uuid7,
  kind: z
    .enum([
      'answer',
      'home',
      'intent',
      'outcome',
      'refusal',
      'audit-read',
      'review',
      'finding',
      'reconciliation',
      'administration',
      'subject-read',
      'case',
    ])
    .describe(
      'answer: to a peer; home: to an integrator from our own store; intent: before a request leaves; outcome: what came of it; refusal: before anything was looked up; case: a step of a case, see the member of that name. The others speak of the log itself: see `governance`.',
    ),
  at: instant,
  tookMs: z.int().min(0).describe('From the arrival of the request until the entry was made.'),
  node: text(512).describe('Entity identifier of the node whose log this is.'),
  caller,
  counterpart: text(512)
    .optional()
    .describe('Entity identifier of the node that was asked (intent, outcome).'),
  context: context.optional(),
  operation: z
    .strictObject({ document: z.string().regex(/^sha256:[0-9a-f]{64}$/), name: text(200).optional() })
    .optional(),
  lookups: z.array(lookup).max(200),
  outcome: z.enum([...outcomes, 'asked', 'mixed']).describe('asked: an intent; mixed: its lookups differ.'),
  code: code.optional(),
  request: z
    .strictObject({ digest, iss: text(512).optional(), jti: text(256).optional() })
    .optional()
    .describe('Digest of the request token; both sides have it, so it joins their entries.'),
  answer: z.strictObject({ status: z.int().min(100).max(599), bodyDigest: digest }).optional(),
  receipt: receiptSchema.optional().describe("The provider's receipt (outcome)."),
  intent: uuid7.optional().describe('The intent that this outcome concludes.'),
  chain: digest.optional().describe('Digest of the trust chain by which the other side was believed.'),
  governance: governanceSchema.optional().describe('What was done to or with the log itself.'),
  case: caseStep.optional().describe('Of kind `case`.'),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditKind = AuditEntry['kind'];
export type AuditLookup = AuditEntry['lookups'][number];
export type AuditDocument = NonNullable<AuditLookup['documents']>[number];
export type AuditCase = NonNullable<AuditEntry['case']>;
export type AuditOutcome = AuditEntry['outcome'];

/**
 * Checks an entry that is about to be written.
 * @throws Refusal `AUDIT_ENTRY_INVALID` with the path of the first fault; never with its value.
 */
export function checkEntry(entry: unknown): AuditEntry {
  const parsed = auditEntrySchema.safeParse(entry);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('AUDIT_ENTRY_INVALID', { hint: `${issue?.path.join('.') ?? ''}: ${issue?.code ?? ''}` });
}

/**
 * Reads an entry from its stored bytes, strictly: they must be the canonical form of what they say.
 * @throws Refusal `AUDIT_ENTRY_INVALID`.
 */
export function parseEntry(bytes: Uint8Array): AuditEntry {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw new Refusal('AUDIT_ENTRY_INVALID', { hint: 'not JSON', cause });
  }
  const entry = checkEntry(value);
  const again = canonicalBytes(entry);
  if (again.length !== bytes.length || !again.every((byte, index) => byte === bytes[index])) {
    throw new Refusal('AUDIT_ENTRY_INVALID', { hint: 'not in canonical form' });
  }
  return entry;
}
