import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { Refusal } from '#libs/errors';
import { SIGNED_ANSWER, TEXT_ANSWER, textAnswer, type AnswerRules, type PeerAnswer } from './answer.js';
import { bindTo } from './certificate-names.js';
import { exchangeOnce, type ExchangeOutcome, type OutgoingRequest } from './http-exchange.js';
import { PeerLine, type PeerHealth, type PeerMetrics } from './peer-line.js';
import type { PeersConfig } from './peers.config.js';
import { tlsContext, TlsFiles } from './tls-files.js';
import { deadlineSignal } from './deadline-signal.js';
import { DEADLINE_HEADER } from './deadline.js';

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';
/** Between two attempts to connect: long enough for a peer that just restarts to listen again. */
const CONNECT_PAUSE_MS = 100;

export interface PeerAddress {
  /** The TLS certificate must name exactly this. */
  entityId: string;
  /** URL of its GraphQL endpoint, https. */
  endpoint: string;
}

export interface PeerCall {
  headers: Record<string, string>;
  body: Uint8Array;
  /** Instant after which the answer is of no use, milliseconds since epoch. */
  deadline?: number;
  /** Ends the call when the caller has gone. */
  signal?: AbortSignal;
}

/** A request of a protocol that brings its own signatures, in texts. */
export interface TextCall extends PeerCall {
  method: 'GET' | 'POST';
  /** Path and query at the peer's origin. */
  path: string;
  /** Largest answer in bytes. */
  maxBytes: number;
  /** Content types of a good answer; `text/*` where left out. */
  contentType?: RegExp;
}

export interface PeerTransportOptions {
  clock?: () => number;
  onTlsFault?: (error: unknown) => void;
}

/**
 * The way to other nodes: mutual TLS bound to the peer's entity id, keep-alive, bounded in time, size, concurrency
 * and patience. What it returns is a whole answer with a signature on it that **nobody has verified yet**.
 */
export class PeerTransport {
  private readonly clock: () => number;
  private readonly tls: TlsFiles;
  private readonly lines = new Map<string, PeerLine>();
  private closing: Promise<void> | undefined;

  /** @throws Error when a TLS file is missing or unusable */
  constructor(
    private readonly config: PeersConfig,
    options: PeerTransportOptions = {},
  ) {
    this.clock = options.clock ?? Date.now;
    const { reloadSeconds, ...paths } = config.tls;
    this.tls = new TlsFiles(paths, {
      reloadSeconds,
      ...(options.onTlsFault ? { onFault: options.onTlsFault } : {}),
    });
    this.tls.onChange(() => this.reconnectAll());
  }

  /**
   * Sends one signed request and returns the signed answer, whatever its status.
   * @throws Refusal PEER_*: one code per kind of failure
   */
  async send(peer: PeerAddress, call: PeerCall): Promise<PeerAnswer> {
    const { pathname, search } = urlOf(peer);
    return this.call(
      peer,
      call,
      { path: pathname + search, headers: { accept: ACCEPT, ...call.headers }, body: call.body },
      { maxBytes: this.config.maxAnswerBytes, rules: SIGNED_ANSWER },
    );
  }

  /**
   * Over the same line, with the same bounds: asks for a text that says by itself whose it is, whatever its status.
   * @throws Refusal PEER_*
   */
  async sendText(peer: PeerAddress, call: TextCall): Promise<PeerAnswer> {
    const { method, path, headers, body, maxBytes } = call;
    return this.call(
      peer,
      call,
      { method, path, headers: { accept: 'text/*', ...headers }, body },
      { maxBytes, rules: call.contentType ? textAnswer(call.contentType) : TEXT_ANSWER },
    );
  }

