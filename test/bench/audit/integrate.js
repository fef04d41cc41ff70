import { createPool } from '../../../dist/apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../../dist/apps/node/src/persistence/index.js';
import { noFaults } from '../../../dist/apps/node/src/transparency/faults.js';
import { Integrator } from '../../../dist/apps/node/src/transparency/integrator.js';
import { nativeSha256 } from '../../../dist/apps/node/src/transparency/native-sha256.js';
import { notesOf } from '../../../dist/apps/node/src/transparency/open-transparency.js';

/**
 * One pass of the node's own integrator: tiles and a checkpoint of everything that was appended.
 * @param {{ url: string, origin: string, key: object, chunk?: number }} log `chunk`: entries a transaction, as configured
 * @param {(size: number) => void} [onProgress]
 * @returns entries that were integrated, and seconds
 */
export async function integrate({ url, origin, key, chunk = 1_024 }, onProgress = () => undefined) {
  const config = databaseConfig.parse({ statementTimeoutMs: 600_000 });
  const pool = createPool(url, config, { name: 'bench-integrator', size: 1 }, () => undefined);
  const sizeNow = async () => Number((await pool.query('SELECT size FROM audit_tree')).rows[0].size);
  try {
    const { rows } = await pool.query('SELECT identity FROM audit_where()');
    const before = await sizeNow();
    let size = before;
    const integrator = new Integrator({
      ...notesOf(key, origin),
      origin,
      pool,
      name: 'bench',
      sha256: nativeSha256,
      chunk,
      clock: Date.now,
      faults: (point) => {
        if (point === 'integrate:state') onProgress((size += chunk));
        return noFaults(point);
      },
      cleared: () => rows[0].identity,
      onPublished: () => undefined,
      onTampered: () => undefined,
    });
    const began = performance.now();
    const result = await integrator.pass();
    const seconds = (performance.now() - began) / 1000;
    await integrator.letGo();
    if (result !== 'published' && result !== 'idle') throw new Error(`the integrator ended as ${result}`);
    return { entries: (await sizeNow()) - before, seconds };
  } finally {
    await pool.end();
  }
}
