import { SearchTheLog1795500700001 } from './search-the-log.js';

export const auditingMigrations = [SearchTheLog1795500700001];
