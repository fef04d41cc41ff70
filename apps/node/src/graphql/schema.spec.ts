import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { declaredOperations } from '../callers/allow.decorator.js';
import type { Role } from '../callers/index.js';
import { peerDocumentManifest, peerDocuments } from '../lookup/peer-documents.js';
import { buildSchemaOptions, resolverClasses } from './schema.js';

let schema: GraphQLSchema;

beforeAll(async () => {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  schema = await app.get(GraphQLSchemaFactory).create(resolverClasses, buildSchemaOptions);
  await app.close();
}, 30_000);

interface Described {
  name: string;
  description: string | null | undefined;
}

function* partsOf(type: GraphQLNamedType): Generator<Described> {
  if (!rootNames().includes(type.name)) yield { name: type.name, description: type.description };
  if (isEnumType(type))
    for (const value of type.getValues())
      yield { name: `${type.name}.${value.name}`, description: value.description };
  if (isInputObjectType(type))
    for (const field of Object.values(type.getFields()))
      yield { name: `${type.name}.${field.name}`, description: field.description };
  if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      yield { name: `${type.name}.${field.name}`, description: field.description };
      for (const argument of field.args)
        yield { name: `${type.name}.${field.name}(${argument.name})`, description: argument.description };
    }
}

/** The root types are made by the framework, which gives them no description; their fields have theirs. */
const rootNames = (): string[] =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    type ? [type.name] : [],
  );

const described = (): Described[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [...partsOf(type)]);

