import { z } from 'zod';
import { holderTypes, uscc, type HolderTypeCode } from '#libs/codes';
import { csvMapping } from './csv-mapping.js';
import { httpMapping } from './http-mapping.js';
import { sqlMapping } from './sql-mapping.js';

const words = z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) });
const itemCode = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'an item of the dataset');
const place = z.string().min(1).max(200);

/** How an item's text is read. What cannot be read so makes the whole answer unfit: nothing is guessed. */
export const itemMapping = z
  .strictObject({
    from: place
      .optional()
      .describe('Where it stands: a column (SQL, CSV), or a JSON pointer below the record (HTTP).'),
    list: z
      .strictObject({
        schema: place.optional(),
        table: place,
        column: place.describe('Its values are put together, each once, with `；` between them.'),
        match: z.strictObject({
          own: place.describe("Column of the record's own table."),
          theirs: place.describe('Column of the other table that holds the same.'),
        }),
      })
      .optional()
      .describe('SQL only: values that stand in rows of another table.'),
    type: z.enum(['text', 'integer', 'decimal', 'date']).default('text'),
    format: z
      .enum(['YYYY-MM-DD', 'YYYYMMDD'])
      .default('YYYY-MM-DD')
      .describe('Of dates as the department writes them; what follows a day (a time) is left out.'),
    values: z
      .record(z.string().max(100), z.string().min(1).max(200))
      .optional()
      .describe("The department's codes and what they mean. A code that is not listed is a fault."),
  })
  .refine(({ from, list }) => (from === undefined) !== (list === undefined), 'either `from` or `list`')
  .refine(({ type, values }) => values === undefined || type === 'text', '`values` goes with text');
export type ItemMapping = z.infer<typeof itemMapping>;

const subjects = z
  .partialRecord(z.enum(holderTypes.map(({ code }) => code) as [HolderTypeCode]), place)
  .refine((map) => Object.keys(map).length > 0, 'at least one type of holder')
  .describe(
    'By which types of holders it can be asked, and where their code stands: a column (SQL, CSV), or what `{type}` becomes (HTTP).',
  );

/** One department's source. */
export const sourceMapping = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
    dataset: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/),
    department: z.strictObject({
      code: z.string().refine((code) => uscc.is(code), 'a unified social credit code'),
      name: words,
    }),
    deadlineMs: z
      .int()
      .min(50)
      .max(120_000)
      .default(5_000)
      .describe('How long one question may take, waiting included, in milliseconds.'),
    concurrency: z.int().min(1).max(64).default(8).describe('Questions that it is asked at one time.'),
    queue: z.int().min(0).max(10_000).default(256).describe('Questions that may wait for that.'),
    maxRecords: z.int().min(1).max(5_000).default(500).describe('Records of one answer; more are cut off.'),
    absent: z
      .enum(['no', 'unknown'])
      .default('no')
      .describe(
        'What it means for yes/no questions that it has no record: `no` where the register is complete for its region.',
      ),
    breaker: z
      .strictObject({
        failures: z.int().min(1).max(100).default(5).describe('Failures in a row that pause it.'),
        openMs: z.int().min(100).max(600_000).default(5_000).describe('First pause; doubles.'),
        maxOpenMs: z.int().min(100).max(3_600_000).default(300_000),
      })
      .prefault({}),
    subjects,
    items: z.record(itemCode, itemMapping),
    without: z
      .array(itemCode)
      .max(200)
      .default([])
      .describe('Items of the dataset that this source does not have; every other one must be mapped.'),
    postgresql: sqlMapping.optional(),
    mysql: sqlMapping.optional(),
    http: httpMapping.optional(),
    csv: csvMapping.optional(),
  })
  .superRefine((source, context) => {
    const kinds = (['postgresql', 'mysql', 'http', 'csv'] as const).filter((kind) => source[kind]);
    const tell = (path: string[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (kinds.length !== 1) tell([], 'exactly one of postgresql, mysql, http, csv');
    const isSql = kinds[0] === 'postgresql' || kinds[0] === 'mysql';
    for (const [code, item] of Object.entries(source.items)) {
      if (item.list && !isSql) tell(['items', code, 'list'], 'for SQL only');
      if (kinds[0] === 'http' && item.from !== undefined && !isPointer(item.from))
        tell(['items', code, 'from'], 'a JSON pointer');
      if (source.without.includes(code)) tell(['without'], `${code} is mapped as well`);
    }
    if (source.http)
      for (const [name, pointer] of pointersOf(source.http))
        if (!isPointer(pointer)) tell(['http', 'answer', name], 'a JSON pointer');
  });
export type SourceMapping = z.infer<typeof sourceMapping>;

/** A file of sources: those of one region, or a part of them. */
export const mappingFile = z.strictObject({ sources: z.array(sourceMapping).min(1).max(100) });

const isPointer = (text: string): boolean => /^(\/([^~/]|~[01])*)*$/.test(text);

const pointersOf = ({ answer }: z.infer<typeof httpMapping>): [string, string][] =>
  [
    ['records', answer.records] as const,
    ['asOf', answer.asOf] as const,
    ['reason', answer.reason] as const,
    ['nothing', answer.nothing?.at] as const,
    ['refused', answer.refused?.at] as const,
  ].flatMap(([name, pointer]) => (pointer === undefined ? [] : [[name, pointer] as [string, string]]));
