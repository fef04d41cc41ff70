import type { StatusCode } from '#libs/licences';
import { changeLicenceStatus } from '../../../node/src/licences/index.js';
import type { Io } from '../io.js';
import { REGION_CODES, withRegionDatabase, type RegionName } from './region-database.js';

export interface StatusOptions {
  region: RegionName;
  to: StatusCode;
  reason: string;
  by?: string;
}

/** `tongban licences status`: gives a licence another status and writes down who, when and why. */
export async function statusCommand(identifier: string, options: StatusOptions, io: Io): Promise<void> {
  const { change } = await withRegionDatabase(options.region, process.env, async (client) => {
    await client.query('BEGIN');
    try {
      const changed = await changeLicenceStatus(client, identifier, {
        to: options.to,
        by: options.by ?? REGION_CODES[options.region],
        reason: options.reason,
        at: new Date(),
      });
      await client.query('COMMIT');
      return changed;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined); // the first failure is the one to tell
      throw error;
    }
  });
  io.out(change, () =>
    io.say({
      zh: `状态已变更：${change.from ?? ''} -> ${change.to}`,
      en: `status changed: ${change.from ?? ''} -> ${change.to}`,
    }),
  );
}
