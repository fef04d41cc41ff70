import type { RegionCode } from '#libs/codes';
import type { Pool } from 'pg';
import { standardCatalogue } from '#libs/licences';
import type { SigningKey } from '#libs/jws';
import type { NodeConfiguration } from '../config/index.js';
import { MakeCopy } from '../copies/index.js';
import type { DocumentVerifications } from '../documents/index.js';
import type { ReportDefect } from '../graphql/execute-operation.js';
import { FileDocumentStore, LicenceDocuments, LicenceStore, sampleFont } from '../licences/index.js';
import { askWithin, type AskWithin } from '../lookup/ask-within.js';
import { AskPeer } from '../lookup/ask-peer.js';
import type { AuditJournal } from '../lookup/audit-journal.js';
import { HomeDatasets } from '../lookup/home-datasets.js';
import { HomeLookups } from '../lookup/home-lookups.js';
import type { LookupScope } from '../lookup/lookup-scope.js';
import type { HolderAuthorisations, PolicyStore, Rates } from '../lookup/sharing-ports.js';
import { RegionalLookups } from '../lookup/regional-lookups.js';
import type { PeerTransport } from '../peers/index.js';
import type { DocumentSealer } from '../sealing/index.js';
import type { DepartmentSources } from '../sources/ports.js';
import { LicenceVerdicts } from '../verdicts/index.js';
import { openOwnKey } from '../secrets/index.js';
import { documentReader, licenceReader, storedDocuments } from './licence-readers.js';
import type { TrustedPeers } from './trusted-peers.js';

export interface LookupParts {
  pool: Pool;
  policy: PolicyStore;
  rates: Rates;
  authorisations: HolderAuthorisations;
  journal: AuditJournal;
  trustedPeers: TrustedPeers;
  verifications: DocumentVerifications;
  /** Departments' data by dataset. */
  sources: DepartmentSources;
  sealer: () => DocumentSealer;
  transport: PeerTransport;
  /** Suites that this node takes and offers. */
  suites: readonly string[];
  signingKey: (suites: readonly string[]) => SigningKey;
  /** @throws Refusal `LOG_...` while the audit log is stopped */
  assertRunning: () => void;
  clock: () => number;
  report: ReportDefect;
}

export interface Lookups {
  /** Called once an operation over HTTP. */
  ofOperation: (scope: LookupScope) => RegionalLookups;
  /** For rooms of the node that look something up for a case. */
  askWithin: AskWithin;
}

/** Lookups at home and at peers, put together. */
export function openLookups(config: NodeConfiguration, parts: LookupParts): Lookups {
  const { pool, journal, trustedPeers, verifications, transport, suites, signingKey, clock, report } = parts;
  const region = config.node.region as RegionCode;
  const licences = new LicenceStore(pool, {
    maxPageSize: config.licences.maxPageSize,
    cursorKey: openOwnKey(config.licences.cursorKeyFile),
  });
  const store = new FileDocumentStore({
    directory: config.licences.documentsDir,
    maxBytes: config.licences.maxDocumentBytes,
  });
  const verdicts = new LicenceVerdicts({
    verifications,
    documents: storedDocuments(pool, store),
    config: config.verdicts,
    clock,
    report: (error) => report(error, 'verdict'),
  });
  const datasets = new HomeDatasets({ region, sources: parts.sources, clock, report });
  const home = new HomeLookups({
    region,
    self: config.node.entityId,
    licences: licenceReader(licences),
    documents: documentReader(new LicenceDocuments(pool, store)),
    verdicts,
    copies: new MakeCopy({
      config: config.licences.annotateCopies,
      sealer: {
        sealPdf: (bytes, options) => parts.sealer().sealPdf(bytes, options),
        sealOfd: (bytes, options) => parts.sealer().sealOfd(bytes, options),
      },
      font: sampleFont,
      node: { id: config.node.entityId, name: config.node.organisation.name },
      clock,
    }),
    catalogue: standardCatalogue,
    datasets,
    policy: parts.policy,
    rates: parts.rates,
    authorisations: parts.authorisations,
    clock,
  });
  const peers = new AskPeer({
    self: config.node.entityId,
    peerOf: (asked) => trustedPeers.forRegion(asked),
    renewPeer: (entityId) => trustedPeers.renew(entityId),
    suites,
    signingKey,
    send: async (peer, call) => {
      const answer = await transport.send(peer, call);
      return { ...answer, answerToken: answer.headers['tongban-answer'] };
    },
    journal,
    verdicts,
    clock,
    ttlSeconds: config.exchange.tokenTtlSeconds,
    skewSeconds: config.exchange.clockSkewSeconds,
    maxAnswerBytes: config.peers.maxAnswerBytes,
    report,
  });
  return {
    ofOperation: (scope) => new RegionalLookups(region, home, peers, scope),
    askWithin: askWithin({
      region,
      home,
      peers,
      journal,
      assertRunning: parts.assertRunning,
      clock,
      report,
    }),
  };
}
