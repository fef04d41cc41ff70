import { z } from 'zod';

const path = z.string().min(1).max(500);
/** https, or http on the loopback interface; no user, no fragment. */
const url = z
  .string()
  .max(1_000)
  .refine((text) => {
    const parsed = URL.parse(text);
    if (!parsed || parsed.username !== '' || parsed.password !== '' || parsed.hash !== '') return false;
    const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
    return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && loopback);
  }, 'https (http on the loopback interface only), without user and fragment');

const pointer = z.string().max(200);
const when = z.strictObject({
  at: pointer.describe('JSON pointer into the answer.'),
  is: z.array(z.string().max(100)).min(1).max(20).describe('Texts, numbers or truth values there, as text.'),
});

const auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('private-key-jwt'),
    tokenUrl: url,
    clientId: z.string().min(1).max(200),
    keyFile: path.describe('Private JWK of the client (RFC 7523).'),
    scope: z.string().max(200).optional(),
  }),
  z.strictObject({
    kind: z.literal('client-secret'),
    tokenUrl: url,
    clientId: z.string().min(1).max(200),
    secretFile: path,
    scope: z.string().max(200).optional(),
  }),
]);

/**
 * A department's HTTP service. `{code}`, `{type}` and `{limit}` in path, query and body are replaced, encoded for the
 * place where they stand.
 */
export const httpMapping = z.strictObject({
  url: url.describe('Base; nothing outside its origin is ever asked but `tokenUrl`.'),
  method: z.enum(['GET', 'POST']).default('GET'),
  path: z.string().max(300).regex(/^\//).default('/'),
  query: z.record(z.string().max(100), z.string().max(200)).default({}),
  body: z.json().optional().describe('Body of a POST, sent as JSON.'),
  auth: auth.default({ kind: 'none' }),
  tls: z
    .strictObject({ caFile: path.optional(), certFile: path.optional(), keyFile: path.optional() })
    .default({}),
  allowAddresses: z
    .array(z.string().max(64))
    .max(50)
    .default([])
    .describe(
      'Addresses to which the name may lead; empty: any but this machine, this link, and multicast. A loopback URL names itself.',
    ),
  maxBytes: z.int().min(1_000).max(20_000_000).default(2_000_000).describe('Of one answer.'),
  answer: z
    .strictObject({
      records: pointer.default('').describe('The list of records, or one record.'),
      asOf: pointer.optional().describe('An instant: RFC 3339, or milliseconds.'),
      nothing: when.optional().describe('The answer says that there is nothing. HTTP 404 says so as well.'),
      refused: when.optional().describe('The answer says no. HTTP 403 says so as well.'),
      reason: pointer.optional().describe('Its reason, for people.'),
    })
    .prefault({}),
});
export type HttpMapping = z.infer<typeof httpMapping>;
