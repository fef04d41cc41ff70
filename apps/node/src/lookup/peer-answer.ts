import { z } from 'zod';
import { parseStrictJson } from '#libs/jws';
import { catalogue, Refusal, type ErrorCode } from '#libs/errors';
import { HolderType, LicenceStatus } from '../graphql/types/enums.js';
import { readVerdict, verdictSchema } from '../verdicts/index.js';
import { assertFitting } from './assert-fitting.js';
import { valueProblem } from '#libs/licences';
import type { Disclosure, Lookup, LookupResult, Released } from './lookup.js';
import { RECORD_LIMITS, type SourceStatement } from './records.js';

/**
 * The body of a peer's answer, read as strictly as a request: a signature says who wrote it, not that it is sound.
 */
const text = z.string().max(10_000);
const errorCode = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);
/** The code alone: the words that belong to it are our own. */
const refusal = z.object({ code: errorCode });
const licence = z
  .object({
    attributes: z
      .array(
        z.object({
          code: z.string().regex(/^KZ_[A-Z0-9_]{1,40}$/),
          labelZh: text,
          labelEn: text,
          value: text.nullable(),
        }),
      )
      .max(200)
      .nullish(),
    documentVerdict: verdictSchema.nullish(),
  })
  .catchall(text.nullable());
const common = {
  status: z.enum(['FOUND', 'REDUCED', 'NOT_FOUND', 'DENIED', 'UNAVAILABLE']),
  refusal: refusal.nullish(),
  withheld: z.array(z.object({ field: z.string().regex(/^[\w.*]{1,64}$/), reason: errorCode })).max(500),
};
const milliseconds = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/)
  .refine((instant) => !Number.isNaN(Date.parse(instant)))
  .transform((instant) => Date.parse(instant));
/** Words of a department, for a person who asked. */
const words = z
  .string()
  .max(500)
  .refine((value) => !valueProblem('text', value));
const source = z
  .object({
    departmentCode: z.string().regex(/^[0-9A-Z]{1,32}$/),
    departmentNameZh: words,
    departmentNameEn: words,
    asOf: milliseconds.nullish(),
    until: milliseconds.nullish(),
    reasonZh: words.nullish(),
    reasonEn: words.nullish(),
  })
  .nullish();
const results = {
  byIdentifier: z.object({ ...common, licence: licence.nullish() }),
  byNumber: z.object({ ...common, licence: licence.nullish() }),
  byHolder: z.object({
    ...common,
    licences: z
      .object({
        edges: z.array(z.object({ cursor: z.string().max(1024), node: licence })).max(100),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().max(1024).nullish() }),
      })
      .nullish(),
  }),
  verify: z.object({
    ...common,
    matches: z
      .array(z.object({ field: text, matches: z.boolean().nullable() }))
      .max(500)
      .nullish(),
  }),
  records: z.object({
    ...common,
    source,
    records: z
      .array(
        z.object({
          values: z
            .array(z.object({ item: z.string().max(40), value: text.nullable() }))
            .max(RECORD_LIMITS.items),
        }),
      )
      .max(RECORD_LIMITS.records)
      .nullish(),
    truncated: z.boolean(),
  }),
  judge: z.object({
    ...common,
    source,
    judged: z
      .array(z.object({ verdicts: z.array(z.enum(['YES', 'NO', 'UNKNOWN'])).max(RECORD_LIMITS.questions) }))
      .max(RECORD_LIMITS.subjects)
      .nullish(),
  }),
  document: z.object({
    ...common,
    document: z
      .object({
        mediaType: z.string().max(127),
        sha256: z.string().length(43),
        size: z.int().min(0),
        content: z.string(),
        issuerName: text.nullish(),
        issuerCode: text.nullish(),
        copy: z
          .object({
            originalSha256: z.string().length(43),
            originalSize: z.int().min(1),
            validUntil: z.string().max(64),
          })
          .nullish(),
        verdict: verdictSchema.nullish(),
      })
      .nullish(),
  }),
} as const;

const envelope = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z
        .object({
          message: text,
          extensions: z
            .object({ code: z.string().max(64).optional() })
            .loose()
            .optional(),
        })
        .loose(),
    )
    .max(50)
    .optional(),
});

/** What a peer says of a copy; it is held against the note in the bytes. */
export interface ToldCopy {
  originalSha256: string;
  originalSize: number;
  validUntil: string;
}

export type PeerResult = Pick<LookupResult, 'status' | 'withheld' | 'refusal' | 'source'> &
  Disclosure & { toldCopy?: ToldCopy };

/**
 * Reads a verified answer to one lookup.
 * @param field root field whose value is the result
 * Whatever was not asked for is dropped.
 * @throws Refusal PEER_BAD_ANSWER where the body is not what the operation answers; the peer's own code where it refused
 */
