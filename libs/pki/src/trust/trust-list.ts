import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseCertificate, type Certificate } from '../certificate/certificate.js';
import { fromPem } from '../certificate/pem.js';

/** For what an authority may be trusted. */
export const TRUST_PURPOSES = ['seal', 'seal-maker', 'signature', 'timestamp', 'exchange'] as const;
export type TrustPurpose = (typeof TRUST_PURPOSES)[number];

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const authoritySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,63}$/)
    .describe('Stable short name, unique in the list.'),
  name: z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) }),
  certificate: z
    .string()
    .max(100_000)
    .describe('The certificate of the authority, root or intermediate, in PEM or in base64 of DER.'),
  purposes: z.array(z.enum(TRUST_PURPOSES)).min(1),
  from: instant.describe('From this instant on it is trusted, RFC 3339.'),
  until: instant.optional().describe('Until before this instant; without an end where absent.'),
  status: z
    .array(
      z.strictObject({
        at: instant,
        status: z.enum(['granted', 'suspended', 'withdrawn']),
        reason: z.string().max(500).optional(),
      }),
    )
    .default([])
    .describe('Later decisions about it, oldest first; each holds until the next.'),
});

/** An allow-list of authorities as an operator or a federation publishes it. */
export const trustListSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(200),
  /** Grows with every edition. */
  edition: z.number().int().min(1),
  authorities: z.array(authoritySchema).max(2000),
});

export interface Authority extends Omit<z.output<typeof authoritySchema>, 'certificate'> {
  certificate: Certificate;
}

export interface TrustList extends Omit<z.output<typeof trustListSchema>, 'authorities'> {
  authorities: readonly Authority[];
}

const invalid = (hint: string, cause?: unknown) => new Refusal('TRUST_STORE_INVALID', { hint, cause });

/**
 * Reads a trust list from parsed JSON or YAML.
 * @throws Refusal TRUST_STORE_INVALID with the member at fault
 */
export function readTrustList(value: unknown): TrustList {
  const parsed = trustListSchema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.') ?? '', parsed.error);
  const { authorities, ...rest } = parsed.data;
  const ids = new Set<string>();
  return {
    ...rest,
    authorities: authorities.map((authority, index) => {
      const at = `authorities.${index}`;
      if (ids.has(authority.id)) throw invalid(`${at}.id stands twice`);
      ids.add(authority.id);
      const { status, from, until } = authority;
      const times = status.map((decision) => decision.at);
      if (times.some((time, place) => time < (times[place - 1] ?? from))) throw invalid(`${at}.status order`);
      if (until !== undefined && until <= from) throw invalid(`${at}.until`);
      return { ...authority, certificate: readCertificate(authority.certificate, at) };
    }),
  };
}

function readCertificate(text: string, at: string): Certificate {
  try {
    const bytes = Buffer.from(text, 'latin1');
    if (text.includes('-----BEGIN')) {
      const [only, ...more] = fromPem(bytes, 'CERTIFICATE');
      if (!only || more.length > 0) throw invalid(`${at}.certificate: one is due`);
      return parseCertificate(only);
    }
    const compact = text.replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw invalid(`${at}.certificate`);
    return parseCertificate(new Uint8Array(Buffer.from(compact, 'base64')));
  } catch (cause) {
    if (cause instanceof Refusal && cause.code === 'TRUST_STORE_INVALID') throw cause;
    throw invalid(`${at}.certificate`, cause);
  }
}
