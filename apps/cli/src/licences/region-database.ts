import { existsSync } from 'node:fs';
import pg from 'pg';
import type { RegionCode } from '#libs/codes';
import { migrate } from '../../../node/src/persistence/migrate.js';
import { CliFailure, ExitCode } from '../exit.js';
import { EmbeddedPostgres } from '../postgres/embedded.js';
import { layoutOf } from '../up/layout.js';

/** The three regions by the names of their configuration files. */
export const REGION_CODES = {
  beijing: '110000',
  tianjin: '120000',
  hebei: '130000',
} as const satisfies Record<string, RegionCode>;
export type RegionName = keyof typeof REGION_CODES;

/**
 * Opens one connection to a region's database and brings its tables up to date. In this order: `TONGBAN_DATABASE_URL`
 * (a node's own database), `DATABASE_URL` (the server that `tongban up` was given), the demo's embedded server, which is
 * started where it does not run.
 *
 * @throws CliFailure (environment) where there is none of them.
 */
export async function withRegionDatabase<T>(
  region: RegionName,
  environment: NodeJS.ProcessEnv,
  work: (client: pg.Client, url: string) => Promise<T>,
): Promise<T> {
  const own = environment['TONGBAN_DATABASE_URL'];
  if (own) return connected(own, work);
  const layout = layoutOf();
  const database = layout.nodes.find(({ name }) => name === region)?.database ?? region;
  const given = environment['DATABASE_URL'];
  if (given) {
    const url = new URL(given);
    url.pathname = `/${database}`;
    return connected(url.href, work);
  }
  if (!existsSync(layout.dataDir)) {
    throw new CliFailure(
      ExitCode.environment,
      `没有数据库：请先运行 tongban up，或设置 TONGBAN_DATABASE_URL。 No database: run \`tongban up\` first, or set TONGBAN_DATABASE_URL.`,
    );
  }
  const server = await EmbeddedPostgres.start({ home: layout.postgresHome, port: 0 });
  try {
    return await connected(await server.createDatabase(database), work);
  } finally {
    if (!server.adopted) await server.stop();
  }
}

async function connected<T>(url: string, work: (client: pg.Client, url: string) => Promise<T>): Promise<T> {
  await migrate(url);
  const client = new pg.Client({ connectionString: url, application_name: 'tongban-cli' });
  client.on('error', () => undefined); // the pending query fails and tells
  await client.connect();
  try {
    return await work(client, url);
  } finally {
    await client.end();
  }
}
