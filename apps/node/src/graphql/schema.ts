import type { BuildSchemaOptions } from '@nestjs/graphql';
import { AuditWorkResolver } from './resolvers/audit-work.resolver.js';
import { AuditFilesResolver } from './resolvers/audit-files.resolver.js';
import { AuthorisationsResolver } from './resolvers/authorisations.resolver.js';
import { AuditLiveResolver } from './resolvers/audit-live.resolver.js';
import { AuditResolver } from './resolvers/audit.resolver.js';
import { CasesResolver } from './resolvers/cases.resolver.js';
import { CatalogueResolver } from './resolvers/catalogue.resolver.js';
import { AppointmentsResolver } from './resolvers/appointments.resolver.js';
import { CountersResolver } from './resolvers/counters.resolver.js';
import { ChecksResolver } from './resolvers/checks.resolver.js';
import { CredentialsResolver } from './resolvers/credentials.resolver.js';
import { DepartmentSourcesResolver } from './resolvers/department-sources.resolver.js';
import { DocumentsResolver } from './resolvers/documents.resolver.js';
import { EligibilityResolver } from './resolvers/eligibility.resolver.js';
import { EvidenceResolver } from './resolvers/evidence.resolver.js';
import { ExplainingResolver } from './resolvers/explaining.resolver.js';
import { FeedResolver } from './resolvers/feed.resolver.js';
import { LicenceFieldsResolver } from './resolvers/licence-fields.resolver.js';
import { LicencesResolver } from './resolvers/licences.resolver.js';
import { AccessProofResolver, SubjectsResolver } from './resolvers/subjects.resolver.js';
import { MaterialsResolver } from './resolvers/materials.resolver.js';
import { ObjectionsResolver } from './resolvers/objections.resolver.js';
import { RecordsResolver } from './resolvers/records.resolver.js';
import { MatterAdoptionResolver } from './resolvers/matter-adoption.resolver.js';
import { MattersResolver } from './resolvers/matters.resolver.js';
import { RequestsResolver } from './resolvers/requests.resolver.js';
import { RepairsResolver } from './resolvers/repairs.resolver.js';
import { UpkeepResolver } from './resolvers/upkeep.resolver.js';
import { UseRecordsResolver } from './resolvers/use-records.resolver.js';
import { ReconciliationResolver } from './resolvers/reconciliation.resolver.js';
import { SharingResolver } from './resolvers/sharing.resolver.js';
import { WebhooksResolver } from './resolvers/webhooks.resolver.js';
import { LogHealthResolver } from './resolvers/log-health.resolver.js';

/** Every resolver of the schema; the tests of roles and descriptions run over this list. */
export const resolverClasses = [
  SharingResolver,
  LicencesResolver,
  LicenceFieldsResolver,
  RecordsResolver,
  DepartmentSourcesResolver,
  FeedResolver,
  WebhooksResolver,
  DocumentsResolver,
  CatalogueResolver,
  EvidenceResolver,
  AuditResolver,
  AuditLiveResolver,
  AuthorisationsResolver,
  ReconciliationResolver,
  LogHealthResolver,
  AuditWorkResolver,
  SubjectsResolver,
  AccessProofResolver,
  AuditFilesResolver,
  CredentialsResolver,
  CountersResolver,
  AppointmentsResolver,
  MattersResolver,
  MatterAdoptionResolver,
  RequestsResolver,
  ObjectionsResolver,
  UseRecordsResolver,
  MaterialsResolver,
  EligibilityResolver,
  CasesResolver,
  ChecksResolver,
  UpkeepResolver,
  RepairsResolver,
  ExplainingResolver,
];

export const buildSchemaOptions: BuildSchemaOptions = {
  noDuplicatedFields: true,
};
