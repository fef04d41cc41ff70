import type { ErrorEntry } from './entry.js';
import { audit } from './catalogue/audit.js';
import { auditStore } from './catalogue/audit-store.js';
import { auditing } from './catalogue/auditing.js';
import { authorisation } from './catalogue/authorisation.js';
import { calendar } from './catalogue/calendar.js';
import { callers } from './catalogue/callers.js';
import { cases } from './catalogue/cases.js';
import { checks } from './catalogue/checks.js';
import { codes } from './catalogue/codes.js';
import { counters } from './catalogue/counters.js';
import { webConsole } from './catalogue/console.js';
import { credentials } from './catalogue/credentials.js';
import { documents } from './catalogue/documents.js';
import { eligibility } from './catalogue/eligibility.js';
import { evidenceCatalogue } from './catalogue/evidence-catalogue.js';
import { exchange } from './catalogue/exchange.js';
import { federation } from './catalogue/federation.js';
import { graphql } from './catalogue/graphql.js';
import { handling } from './catalogue/handling.js';
import { jobs } from './catalogue/jobs.js';
import { jws } from './catalogue/jws.js';
import { licences } from './catalogue/licences.js';
import { licenceStore } from './catalogue/licence-store.js';
import { lookup } from './catalogue/lookup.js';
import { matters } from './catalogue/matters.js';
import { materials } from './catalogue/materials.js';
import { messages } from './catalogue/messages.js';
import { operation } from './catalogue/operation.js';
import { peers } from './catalogue/peers.js';
import { pki } from './catalogue/pki.js';
import { reconciliation } from './catalogue/reconciliation.js';
import { reports } from './catalogue/reports.js';
import { requests } from './catalogue/requests.js';
import { webhooks } from './catalogue/webhooks.js';
import { routing } from './catalogue/routing.js';
import { seals } from './catalogue/seals.js';
import { sources } from './catalogue/sources.js';
import { subjects } from './catalogue/subjects.js';
import { sharing } from './catalogue/sharing.js';
import { sm2 } from './catalogue/sm2.js';
import { upkeep } from './catalogue/upkeep.js';
import { verification } from './catalogue/verification.js';
import { wallets } from './catalogue/wallets.js';
import { witnessing } from './catalogue/witnessing.js';

/**
 * The one error taxonomy. A code, once published, keeps its meaning; it may be added to, never reused.
 * Each part belongs to the room that throws its codes.
 */
export const catalogue = {
  ...operation,
  ...audit,
  ...auditStore,
  ...witnessing,
  ...auditing,
  ...jws,
  ...exchange,
  ...federation,
  ...callers,
  ...graphql,
  ...lookup,
  ...routing,
  ...licences,
  ...licenceStore,
  ...peers,
  ...messages,
  ...reports,
  ...jobs,
  ...requests,
  ...webhooks,
  ...reconciliation,
  ...checks,
  ...codes,
  ...calendar,
  ...handling,
  ...eligibility,
  ...matters,
  ...counters,
  ...cases,
  ...materials,
  ...authorisation,
  ...sharing,
  ...sm2,
  ...sources,
  ...subjects,
  ...pki,
  ...documents,
  ...evidenceCatalogue,
  ...webConsole,
  ...credentials,
  ...wallets,
  ...seals,
  ...verification,
  ...upkeep,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof catalogue;
