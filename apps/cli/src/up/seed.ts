import { Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import type { NodeConfiguration } from '../../../node/src/config/index.js';
import { FileDocumentStore, seedSamples } from '../../../node/src/licences/index.js';
import { migrate } from '../../../node/src/persistence/migrate.js';

/** Invented licences per region. The same seed gives the same ones in every demo. */
const SAMPLES = { seed: 20_261_124, count: 3_000 } as const;

/** Brings the tables of a region up to date and fills them with samples where they are empty. */
export async function seedRegion(
  url: string,
  config: NodeConfiguration,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  await migrate(url);
  const pool = new Pool({ connectionString: url, max: 2 });
  // A lost connection fails the statement under way, which tells; as an event it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const { rows } = await pool.query<{ filled: boolean }>('SELECT EXISTS (SELECT FROM licence) AS filled');
    if (rows[0]?.filled) return;
    const store = new FileDocumentStore({
      directory: config.licences.documentsDir,
      maxBytes: config.licences.maxDocumentBytes,
    });
    await seedSamples(pool, store, { region: config.node.region as RegionCode, ...SAMPLES }, onProgress);
  } finally {
    await pool.end();
  }
}
