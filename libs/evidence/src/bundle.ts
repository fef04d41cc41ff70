import { z } from 'zod';
import { Refusal } from '#libs/errors';

export const EVIDENCE_FORMAT = 'tongban-evidence/1';
/** Far above any real bundle (some 60 KB). */
export const EVIDENCE_MAX_BYTES = 8 * 1024 * 1024;

const base64 = z.base64().max(4 * 1024 * 1024);
const token = z.string().regex(/^[\x21-\x7e]{1,8192}$/);

/** A personal value with the salt that opens its commitment in the entry; leave out whoever need not be named. */
const personalValue = z.strictObject({
  label: z.string().min(1).max(128),
  salt: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  value: z.string().max(4000),
});

const entry = z.strictObject({
  bytes: base64.describe('The canonical bytes of the entry, base64: the leaf.'),
  proof: z
    .string()
    .max(256 * 1024)
    .optional()
    .describe('C2SP tlog-proof: index, inclusion proof, checkpoint with its cosignatures.'),
  personal: z.array(personalValue).max(1000).optional(),
});

const side = z.strictObject({
  role: z.enum(['requester', 'provider']),
  node: z.string().min(1).max(512).describe('Entity identifier of the node whose log this is.'),
  entries: z.array(entry).min(1).max(16),
});

/** One lookup as evidence: everything that a verifier needs who has nothing but a pinned trust anchor. */
export const evidenceSchema = z.strictObject({
  format: z.literal(EVIDENCE_FORMAT),
  made: z.strictObject({
    at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    by: z.string().max(512).describe('Who made the file; nothing rests on it.'),
  }),
  tokens: z.strictObject({ request: token.optional(), answer: token.optional() }),
  bodies: z
    .strictObject({ request: base64.optional(), answer: base64.optional() })
    .optional()
    .describe('What was sent, base64, before encryption; only where somebody kept it.'),
  sides: z.array(side).min(1).max(2),
  missing: z
    .array(
      z.strictObject({
        role: z.enum(['requester', 'provider']),
        node: z.string().min(1).max(512),
        code: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]{1,63}$/)
          .describe('Why it is not here.'),
        at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      }),
    )
    .max(2)
    .optional()
    .describe(
      'A side that was wanted and could not be had; the file can be completed later. Nothing rests on it.',
    ),
  chains: z
    .array(
      z
        .array(z.string().max(64 * 1024))
        .min(1)
        .max(16),
    )
    .max(64)
    .describe('Trust chains (OpenID Federation statements) as they stood: of both sides and of witnesses.'),
  keys: z
    .array(
      z.strictObject({
        use: z.enum(['log', 'witness']),
        key: z.string().min(1).max(512).describe('C2SP verifier key.'),
        source: z.string().max(512).describe('Where whoever made the file had it from.'),
      }),
    )
    .max(64)
    .describe(
      'Verifier keys that no chain in the file vouches for. They prove nothing unless the verifier trusts them.',
    ),
});

export type EvidenceBundle = z.infer<typeof evidenceSchema>;
export type EvidenceSide = EvidenceBundle['sides'][number];
export type EvidenceRole = EvidenceSide['role'];

/**
 * Reads a bundle.
 * @throws Refusal `EVIDENCE_MALFORMED`; the hint names the member.
 */
export function parseEvidence(file: Uint8Array | string): EvidenceBundle {
  if (file.length > EVIDENCE_MAX_BYTES) throw new Refusal('EVIDENCE_MALFORMED', { hint: 'too long' });
  let value: unknown;
  try {
    value = JSON.parse(
      typeof file === 'string' ? file : new TextDecoder('utf-8', { fatal: true }).decode(file),
    );
  } catch (cause) {
    throw new Refusal('EVIDENCE_MALFORMED', { hint: 'not JSON', cause });
  }
  const parsed = evidenceSchema.safeParse(value);
  const sides = parsed.data?.sides ?? [];
  if (!parsed.success) {
    throw new Refusal('EVIDENCE_MALFORMED', { hint: parsed.error.issues[0]?.path.join('.') ?? '' });
  }
  if (new Set(sides.map(({ role }) => role)).size !== sides.length) {
    throw new Refusal('EVIDENCE_MALFORMED', { hint: 'sides: two of one role' });
  }
  return parsed.data;
}

/**
 * Puts what two nodes each have of one lookup into one bundle. Either may lack what the other has; where both have it the
 * first one's is kept. Nothing is judged here.
 */
export function mergeEvidence(one: EvidenceBundle, other: EvidenceBundle): EvidenceBundle {
  const roles = new Set(one.sides.map(({ role }) => role));
  const unique = <T>(items: T[]): T[] => [
    ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
  ];
  const sides = [...one.sides, ...other.sides.filter(({ role }) => !roles.has(role))];
  const { missing: absent = [], ...rest } = one;
  const missing = absent.filter(({ role }) => !sides.some((side) => side.role === role));
  return {
    ...rest,
    tokens: { ...other.tokens, ...one.tokens },
    ...(one.bodies || other.bodies ? { bodies: { ...other.bodies, ...one.bodies } } : {}),
    sides,
    ...(missing.length > 0 ? { missing } : {}),
    chains: unique([...one.chains, ...other.chains]),
    keys: unique([...one.keys, ...other.keys]),
  };
}
