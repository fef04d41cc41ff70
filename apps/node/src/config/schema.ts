import { z } from 'zod';
import { auditingConfig } from '../auditing/auditing.config.js';
import { auditConfig } from '../audit/audit.config.js';
import { catalogueConfig } from '../catalogue/catalogue.config.js';
import { calendarConfig } from '../calendar/calendar.config.js';
import { authorisationsConfig } from '../authorisations/authorisations.config.js';
import { callersConfig } from '../callers/callers.config.js';
import { casesConfig } from '../cases/cases.config.js';
import { countersConfig } from '../counters/index.js';
import { checksConfig } from '../checks/checks.config.js';
import { consoleConfig } from '../console/console.config.js';
import { credentialsConfig } from '../credentials/credentials.config.js';
import { documentsConfig } from '../documents/documents.config.js';
import { eligibilityConfig } from '../eligibility/eligibility.config.js';
import { exchangeConfig } from '../exchange/exchange.config.js';
import { explainingConfig } from '../explaining/explaining.config.js';
import { federationConfig } from '../federation/federation.config.js';
import { graphqlConfig } from '../graphql/graphql.config.js';
import { httpConfig } from '../http/http.config.js';
import { issuingConfig } from '../issuing/issuing.config.js';
import { jobsConfig } from '../jobs/jobs.config.js';
import { licencesConfig } from '../licences/licences.config.js';
import { mattersConfig } from '../matters/index.js';
import { materialsConfig } from '../materials/materials.config.js';
import { messagesConfig } from '../messages/messages.config.js';
import { peersConfig } from '../peers/peers.config.js';
import { receiptsConfig } from '../receipts/receipts.config.js';
import { reconciliationConfig } from '../reconciliation/reconciliation.config.js';
import { requestsConfig } from '../requests/requests.config.js';
import { databaseConfig } from '../persistence/database.config.js';
import { logConfig } from './log.config.js';
import { nodeConfig } from './node.config.js';
import { transparencyConfig } from '../transparency/transparency.config.js';
import { sealingConfig } from '../sealing/index.js';
import { sourcesConfig } from '../sources/sources.config.js';
import { feedConfig } from '../feed/feed.config.js';
import { webhooksConfig } from '../webhooks/webhooks.config.js';
import { subjectsConfig } from '../subjects/subjects.config.js';
import { sharingConfig } from '../sharing/sharing.config.js';
import { witnessingConfig } from '../witnessing/witnessing.config.js';
import { verdictsConfig } from '../verdicts/index.js';

/**
 * A node's whole configuration: one section per module, each schema owned by its module. One YAML file per region.
 * Unknown keys are refused everywhere; the page apps/node/docs/configuration.md is generated from here.
 */
export const nodeConfiguration = z.strictObject({
  node: nodeConfig.describe('Who this node is.'),
  http: httpConfig.describe('The two listeners.'),
  database: databaseConfig
    .prefault({})
    .describe('PostgreSQL. The connection string comes from TONGBAN_DATABASE_URL or a file.'),
  federation: federationConfig.describe(
    'Whom the node trusts, and how it is known itself (OpenID Federation 1.0).',
  ),
  exchange: exchangeConfig.prefault({}).describe('How the node speaks the signed exchange.'),
  peers: peersConfig.describe('How the node calls other nodes.'),
  graphql: graphqlConfig
    .prefault({})
    .describe('What an operation may cost and what the schema tells of itself.'),
  callers: callersConfig.describe('Integrators and people of the own region.'),
  sharing: sharingConfig.prefault({}).describe('What this region tells to whom, for which purpose.'),
  authorisations: authorisationsConfig
    .prefault({})
    .describe("Holders' authorisations: whose count, and where counters ask for them."),
  explaining: explainingConfig.prefault({}).describe('Failed requests, for those who made them. / 请求诊断'),
  console: consoleConfig.prefault({}).describe('The web console for people of the own region.'),
  audit: auditConfig.prefault({}).describe('The audit log. No setting turns it off.'),
  transparency: transparencyConfig
    .prefault({})
    .describe('How the audit log is published, watched, archived and kept (C2SP tlog-tiles).'),
  auditing: auditingConfig
    .prefault({})
    .describe('What auditors are given: search, exports, reviews, findings.'),
  witnessing: witnessingConfig
    .prefault({})
    .describe('Who confirms the audit log, and what happens while nobody does (C2SP tlog-witness).'),
  reconciliation: reconciliationConfig
    .prefault({})
    .describe("Comparing this node's log with its peers', window by window."),
  receipts: receiptsConfig
    .prefault({})
    .describe('Whether what peers gave receipts for is in their published logs.'),
  messages: messagesConfig
    .prefault({})
    .describe('Messages between nodes: delivered at least once, applied once.'),
  jobs: jobsConfig.prefault({}).describe('Work that outlives a process. / 后台任务'),
  eligibility: eligibilityConfig.prefault({}).describe('Batches of candidates of a benefit. / 免申办'),
  feed: feedConfig.prefault({}).describe('Subscriptions as streams of events. / 事件流'),
  webhooks: webhooksConfig
    .prefault({})
    .describe('Systems of this region that are told of changes. / 变更回调'),
  checks: checksConfig
    .prefault({})
    .describe('Checks of what departments hold about a firm (信息核查): patience, retries, retention.'),
  calendar: calendarConfig.prefault({}).describe('Working days.'),
  requests: requestsConfig
    .prefault({})
    .describe('Requests for data and objections to data, with their periods.'),
  cases: casesConfig
    .prefault({})
    .describe('Cases that are received in one region and decided in another. / 异地办件'),
  materials: materialsConfig.prefault({}).describe('Files and materials of cases. / 办件材料'),
  subjects: subjectsConfig
    .prefault({})
    .describe('What persons and firms may see of who looked at their data.'),
  catalogue: catalogueConfig
    .prefault({})
    .describe('What exists where and what proves what: files of the catalogue.'),
  matters: mattersConfig
    .prefault({})
    .describe('Definitions of matters, and who stands for their departments.'),
  issuing: issuingConfig
    .prefault({})
    .describe('Notices on cases, and licences as their result. / 文书与证照签发'),
  sources: sourcesConfig
    .prefault({})
    .describe("Departments' own systems: what the node may ask them, by mapping file."),
  counters: countersConfig
    .prefault({})
    .describe('Counters: lists of what is to be done, appointments. / 窗口'),
  licences: licencesConfig.prefault({}).describe('Licence store, documents and bulk import.'),
  verdicts: verdictsConfig.prefault({}).describe('Verdicts on the documents of licences.'),
  documents: documentsConfig
    .prefault({})
    .describe('Verification of sealed and signed documents. / 签章文件验证'),
  credentials: credentialsConfig
    .prefault({})
    .describe('Licences as credentials that holders carry and show (OpenID4VCI, OpenID4VP). / 证照凭证'),
  sealing: sealingConfig
    .prefault({})
    .describe('With which keys the node seals its own documents; none unless told.'),
  log: logConfig.prefault({}).describe("The operator's log."),
});

/** Deep-frozen after {@link loadConfig}. */
export type NodeConfiguration = z.infer<typeof nodeConfiguration>;
