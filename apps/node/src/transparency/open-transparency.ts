import { createPublicKey, sign as signBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { ED25519, noteSigner, noteVerifier, type NoteSigner, type NoteVerifier } from '#libs/audit-log';
import type { AuditLog, LogKey } from '../audit/index.js';
import type { Logger } from '../observability/logger.js';
import { noFaults, type Faults } from './faults.js';
import { Integrator } from './integrator.js';
import { LogMonitor } from './log-monitor.js';
import { memoryFile } from './log-memory.js';
import { nativeSha256 } from './native-sha256.js';
import type { LogWatch, PublishedLog, WitnessLookup } from './ports.js';
import { PublishedStore } from './published-store.js';
import { RestoreGuard } from './restore-guard.js';
import { rootOfEntries } from './root-of-entries.js';
import type { TransparencyConfig } from './transparency.config.js';

const WITNESS_PATIENCE_MS = 5_000;

export interface TransparencyParts {
  config: TransparencyConfig;
  /** Its appends are gated from now on. */
  audit: Pick<AuditLog, 'origin' | 'guardWith'>;
  key: LogKey;
  /** Under the integrator's role: for the lock's holder and the watch, and for readers. */
  pools: { integrator: Pool; published: Pool };
  logger: Logger;
  clock: () => number;
  monotonic?: () => number;
  /** Names this process in the database. */
  name: string;
  faults?: Faults;
}

export interface Transparency {
  published: PublishedLog;
  watch: LogWatch;
  /** Whom the restore guard asks; before {@link start}. Without, the state file is the only memory. */
  useWitnesses(witnesses: WitnessLookup): void;
  /** Looks at the database and its memories once, then goes on in the background. */
  start(): Promise<void>;
  /** One round now: sample, guard, integration. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

/** The published log of this node: integrator, restore guard, health, and what others read. */
export function openTransparency(parts: TransparencyParts): Transparency {
  const { config, audit, pools, logger, clock } = parts;
  const monotonic = parts.monotonic ?? (() => performance.now());
  const { origin } = audit;
  let witnesses: WitnessLookup = { configured: 0, lastSeen: () => Promise.resolve([]) };
  const published = new PublishedStore(origin, pools.published, nativeSha256);
  const guard = new RestoreGuard({
    origin,
    memory: memoryFile(config.stateFile),
    witnesses: () => witnesses,
    rootAt: (size) => rootOfEntries(pools.integrator, size, nativeSha256),
    clock,
    monotonic,
    onVerdict: (verdict, details) =>
      verdict.state === 'refused'
        ? logger.error({ ...verdict, ...details }, 'the log contradicts what is remembered of it')
        : logger.info({ state: verdict.state, ...details }, 'restore guard'),
  });
  const integrator = new Integrator({
    ...notesOf(parts.key, origin),
    origin,
    pool: pools.integrator,
    name: parts.name,
    sha256: nativeSha256,
    chunk: config.chunk,
    clock,
    faults: parts.faults ?? noFaults,
    cleared: () => guard.cleared(),
    onPublished: (checkpoint) => published.announce(checkpoint),
    onTampered: (refusal) =>
      logger.error(
        { err: refusal, ...refusal.details },
        'the stored log was changed; nothing is signed any more',
      ),
  });
  const monitor = new LogMonitor({
    pool: pools.integrator, // whoever floods the public paths must not be able to stop the exchange
    config,
    verdict: () => guard.verdict,
    halted: () => integrator.halted,
    monotonic,
  });
  audit.guardWith({ refusal: () => monitor.appendRefusal(), vet: (client) => guard.vet(client) });

  let told = 'ok';
  const tell = (): void => {
    const { state, code = '', ...figures } = monitor.health();
    if (`${state}${code}` === told) return;
    told = `${state}${code}`;
    const line = { state, code, ...figures, unintegrated: String(figures.unintegrated) };
    if (state === 'ok') logger.info(line, 'log health');
    else logger.warn(line, 'log health');
  };
  const round = async (): Promise<void> => {
    try {
      await guard.look(await monitor.sample());
      const result = await integrator.pass();
      if (result === 'standby') await follow(published);
      // Remembered at once: what was signed a moment before a crash must be missed in the backup as well.
      if (result === 'published') await guard.look(await monitor.sample());
    } finally {
      tell();
    }
  };
  const loop = new Loop(config.intervalMs, round, (error) =>
    logger.warn({ err: error }, 'log not integrated'),
  );
  return {
    published,
    watch: monitor,
    useWitnesses: (lookup) => void (witnesses = patient(lookup)),
    round,
    async start() {
      await loop.once();
      loop.begin();
    },
    async stop() {
      await loop.end();
      await integrator.letGo();
    },
  };
}

/** A witness that does not answer must not keep the log from being integrated. */
function patient(lookup: WitnessLookup): WitnessLookup {
  return {
    get configured() {
      return lookup.configured;
    },
    lastSeen: () => Promise.race([lookup.lastSeen(), pause(WITNESS_PATIENCE_MS, [], { ref: false })]),
  };
}

/** Another replica signs: its checkpoints are told here as well. */
async function follow(published: PublishedStore): Promise<void> {
  const latest = await published.latest();
  if (latest) published.announce(latest);
}

/** The log's key as notes need it. */
export function notesOf(key: LogKey, origin: string): { signer: NoteSigner; verifier: NoteVerifier } {
  const { x = '' } = createPublicKey(key.privateKey).export({ format: 'jwk' });
  const publicKey = new Uint8Array(Buffer.from(x, 'base64url'));
  return {
    signer: noteSigner(origin, ED25519, publicKey, (message) => signBytes(null, message, key.privateKey)),
    verifier: noteVerifier(origin, ED25519, publicKey),
  };
}

/** One round after the other, with a pause between them. */
class Loop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private ended = false;

  constructor(
    private readonly pauseMs: number,
    private readonly round: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  once(): Promise<void> {
    return (this.running ??= this.round()
      .catch(this.onError)
      .finally(() => (this.running = undefined)));
  }

  begin(): void {
    if (this.ended) return;
    this.timer = setTimeout(() => void this.once().then(() => this.begin()), this.pauseMs);
    this.timer.unref();
  }

  async end(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.running;
  }
}
