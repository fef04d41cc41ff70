import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseCompact, signCompact, verifyParsed, type SigningKey, type VerificationKey } from '#libs/jws';

/** A message stands for one moment (as the request tokens of the exchange do). */
const LIFETIME_SECONDS = 60;
const LIMITS = { maxBytes: 16_384, maxDepth: 6 };

const envelope = {
  iss: z.url({ protocol: /^https$/ }).max(512),
  aud: z.url({ protocol: /^https$/ }).max(512),
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  iat: z.int(),
  exp: z.int(),
};

/** One kind of signed message between a node and an identity platform. */
export interface MessageKind<Body extends z.ZodRawShape> {
  typ: string;
  body: Body;
}

export interface MessageReading {
  /** Entity id of the reader. */
  self: string;
  /** Milliseconds since 1970. */
  now: number;
  skewSeconds: number;
  /** Key of an entity that the federation vouches for; undefined for anybody else. */
  keyOf(issuer: string, kid: string): Promise<VerificationKey | undefined>;
  /** False where (issuer, jti) was seen before; kept by the reader until `exp` and the skew are over. */
  firstSeen(message: { issuer: string; jti: string; exp: number }): boolean;
}

const schemaOf = <Body extends z.ZodRawShape>({ body }: MessageKind<Body>) =>
  z.strictObject({ ...envelope, ...body });

export function signMessage<Body extends z.ZodRawShape>(
  kind: MessageKind<Body>,
  content: { iss: string; aud: string; jti: string; now: number } & z.input<z.ZodObject<Body>>,
  key: SigningKey,
): Promise<string> {
  const { now, ...members } = content;
  const iat = Math.floor(now / 1000);
  const payload = { ...members, iat, exp: iat + LIFETIME_SECONDS };
  const parsed = schemaOf(kind).safeParse(payload);
  if (!parsed.success) throw invalid(parsed.error);
  return signCompact({ header: { typ: kind.typ }, payload, key });
}

/**
 * Verifies a message: signature by an entity of the federation, addressee, time, never seen before.
 * @throws Refusal AUTHORISATION_REQUEST_INVALID, AUTHORISATION_REQUESTER_UNKNOWN, AUTHORISATION_REQUEST_STALE, JWS_*
 */
export async function readMessage<Body extends z.ZodRawShape>(
  kind: MessageKind<Body>,
  token: string,
  reading: MessageReading,
): Promise<z.output<z.ZodObject<typeof envelope & Body>>> {
  const parsed = parseCompact(token, LIMITS);
  const issuer = parsed.payload['iss'];
  if (typeof issuer !== 'string') throw new Refusal('AUTHORISATION_REQUEST_INVALID', { hint: 'iss' });
  await verifyParsed(parsed, {
    typ: kind.typ,
    resolveKey: async ({ kid }) => {
      const key = await reading.keyOf(issuer, kid);
      if (!key) throw new Refusal('AUTHORISATION_REQUESTER_UNKNOWN');
      return key;
    },
  });
  const read = schemaOf(kind).safeParse(parsed.payload);
  if (!read.success) throw invalid(read.error);
  const { aud, iat, exp, jti } = read.data as { aud: string; iat: number; exp: number; jti: string };
  if (aud !== reading.self) throw new Refusal('AUTHORISATION_REQUEST_INVALID', { hint: 'aud' });
  const seconds = reading.now / 1000;
  if (
    exp - iat > LIFETIME_SECONDS ||
    exp + reading.skewSeconds <= seconds ||
    iat > seconds + reading.skewSeconds ||
    !reading.firstSeen({ issuer, jti, exp })
  )
    throw new Refusal('AUTHORISATION_REQUEST_STALE');
  return read.data;
}

function invalid(error: z.ZodError): Refusal {
  return new Refusal('AUTHORISATION_REQUEST_INVALID', { hint: error.issues[0]?.path.join('.') || 'members' });
}
