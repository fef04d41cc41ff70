import { CreateAuditing1795500700002 } from './create-auditing.js';
import { SearchTheLog1795500700001 } from './search-the-log.js';

export const auditingMigrations = [SearchTheLog1795500700001, CreateAuditing1795500700002];
