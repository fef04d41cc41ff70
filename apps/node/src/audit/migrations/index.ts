import { CreateAuditLog1795478400000 } from './create-audit-log.js';

export const auditMigrations = [CreateAuditLog1795478400000];