export function readPeerAnswer(
  lookup: Lookup,
  field: string,
  body: Uint8Array,
  maxBytes: number,
): PeerResult {
  const answer = parse(envelope, strictJson(body, maxBytes));
  const value = answer.data?.[field];
  if (value === undefined || value === null) throw peerError(answer.errors?.[0]?.extensions?.code);
  const result = parse(results[lookup.operation], value);
  const told = disclosure(lookup, result);
  assertFitting(lookup, { status: result.status, refused: Boolean(result.refusal), ...told });
  return {
    status: result.status,
    withheld: result.withheld,
    ...(result.refusal ? { refusal: peerError(result.refusal.code).toPublic() } : {}),
    ...('source' in result && result.source ? { source: statement(result.source as ToldSource) } : {}),
    ...told,
  };
}

type ToldSource = NonNullable<z.infer<(typeof results)['records']>['source']>;

function statement(told: ToldSource): SourceStatement {
  const { departmentCode: code, departmentNameZh: zh, departmentNameEn: en, asOf, until } = told;
  const { reasonZh, reasonEn } = told;
  return {
    department: { code, name: { zh, en } },
    ...(asOf ? { asOf } : {}),
    ...(until ? { until } : {}),
    ...(reasonZh && reasonEn ? { reason: { zh: reasonZh, en: reasonEn } } : {}),
  };
}

const VERDICTS = { YES: true, NO: false, UNKNOWN: null } as const;

function disclosure(
  lookup: Lookup,
  result: z.infer<(typeof results)[Lookup['operation']]>,
): Disclosure & { toldCopy?: ToldCopy } {
  if ('licence' in result && result.licence && 'fields' in lookup)
    return { licence: released(result.licence, lookup.fields) };
  if ('licences' in result && result.licences && lookup.operation === 'byHolder')
    return {
      page: {
        items: result.licences.edges.map(({ cursor, node }) => ({
          cursor,
          licence: released(node, lookup.fields),
        })),
        hasNextPage: result.licences.pageInfo.hasNextPage,
        endCursor: result.licences.pageInfo.endCursor ?? null,
      },
    };
  if ('matches' in result && result.matches && lookup.operation === 'verify') {
    const asked = new Set(lookup.claims.map(({ field }) => field));
    return { matches: result.matches.filter(({ field }) => asked.has(field)) };
  }
  if ('records' in result && result.records && lookup.operation === 'records') {
    const { items } = lookup;
    return {
      records: {
        truncated: result.truncated,
        records: result.records.map(({ values }) => {
          const given = new Map(values.map(({ item, value }) => [item, value]));
          return Object.fromEntries(
            items.flatMap((item) => {
              const value = given.get(item);
              return value === undefined ? [] : [[item, value] as const];
            }),
          );
        }),
      },
    };
  }
  if ('judged' in result && result.judged)
    return { judged: result.judged.map(({ verdicts }) => verdicts.map((verdict) => VERDICTS[verdict])) };
  if ('document' in result && result.document && lookup.operation === 'document') {
    const { issuerName = null, issuerCode = null, verdict, copy, ...document } = result.document;
    const wanted = lookup.verdicts?.includes('provider') && verdict;
    return {
      ...(copy ? { toldCopy: copy } : {}),
      document: {
        ...document,
        issuerName,
        issuerCode,
        ...(wanted ? { providerVerdict: readVerdict(wanted) } : {}),
      },
    };
  }
  return {};
}

function released(node: z.infer<typeof licence>, asked: readonly string[]): Released {
  const { attributes, documentVerdict: verdict, ...scalars } = node;
  const fields: Record<string, string | null> = {};
  for (const name of asked) {
    const value = scalars[name];
    if (typeof value === 'string') fields[name] = codeOf(name, value);
  }
  const every = asked.includes('attributes.*');
  return {
    fields,
    attributes: (attributes ?? []).filter(({ code }) => every || asked.includes(`attributes.${code}`)),
    ...(asked.includes('documentVerdict') ? { documentVerdict: verdict ? readVerdict(verdict) : null } : {}),
  };
}

/** Enums travel under their names; inside the node their national codes are used. */
function codeOf(field: string, value: string): string {
  const names: Record<string, string> | undefined =
    field === 'status' ? LicenceStatus : field === 'holderType' ? HolderType : undefined;
  if (!names) return value;
  const code = Object.hasOwn(names, value) ? names[value] : undefined;
  if (code === undefined) throw new Refusal('PEER_BAD_ANSWER', { details: { field } });
  return code;
}

function strictJson(body: Uint8Array, maxBytes: number): unknown {
  try {
    return parseStrictJson(body, { maxBytes, maxDepth: 16 });
  } catch (cause) {
    throw new Refusal('PEER_BAD_ANSWER', { cause });
  }
}

function peerError(code: string | undefined): Refusal {
  // A defect over there is none of ours, and must not be looked for here.
  if (code === 'INTERNAL') return new Refusal('PEER_BAD_STATUS', { details: { saidBy: 'peer' } });
  // The peer's refusal is passed on under its own code where that is one of ours; its text never is.
  return code !== undefined && Object.hasOwn(catalogue, code)
    ? new Refusal(code as ErrorCode, { details: { saidBy: 'peer' } })
    : new Refusal('PEER_BAD_ANSWER', { details: { code } });
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new Refusal('PEER_BAD_ANSWER', { details: { path: parsed.error.issues[0]?.path.join('.') } });
  return parsed.data;
}
