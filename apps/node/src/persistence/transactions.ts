import type { Client, PoolClient } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { asStoreRefusal, isUnavailable } from './store-refusal.js';

/** One open transaction, as TypeORM and as `pg` see it: both speak over the same connection. */
export interface Transaction {
  manager: EntityManager;
  client: PoolClient;
}

/** The one gate to the database for work that must happen whole or not at all. */
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in a transaction; what it throws rolls everything back and is thrown again.
   * @throws Refusal `STORE_UNAVAILABLE` where the database cannot be reached or gave up the connection.
   */
  async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient & Pick<Client, 'end'>;
      await runner.startTransaction();
      try {
        const result = await work({ manager: runner.manager, client });
        await runner.commitTransaction();
        return result;
      } catch (error) {
        await runner.rollbackTransaction().catch(() => undefined); // the first failure is the one to tell
        // A server that says goodbye does so before it hangs up: the pool must not lend this connection again.
        if (isUnavailable(error)) void client.end().catch(() => undefined);
        throw error;
      }
    } catch (error) {
      throw asStoreRefusal(error);
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}
