import type { MigrationInterface } from 'typeorm';
import { auditGrants } from '../audit/grants.js';
import { auditMigrations } from '../audit/migrations/index.js';
import { auditingMigrations } from '../auditing/migrations/index.js';
import { CreateAuthorisations1795501100000 } from '../authorisations/migrations/create-authorisations.js';
import { CallersSchema1764000400000 } from '../callers/migrations/callers-schema.js';
import { CreateEligibility1795501470100 } from '../eligibility/migrations/create-eligibility.js';
import { jobsGrants } from '../jobs/grants.js';
import { CreateJobs1795501470000 } from '../jobs/migrations/create-jobs.js';
import { casesGrants } from '../cases/grants.js';
import { CreateCaseResends1795501410001 } from '../cases/migrations/create-resends.js';
import { KnowDelegates1795501500200 } from '../cases/migrations/know-delegates.js';
import { CreateCases1795501410000 } from '../cases/migrations/create-cases.js';
import { CreateChecks1795501450000 } from '../checks/migrations/create-checks.js';
import { mattersGrants } from '../matters/grants.js';
import { CreateMatters1795501480000 } from '../matters/migrations/create-matters.js';
import { materialsGrants } from '../materials/grants.js';
import { CreateMaterials1795501420000 } from '../materials/migrations/create-materials.js';
import { messagesGrants } from '../messages/grants.js';
import { CreateMessages1795501000000 } from '../messages/migrations/create-messages.js';
import { countersGrants } from '../counters/grants.js';
import { CreateCounters1795501480100 } from '../counters/migrations/create-counters.js';
import { credentialGrants } from '../credentials/grants.js';
import { CreateCredentials1795501200000 } from '../credentials/migrations/create-credentials.js';
import { reconciliationGrants } from '../reconciliation/grants.js';
import { CreateReceipts1795501500002 } from '../receipts/migrations/create-receipts.js';
import { IndexLeaves1795501500001 } from '../auditing/migrations/index-leaves.js';
import { ListReconciliation1795501500000 } from '../auditing/migrations/list-reconciliation.js';
import { CreateReconciliation1795500800000 } from '../reconciliation/migrations/create-reconciliation.js';
import { requestsGrants } from '../requests/grants.js';
import { CreateRequests1795501000100 } from '../requests/migrations/create-requests.js';
import { licencesMigrations } from '../licences/migrations/index.js';
import { issuingGrants } from '../issuing/grants.js';
import { CreateIssuing1795501460000 } from '../issuing/migrations/create-issuing.js';
import { transparencyGrants } from '../transparency/grants.js';
import { transparencyMigrations } from '../transparency/migrations/index.js';
import { CreateSources1795501430000 } from '../sources/migrations/create-sources.js';
import { AddPasskeys1795501500300 } from '../callers/migrations/add-passkeys.js';
import { CreateSecondFactor1795501490200 } from '../callers/migrations/create-second-factor.js';
import { CreateConsole1795501490100 } from '../console/migrations/create-console.js';
import { sharingGrants } from '../sharing/grants.js';
import { CreateSharing1795500900000 } from '../sharing/migrations/create-sharing.js';
import { CreateWebhooks1795501440000 } from '../webhooks/migrations/create-webhooks.js';
import { CreateFailedRequests1795501500100 } from '../explaining/migrations/create-failed-requests.js';
import { FollowChecks1795501490000 } from '../webhooks/migrations/follow-checks.js';
import { witnessingGrants } from '../witnessing/grants.js';
import { CreateWitnessing1795500600000 } from '../witnessing/migrations/create-witnessing.js';
import { RememberOvertaken1795501500000 } from '../witnessing/migrations/remember-overtaken.js';

type Migration = new () => MigrationInterface;

/**
 * Every module's migrations, in order of the time stamp that ends each class's name (TypeORM sorts by it). A migration
 * is hand-written SQL, names no schema (the connection's search path decides), and is never edited once released.
 */
export const migrations: Migration[] = [
  ...auditMigrations,
  CallersSchema1764000400000,
  ...licencesMigrations,
  ...transparencyMigrations,
  CreateWitnessing1795500600000,
  ...auditingMigrations,
  CreateReconciliation1795500800000,
  CreateSharing1795500900000,
  CreateSources1795501430000,
  CreateMessages1795501000000,
  CreateRequests1795501000100,
  CreateJobs1795501470000,
  CreateEligibility1795501470100,
  CreateCredentials1795501200000,
  CreateCases1795501410000,
  CreateIssuing1795501460000,
  CreateCaseResends1795501410001,
  ListReconciliation1795501500000,
  IndexLeaves1795501500001,
  CreateReceipts1795501500002,
  CreateAuthorisations1795501100000,
  CreateChecks1795501450000,
  CreateMatters1795501480000,
  CreateMaterials1795501420000,
  CreateCounters1795501480100,
  CreateWebhooks1795501440000,
  FollowChecks1795501490000,
  CreateConsole1795501490100,
  CreateSecondFactor1795501490200,
  RememberOvertaken1795501500000,
  CreateFailedRequests1795501500100,
  KnowDelegates1795501500200,
  AddPasskeys1795501500300,
];

/** Every module's privileges, said again at each start (see roles.ts). */
export const grants: readonly string[] = [
  ...auditGrants,
  ...transparencyGrants,
  ...witnessingGrants,
  ...issuingGrants,
  ...reconciliationGrants,
  ...sharingGrants,
  ...messagesGrants,
  ...credentialGrants,
  ...requestsGrants,
  ...jobsGrants,
  ...casesGrants,
  ...mattersGrants,
  ...materialsGrants,
  ...countersGrants,
];
