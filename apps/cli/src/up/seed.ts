import { Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import type { NodeConfiguration } from '../../../node/src/config/index.js';
import { FileDocumentStore, seedSamples } from '../../../node/src/licences/index.js';
import { migrate } from '../../../node/src/persistence/migrate.js';
import type { SealPki } from '../certs/seals/seal-pki.js';
import { DEMO_SEED } from '../samples/recipes.js';
import { sampleDocuments } from '../samples/sample-documents.js';

/** Invented licences per region. */
export const SAMPLES = { seed: DEMO_SEED, count: 3_000 } as const;

/** Brings the tables of a region up to date and fills them with samples where they are empty. */
export async function seedRegion(
  url: string,
  config: NodeConfiguration,
  pki: SealPki,
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
    const region = config.node.region as RegionCode;
    const documents = sampleDocuments(pki, region, Date.now());
    await seedSamples(pool, store, { region, documents, ...SAMPLES }, onProgress);
  } finally {
    await pool.end();
  }
}