describe('the schema', () => {
  it('says what everything is, in English and in Chinese', () => {
    expect(described().length).toBeGreaterThan(120);
    const lacking = described().filter(({ description }) => {
      const [english = '', chinese = '', ...more] = (description ?? '').split('\n\n');
      return !(
        /^[A-Z0-9核`]/.test(english) &&
        /[a-z]{2}.*[.?]$/.test(english) &&
        /\p{Script=Han}.*[。？]$/u.test(chinese) &&
        more.length === 0
      );
    });
    expect(lacking).toEqual([]);
  });

  it('is the checked-in one', () => {
    const checkedIn = readFileSync('apps/node/schema.graphql', 'utf8');
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(checkedIn);
  });

  it('answers every document of the exchange, and those are the checked-in ones', () => {
    for (const { text } of Object.values(peerDocuments)) expect(validate(schema, parse(text))).toEqual([]);
    const checkedIn = JSON.parse(readFileSync('apps/node/documents/peer-documents.json', 'utf8')) as unknown;
    expect(peerDocumentManifest()).toEqual(checkedIn);
  });
});

describe('who may call', () => {
  const lookups: Role[] = ['integrator', 'windowClerk', 'peer'];
  const everybody: Role[] = [
    'integrator',
    'windowClerk',
    'handler',
    'approver',
    'supervisor',
    'auditor',
    'securityAdministrator',
    'systemAdministrator',
    'holder',
    'peer',
  ];
  const inCases: Role[] = ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor', 'holder'];
  const atCounters: Role[] = ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor'];
  const inEligibility: Role[] = ['integrator', 'windowClerk', 'handler', 'approver'];
  const expected: Record<string, Role[]> = {
    'LicencesResolver.licence': lookups,
    'LicencesResolver.licenceByNumber': lookups,
    'LicencesResolver.licencesByHolder': lookups,
    'LicencesResolver.verifyLicence': lookups,
    'LicencesResolver.licenceDocument': lookups,
    // A peer is answered for this region only, so it has nothing to ask across regions.
    'LicencesResolver.licencesAcrossRegions': ['integrator', 'windowClerk'],
    // It looks the licence up; whoever has the bytes already sends them to POST /documents/verify.
    'CredentialsResolver.offerCredential': ['holder', 'windowClerk'],
    'CredentialsResolver.myCredentials': ['holder'],
    'CredentialsResolver.revokeMyCredential': ['holder'],
    'CredentialsResolver.startPresentation': ['integrator', 'windowClerk'],
    'CredentialsResolver.presentation': ['integrator', 'windowClerk'],
    'DocumentsResolver.verifyDocument': ['integrator', 'windowClerk'],
    'AuthorisationsResolver.authorisationPage': ['holder'],
    'AuthorisationsResolver.releasePreview': ['holder'],
    'SubjectsResolver.myAccessRecords': ['holder'],
    'FeedResolver.caseChanged': ['integrator', 'windowClerk', 'handler', 'approver', 'supervisor', 'holder'],
    'FeedResolver.checkProgress': inCases,
    'WebhooksResolver.webhookList': ['securityAdministrator'],
    'WebhooksResolver.webhookDeliveries': ['securityAdministrator'],
    'WebhooksResolver.addWebhook': ['securityAdministrator'],
    'WebhooksResolver.endWebhook': ['securityAdministrator'],
    'WebhooksResolver.retryWebhookDelivery': ['securityAdministrator'],
    'WebhooksResolver.dropWebhookDelivery': ['securityAdministrator'],
    'RecordsResolver.records': ['integrator', 'windowClerk', 'peer'],
    'RecordsResolver.judgeRecords': ['integrator', 'windowClerk', 'peer'],
    'ReconciliationResolver.reconciliationPairs': ['auditor'],
    'ReconciliationResolver.reconcileNow': ['auditor'],
    'ReconciliationResolver.reconciliations': ['auditor'],
    'ReconciliationResolver.reconciliationFindings': ['auditor'],
    'RequestsResolver.sharingRequests': ['integrator', 'securityAdministrator'],
    'RequestsResolver.sharingRequest': ['integrator', 'securityAdministrator'],
    'RequestsResolver.submitSharingRequest': ['integrator', 'securityAdministrator'],
    'RequestsResolver.stepSharingRequest': ['integrator', 'securityAdministrator'],
    'ObjectionsResolver.dataObjections': ['integrator', 'windowClerk', 'holder', 'securityAdministrator'],
    'ObjectionsResolver.dataObjection': ['integrator', 'windowClerk', 'holder', 'securityAdministrator'],
    'ObjectionsResolver.raiseDataObjection': ['integrator', 'windowClerk', 'holder'],
    'ObjectionsResolver.answerDataObjection': ['securityAdministrator'],
    'UseRecordsResolver.dataUseRecords': ['integrator', 'securityAdministrator'],
    'UseRecordsResolver.recordDataUse': ['integrator', 'securityAdministrator'],
    'UseRecordsResolver.deleteDataUseRecord': ['integrator', 'securityAdministrator'],
    'ChecksResolver.startInformationCheck': ['integrator', 'windowClerk'],
    'ChecksResolver.askLateSources': ['integrator', 'windowClerk'],
    'ChecksResolver.informationCheck': inCases,
    'ChecksResolver.informationCheckOfCase': inCases,
    'ChecksResolver.informationChecks': ['integrator', 'windowClerk'],
    'CasesResolver.case': inCases,
    'CasesResolver.cases': inCases,
    'CasesResolver.caseSteps': inCases,
    'CasesResolver.takeCaseStep': inCases,
    'CasesResolver.draftCase': ['integrator', 'windowClerk', 'holder'],
    'CasesResolver.receiveCase': ['integrator', 'windowClerk', 'holder'],
    'MattersResolver.matters': everybody,
    'MattersResolver.matter': everybody,
    'MatterAdoptionResolver.matterOfferings': ['auditor', 'securityAdministrator'],
    'MatterAdoptionResolver.matterOffers': ['auditor', 'securityAdministrator'],
    'MatterAdoptionResolver.matterAdoptions': ['auditor', 'securityAdministrator'],
    'MatterAdoptionResolver.offerMatter': ['securityAdministrator'],
    'MatterAdoptionResolver.stopOfferingMatter': ['securityAdministrator'],
    'MatterAdoptionResolver.proposeMatterAdoption': ['securityAdministrator'],
    'MatterAdoptionResolver.approveMatterAdoption': ['securityAdministrator'],
    'MatterAdoptionResolver.refuseMatterAdoption': ['securityAdministrator'],
    'MatterAdoptionResolver.withdrawMatterAdoption': ['securityAdministrator'],
    'MaterialsResolver.caseMaterial': inCases,
    'MaterialsResolver.caseMaterials': inCases,
    'MaterialsResolver.reuseCaseMaterial': inCases,
    'MaterialsResolver.fetchCaseMaterial': ['integrator', 'windowClerk'],
    'MaterialsResolver.fetchAllCaseMaterials': ['integrator', 'windowClerk'],
    'CountersResolver.caseTasks': atCounters,
    'CountersResolver.findCases': atCounters,
    'CountersResolver.caseFigures': atCounters,
    'CountersResolver.caseHandovers': atCounters,
    'CountersResolver.claimCase': atCounters,
    'CountersResolver.releaseCase': atCounters,
    'CountersResolver.handOverCase': atCounters,
    'AppointmentsResolver.appointments': inCases,
    'AppointmentsResolver.bookAppointment': inCases,
    'AppointmentsResolver.cancelAppointment': inCases,
    'AppointmentsResolver.closeAppointment': atCounters,
    'AppointmentsResolver.recordJointSession': atCounters,
    'EligibilityResolver.eligibilityRun': inEligibility,
    'EligibilityResolver.eligibilityRuns': inEligibility,
    'EligibilityResolver.eligibilityCandidates': inEligibility,
    'EligibilityResolver.startEligibilityRun': inEligibility,
    // Approval is one of its steps: the use case asks for an approver who is another person.
    'EligibilityResolver.steerEligibilityRun': inEligibility,
    'CatalogueResolver.licenceTypes': everybody,
    'CatalogueResolver.regions': everybody,
    'EvidenceResolver.evidenceFor': everybody,
    'EvidenceResolver.requirement': everybody,
    'EvidenceResolver.equivalentTypes': everybody,
    'EvidenceResolver.datasets': everybody,
    'EvidenceResolver.verticalSystems': everybody,
    'EvidenceResolver.checkAskedMaterials': everybody,
    'EvidenceResolver.sharingGaps': ['securityAdministrator'],
    'LogHealthResolver.logWitnesses': ['auditor', 'systemAdministrator'],
    'UpkeepResolver.federationMap': ['systemAdministrator', 'securityAdministrator'],
    'UpkeepResolver.ownKeys': ['systemAdministrator', 'securityAdministrator'],
    'UpkeepResolver.trustedAuthorities': ['systemAdministrator', 'securityAdministrator'],
    'UpkeepResolver.logStanding': ['auditor', 'systemAdministrator'],
    'UpkeepResolver.licenceImports': ['systemAdministrator'],
    'UpkeepResolver.effectiveSettings': ['systemAdministrator'],
    'RepairsResolver.waitingMessages': ['systemAdministrator'],
    'RepairsResolver.waitingJobs': ['systemAdministrator'],
    'RepairsResolver.repairMessage': ['systemAdministrator'],
    'RepairsResolver.repairJob': ['systemAdministrator'],
    'RepairsResolver.testConnection': ['systemAdministrator', 'securityAdministrator'],
    'ExplainingResolver.explainRequest': ['integrator'],
    'DepartmentSourcesResolver.departmentSources': ['systemAdministrator'],
    'AuthorisationsResolver.requestHolderAuthorisation': ['integrator', 'windowClerk'],
    'AuthorisationsResolver.holderAuthorisation': ['integrator', 'windowClerk'],
    'AuditLiveResolver.auditFlows': ['auditor'],
    'AuditLiveResolver.auditEntrySeals': ['auditor'],
    'AuditLiveResolver.auditGrowth': ['auditor'],
    'AuditResolver.auditEntries': ['auditor'],
    'AuditResolver.auditEntry': ['auditor'],
    'AuditResolver.auditCounts': ['auditor'],
    'AuditResolver.auditGroups': ['auditor'],
    'AuditFilesResolver.reviewAuditSampleItem': ['auditor'],
    'AuditFilesResolver.drawAuditSample': ['auditor'],
    'AuditFilesResolver.createAuditSample': ['auditor'],
    'AuditFilesResolver.auditSample': ['auditor'],
    'AuditFilesResolver.auditSamples': ['auditor'],
    'AuditFilesResolver.auditExports': ['auditor'],
    'AuditFilesResolver.auditExport': ['auditor'],
    'AuditFilesResolver.createAuditExport': ['auditor'],
    'AuditFilesResolver.deleteAuditExport': ['auditor'],
    'AuditWorkResolver.auditFinding': ['auditor'],
    'AuditWorkResolver.auditFindings': ['auditor'],
    'AuditWorkResolver.triageAuditFinding': ['auditor'],
    'AuditWorkResolver.savedAuditSearches': ['auditor'],
    'AuditWorkResolver.saveAuditSearch': ['auditor'],
    'AuditWorkResolver.deleteAuditSearch': ['auditor'],
    'SharingResolver.sharingVersion': ['auditor', 'securityAdministrator'],
    'SharingResolver.sharingVersions': ['auditor', 'securityAdministrator'],
    'SharingResolver.sharingProposals': ['auditor', 'securityAdministrator'],
    'SharingResolver.proposeSharing': ['securityAdministrator'],
    'SharingResolver.approveSharing': ['securityAdministrator'],
    'SharingResolver.refuseSharing': ['securityAdministrator'],
    'SharingResolver.withdrawSharing': ['securityAdministrator'],
  };

  it('is declared on every root field, as it is meant', () => {
    const declared = declaredOperations(resolverClasses);
    expect(Object.fromEntries(declared.map(({ name, roles }) => [name, [...(roles ?? [])].sort()]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, roles]) => [name, [...roles].sort()])),
    );
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
      (type) => Object.keys(type?.getFields() ?? {}),
    );
    expect(declared.map(({ name }) => name.split('.')[1]).sort()).toEqual(fields.sort());
  });

  it.each<Role>(['systemAdministrator', 'securityAdministrator', 'auditor'])(
    'a %s looks up no licence',
    (role) => {
      const allowed = declaredOperations(resolverClasses).filter(({ roles }) => roles?.includes(role));
      const names = allowed
        .map(({ name }) => name)
        .filter(
          (name) =>
            !/^(Audit|Reconciliation|LogHealth|Evidence|Sharing|Requests|Objections|UseRecords|Matter|DepartmentSources|Webhooks|Upkeep|Repairs)/.test(
              name,
            ),
        );
      expect(names.sort()).toEqual(['CatalogueResolver.licenceTypes', 'CatalogueResolver.regions']);
    },
  );

  it('an auditor alone reads the audit log, and changes nothing but what belongs to the audit', () => {
    for (const { name, roles } of declaredOperations(resolverClasses))
      if (/^Audit/.test(name)) expect([name, roles]).toEqual([name, ['auditor']]);
  });
});
