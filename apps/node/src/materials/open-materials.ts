import type { FastifyInstance } from 'fastify';
import type { RegionCode } from '#libs/codes';
import type { EvidenceBundle } from '#libs/evidence';
import type { SigningKey } from '#libs/jws';
import type { GovernanceJournal } from '../audit/index.js';
import { DUTIES, type AccessTokens, type ClientCaller } from '../callers/index.js';
import type { CaseAccess } from '../cases/ports.js';
import { UploadGate } from '../documents/http/upload-gate.js';
import type { Documents } from '../documents/index.js';
import type { AskWithin } from '../lookup/index.js';
import type { Matters } from '../matters/index.js';
import type { Messages } from '../messages/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { MakeArchive } from './archive/make-archive.js';
import { HeldFiles } from './case-files.js';
import { FetchMaterial } from './fetch-material.js';
import { FetchStore } from './fetch-store.js';
import { FILE_MESSAGE } from './file-message.js';
import { FileVault } from './file-vault.js';
import { FromSource } from './from-source.js';
import { HearFile } from './hear-file.js';
import { KeepMadeFiles } from './keep-file.js';
import { KeepRounds } from './keep-rounds.js';
import type { MaterialsConfig } from './materials.config.js';
import { MaterialStore } from './material-store.js';
import { MattersOfCases } from './matters-of-cases.js';
import { openMaterialKeys } from './node-key.js';
import type { CaseFacts, KeepFiles } from './ports.js';
import { ReadMaterials } from './read-materials.js';
import { registerMaterials } from './register-materials.js';
import { ReuseMaterial } from './reuse-material.js';
import { SharingFirst, type AskCatalogue } from './sharing-first.js';
import { TakeFile } from './take-file.js';
import { VerifyFile } from './verify-file.js';

export interface MaterialsParts {
  self: string;
  region: RegionCode;
  database: Database;
  documents: Documents;
  messages: Messages;
  matters: Matters;
  journal: GovernanceJournal;
  askWithin: AskWithin;
  catalogue: AskCatalogue;
  /** Items of a dataset by the evidence catalogue; undefined where it does not know it. */
  itemsOf: (dataset: string) => readonly string[] | undefined;
  tokens: Pick<AccessTokens, 'identify'>;
  actsFor: (entityId: string, region: RegionCode) => boolean;
  evidenceOf: (caller: ClientCaller, entry: string) => Promise<EvidenceBundle>;
  entriesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, { bytes: string; proof?: string }>>;
  chains: () => Promise<readonly (readonly string[])[]>;
  signingKey: () => SigningKey;
  assertRunning: () => void;
  clock: () => number;
  logger: Logger;
  report: (error: unknown, requestId: string) => void;
}

/** What of the cases this room needs; they are put together after it, since they need its files. */
export interface CasesOfMaterials extends CaseFacts {
  access: CaseAccess;
  contentsOf: (id: string) => Promise<readonly unknown[]>;
}

/** What resolvers and other rooms are given, once the cases are there. */
export interface Materials {
  taking: TakeFile;
  fetching: FetchMaterial;
  reusing: ReuseMaterial;
  reading: ReadMaterials;
  archive: MakeArchive;
  register(fastify: FastifyInstance): Promise<void>;
}

export interface MaterialsRoom {
  /** For the room of cases. */
  files: HeldFiles;
  /** For rooms that make something for a case. */
  keep: KeepFiles;
  rounds: KeepRounds;
  /** The bytes of a file by its digest, whatever case it is of. @throws Refusal MATERIAL_FILE_DAMAGED */
  open(digest: string): Promise<Uint8Array>;
  /** Before the node listens. */
  with(cases: CasesOfMaterials): Materials;
}

/** Everything of this room, put together; it takes its messages before the node listens. */
export function openMaterials(config: MaterialsConfig, parts: MaterialsParts): MaterialsRoom {
  const { database, messages, clock, region, documents, journal } = parts;
  const keys = openMaterialKeys(config.keyFile);
  const store = new MaterialStore(database.pool, config, (digest) => keys.nameOf(digest), clock);
  const vault = new FileVault(config.filesDir, keys, config.maxFileBytes);
  const verify = new VerifyFile(documents.verifications, clock);
  const matters = new MattersOfCases(parts.matters, region);
  const waitMs = config.fetching.deadlineSeconds * 1000;
  const fetches = new FetchStore(database.pool, clock, waitMs * 60);
  const sharingFirst = new SharingFirst({ catalogue: parts.catalogue, matters, fetches });
  const subjectOf = (holder: { type: string; code: string }): string => keys.subjectOf(holder);
  const { transactions } = database;
  let facts: CaseFacts | undefined;
  const known = (): CaseFacts => {
    if (!facts) throw new Error('the room of cases is not there yet');
    return facts;
  };
  const rounds = new KeepRounds({
    config: config.keeping,
    pool: database.pool,
    store,
    vault,
    verify,
    facts: { standing: (id) => known().standing(id), partiesOf: (id) => known().partiesOf(id) },
    clock,
    fileClock: Date.now,
    log: parts.logger,
  });
  messages.take(
    FILE_MESSAGE,
    new HearFile({
      store,
      vault,
      partiesOf: (id) => known().partiesOf(id),
      actsFor: parts.actsFor,
      limits: config,
      verifySoon: () => rounds.verifySoon(),
      clock,
    }),
  );
  return {
    files: new HeldFiles({ store, vault, messages, clock }),
    keep: new KeepMadeFiles({ store, vault, verify, transactions, maxFileBytes: config.maxFileBytes }),
    rounds,
    open: (digest) => vault.open(digest),
    with(cases) {
      facts = cases;
      const { access } = cases;
      const common = { access, store, vault, matters, journal, clock };
      const taking = new TakeFile({
        ...common,
        verify,
        verifications: documents.verifications,
        sharingFirst,
        transactions,
        subjectOf,
      });
      const reading = new ReadMaterials({ ...common, fetches, sharingFirst });
      const archive = new MakeArchive({
        ...common,
        self: parts.self,
        contentsOf: (id) => cases.contentsOf(id),
        matters: parts.matters,
        evidenceOf: parts.evidenceOf,
        entriesOf: parts.entriesOf,
        chains: parts.chains,
        signingKey: parts.signingKey,
        maxBytes: config.archiveBytes,
        report: (error) => parts.report(error, 'archive'),
      });
      const fetching = new FetchMaterial({
        access,
        matters,
        fetches,
        source: new FromSource({
          store,
          vault,
          transactions,
          subjectOf,
          itemsOf: parts.itemsOf,
          maxFileBytes: config.maxFileBytes,
          clock,
        }),
        askWithin: parts.askWithin,
        own: region,
        config: config.fetching,
        clock,
        report: (error) => parts.report(error, 'fetch'),
      });
      return {
        taking,
        reading,
        archive,
        fetching,
        reusing: new ReuseMaterial({ ...common, verify, transactions, subjectOf, fetching }),
        register: (fastify) =>
          registerMaterials(fastify, {
            tokens: parts.tokens,
            taking,
            reading,
            archive,
            gate: new UploadGate(config.uploads, clock),
            budget: documents.budget,
            maxBytes: config.maxFileBytes,
            roles: DUTIES.cases,
            assertRunning: parts.assertRunning,
            report: parts.report,
          }),
      };
    },
  };
}