  private async call(
    peer: PeerAddress,
    { deadline: latest, signal }: Pick<PeerCall, 'deadline' | 'signal'>,
    request: OutgoingRequest,
    bounds: { maxBytes: number; rules: AnswerRules },
  ): Promise<PeerAnswer> {
    const line = this.lineTo(peer);
    const until = Math.min(latest ?? Infinity, this.clock() + this.config.timeoutMs);
    using deadline = deadlineSignal(until - this.clock(), signal);
    return await line.call(deadline.signal, () =>
      this.exchange(line, request, until, { ...bounds, signal: deadline.signal }),
    );
  }

  private async exchange(
    line: PeerLine,
    request: OutgoingRequest,
    until: number,
    bounds: { maxBytes: number; rules: AnswerRules; signal: AbortSignal },
  ): Promise<ExchangeOutcome> {
    const { signal } = bounds;
    for (let attempt = 1; ; attempt += 1) {
      const remaining = String(Math.max(0, Math.floor(until - this.clock())));
      const headers = { ...request.headers, [DEADLINE_HEADER]: remaining };
      const outcome = await exchangeOnce(line.pool, { ...request, headers }, bounds);
      if (!mayTryAgain(outcome) || attempt >= this.config.connectAttempts) return outcome;
      line.metrics.retries += 1;
      await setTimeout(CONNECT_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return outcome;
    }
  }

  /** Looks at the TLS files now; true when they had changed. */
  reloadTls(): boolean {
    return this.tls.reload();
  }

  /** How each peer that was ever called is doing. */
  health(): PeerHealth[] {
    return [...this.lines.values()].map((line) => line.health());
  }

  metrics(): Record<string, PeerMetrics> {
    return Object.fromEntries([...this.lines].map(([entityId, line]) => [entityId, line.metrics]));
  }

  /** Forgets a peer that left the federation; calls under way may finish. */
  async forget(entityId: string): Promise<void> {
    const line = this.lines.get(entityId);
    this.lines.delete(entityId);
    await line?.pool.close();
  }

  /** Takes no new calls, lets those under way finish. */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    this.tls.stop();
    await Promise.all([...this.lines.values()].map((line) => line.pool.close()));
  }

  private lineTo(peer: PeerAddress): PeerLine {
    if (this.closing) throw new Refusal('SHUTTING_DOWN');
    const { origin } = urlOf(peer);
    const known = this.lines.get(peer.entityId);
    if (known?.origin === origin) return known;
    const pool = this.poolTo(peer.entityId, origin);
    if (known) {
      // The peer moved: its new address deserves no blame for the old one, but the counters go on.
      void known.pool.close();
    }
    const line = new PeerLine(peer.entityId, origin, pool, this.config, this.clock, known?.metrics);
    this.lines.set(peer.entityId, line);
    return line;
  }

  private poolTo(entityId: string, origin: string): Pool {
    return new Pool(origin, {
      connections: this.config.concurrency,
      pipelining: 1,
      keepAliveTimeout: this.config.keepAliveMs,
      maxHeaderSize: 32_768,
      // The deadline bounds the whole; undici's own timers would only blur which limit was hit.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        ...tlsContext(this.tls.current()),
        timeout: this.config.connectTimeoutMs,
        checkServerIdentity: bindTo(entityId),
        // Node does not check the certificate again on a resumed session.
        maxCachedSessions: 0,
        allowH2: false,
      },
    });
  }

  private reconnectAll(): void {
    for (const line of this.lines.values()) {
      const old = line.pool;
      line.pool = this.poolTo(line.entityId, line.origin);
      void old.close();
    }
  }
}

// Once a byte is out the peer may have acted and logged: sending that again is the caller's decision.
function mayTryAgain({ failure, sent }: ExchangeOutcome): boolean {
  return !sent && (failure?.code === 'PEER_UNREACHABLE' || failure?.code === 'PEER_RESET');
}

function urlOf({ entityId, endpoint }: PeerAddress): URL {
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'https:' || url.username || url.password || url.hash) {
    throw new Refusal('PEER_ENDPOINT_INVALID', { details: { entityId, endpoint } });
  }
  return url;
}
