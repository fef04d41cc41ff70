import { AuditLog1764000000000 } from './1764000000000-audit-log.js';

export const auditMigrations = [AuditLog1764000000000];
