export { Database, databaseUrl, type DatabaseOptions } from './database.js';
export { databaseConfig, type DatabaseConfig } from './database.config.js';
export { migrate } from './migrate.js';
export { asStoreRefusal, isUnavailable } from './store-refusal.js';
export { type Transaction, Transactions } from './transactions.js';
