import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** What was applied is never forgotten, what was sent is never unsaid; auditors may see that it was. */
export const messagesGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON message_inbox FROM ${APPLICATION_ROLE}`,
  `REVOKE DELETE ON message_outbox, message_place FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON message_inbox, message_outbox, message_place TO ${AUDITOR_ROLE}`,
];
