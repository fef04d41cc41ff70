import { AskEvidence, type EvidencePeers } from '../auditing/index.js';
import { openLogKey, type GovernanceJournal } from '../audit/index.js';
import type { LoadedConfig } from '../config/index.js';
import type { Documents } from '../documents/index.js';
import type { PeerDirectory } from '../federation/index.js';
import type { TrustAnchor } from '#libs/federation';
import type { Messages } from '../messages/index.js';
import { PeerTransport, TlsFiles } from '../peers/index.js';
import type { Database } from '../persistence/index.js';
import type { Sharing } from '../sharing/index.js';
import type { Transparency } from '../transparency/index.js';
import { openWitnessKey, witnessName } from '../witnessing/index.js';
import { TestConnection } from './connection/test-connection.js';
import { effectiveSettings, type Setting } from './effective-config.js';
import { listImports, type LicenceImportPage } from './list-imports.js';
import type { NoteKey } from './note-keys.js';
import { ReadFederation } from './read-federation.js';
import { ReadKeys } from './read-keys.js';
import { readLog, type LogStanding } from './read-log.js';
import { ReadTrust } from './read-trust.js';
import { RepairWork } from './repair-work.js';

export interface UpkeepParts {
  loaded: LoadedConfig;
  environment: NodeJS.ProcessEnv;
  database: Database;
  directory: PeerDirectory;
  anchors: () => readonly TrustAnchor[];
  transport: PeerTransport;
  transparency: Pick<Transparency, 'published' | 'watch'>;
  documents: Pick<Documents, 'trust'>;
  sharing: Pick<Sharing, 'live'>;
  messages: Messages;
  journal: GovernanceJournal;
  rules: EvidencePeers['rules'];
  renewPeer: EvidencePeers['renewPeer'];
  signingKey: EvidencePeers['signingKey'];
  clock: () => number;
}

/** What those who keep a node running see and do: the machine and its trust, never what passes through it. */
export interface Upkeep {
  federation: ReadFederation;
  keys: ReadKeys;
  trust: ReadTrust;
  connection: TestConnection;
  repairs: RepairWork;
  log(): Promise<LogStanding>;
  imports(wish: Parameters<typeof listImports>[1]): Promise<LicenceImportPage>;
  settings(): Setting[];
  stop(): Promise<void>;
}

export function openUpkeep(parts: UpkeepParts): Upkeep {
  const { loaded, database, directory, anchors, transport, transparency, journal, clock } = parts;
  const { config } = loaded;
  const { entityId, name, jurisdictions } = config.node;
  const federation = new ReadFederation({
    self: { entityId, name, jurisdictions },
    directory,
    anchors,
    transport,
    clock,
  });
  // Read once more: what the node signs with, whatever becomes of the files.
  const notes: NoteKey[] = [
    {
      use: 'log',
      place: config.audit.keyFile,
      verifierKey: openLogKey(config.audit.keyFile, transparency.published.origin).verifierKey,
    },
    {
      use: 'witness',
      place: config.witnessing.keyFile,
      verifierKey: openWitnessKey(config.witnessing.keyFile, witnessName(entityId)).verifierKey,
    },
  ];
  const { reloadSeconds: _never, ...tlsPaths } = config.peers.tls;
  const echoes = new PeerTransport(
    {
      ...config.peers,
      connectAttempts: 1,
      concurrency: 2,
      queue: 8,
      breaker: { ...config.peers.breaker, failures: Number.MAX_SAFE_INTEGER },
    },
    { clock },
  );
  return {
    federation,
    keys: new ReadKeys({ config, file: loaded.file, notes, clock }),
    trust: new ReadTrust({ config, anchors, lists: () => parts.documents.trust.lists(), clock }),
    connection: new TestConnection({
      federation,
      directory,
      echo: new AskEvidence({
        self: entityId,
        rules: parts.rules,
        renewPeer: parts.renewPeer,
        signingKey: parts.signingKey,
        send: (peer, call) => echoes.send(peer, call),
        timeoutMs: config.peers.timeoutMs,
        clock,
      }),
      tls: () => new TlsFiles(tlsPaths).current(),
      timeoutMs: config.peers.connectTimeoutMs,
      skewSeconds: config.exchange.clockSkewSeconds,
      agreements: () => parts.sharing.live.current().agreements,
      journal,
      clock,
    }),
    repairs: new RepairWork({ database, messages: parts.messages, journal, clock }),
    log: () => readLog(transparency.published, transparency.watch),
    imports: (wish) => listImports(database.pool, wish),
    settings: () => effectiveSettings(config, loaded.written, parts.environment),
    stop: () => echoes.close(),
  };
}
