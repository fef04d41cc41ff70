import type { EvidenceCatalogue } from '#libs/catalogue';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import type { SourceAdapter } from './adapter.js';
import { GuardedSource } from './guard/guarded-source.js';
import type { SourceHealth } from './guard/source-figures.js';
import { loadMappings } from './mapping/load-mappings.js';
import type { SourceMapping } from './mapping/mapping-file.js';
import type { DepartmentSource, DepartmentSources } from './ports.js';
import type { SourcesConfig } from './sources.config.js';
import { Refusal } from '#libs/errors';
import { Composer } from './sql/compose.js';
import { HttpAdapter } from './http/http-adapter.js';
import { CsvAdapter } from './csv/csv-adapter.js';
import { mysql, postgresql } from './sql/dialect.js';
import { MysqlSession } from './sql/mysql.js';
import { PostgresqlSession } from './sql/postgresql.js';
import { SqlAdapter } from './sql/sql-adapter.js';

export interface SourcesDeps {
  catalogue: EvidenceCatalogue | undefined;
  dataDir: string | undefined;
  clock: () => number;
  logger: Logger;
  database: Pick<Database, 'pool' | 'transactions'>;
}

/** The sources of this node while it runs. */
export interface Sources extends DepartmentSources {
  /** How each is doing, for operators. */
  health(): readonly SourceHealth[];
  start(): void;
  /** Waits for what is under way at the departments' databases. */
  stop(): Promise<void>;
}

/** @throws Refusal SOURCE_MAPPING_INVALID */
export function openSources(config: SourcesConfig, deps: SourcesDeps): Sources {
  const mappings = loadMappings(config.files, deps.catalogue, deps.dataDir);
  const onFault = (source: string, refusal: Refusal): void =>
    deps.logger.warn({ source, code: refusal.code, ...refusal.details }, "a department's source failed");
  const sources = new Map(
    mappings.map((mapping) => [
      mapping.dataset,
      new GuardedSource(mapping, adapterOf(mapping, deps), { clock: deps.clock, onFault }),
    ]),
  );
  const all = [...sources.values()];
  return {
    find: (dataset): DepartmentSource | undefined => sources.get(dataset),
    list: () => all,
    health: () => all.map((source) => source.health()),
    start: () => all.forEach((source) => source.start()),
    stop: async () => void (await Promise.allSettled(all.map((source) => source.close()))),
  };
}

function adapterOf(mapping: SourceMapping, deps: SourcesDeps): SourceAdapter {
  if (mapping.http) return new HttpAdapter(mapping, mapping.http, deps.clock);
  if (mapping.csv) return new CsvAdapter(mapping, mapping.csv, deps);
  return sqlAdapter(mapping, deps.clock);
}

export function sqlAdapter(mapping: SourceMapping, clock: () => number): SqlAdapter {
  const sql = mapping.postgresql ?? mapping.mysql;
  if (!sql) throw new Refusal('SOURCE_MAPPING_INVALID', { hint: mapping.id });
  const dialect = mapping.mysql ? mysql : postgresql;
  const { table } = new Composer({ ...mapping, sql }, dialect);
  const options = {
    connection: sql.connection,
    size: mapping.concurrency,
    statementMs: mapping.deadlineMs,
    table: { quoted: table, schema: sql.schema, name: sql.table },
  };
  const session = mapping.mysql ? new MysqlSession(options) : new PostgresqlSession(options);
  return new SqlAdapter(mapping, sql, dialect, session, clock);
}
