import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { peerListenerTls, tlsContext, type TlsFiles } from '../peers/index.js';
import type { HttpConfig } from './http.config.js';

/** Time between two looks at connections that stay open although nothing runs on them. */
const SWEEP_MS = 50;

/**
 * The peer listener: a second server before the same routes, with mutual TLS. Which listener a request came in by is
 * told by its socket, never by a header.
 */
export class Listeners {
  private readonly peerSockets = new WeakSet<Socket>();
  private peer: Server | undefined;

  constructor(
    private readonly config: HttpConfig,
    private readonly tls: TlsFiles,
  ) {}

  /** @returns the port that the peer listener got */
  async openPeer(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
    const { peer, headerLimitBytes, requestTimeoutMs } = this.config;
    const server = createServer(
      {
        ...peerListenerTls(this.tls.current()),
        maxHeaderSize: headerLimitBytes,
        requestTimeout: requestTimeoutMs,
        headersTimeout: Math.min(requestTimeoutMs, 10_000),
        keepAliveTimeout: 60_000,
        // One connection may not hold thousands of half-sent requests open.
        connectionsCheckingInterval: 5_000,
      },
      handler,
    );
    server.on('secureConnection', (socket) => {
      // One connection, one certificate: whom it names is read once.
      socket.disableRenegotiation();
      this.peerSockets.add(socket);
    });
    this.tls.onChange((material) => server.setSecureContext(tlsContext(material)));
    this.peer = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(peer.port, peer.host, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
    const address = server.address();
    return typeof address === 'object' && address ? address.port : peer.port;
  }

  /** The TLS socket where the request came in by the peer listener, otherwise undefined. */
  peerSocket(socket: Socket): TLSSocket | undefined {
    return socket instanceof TLSSocket && this.peerSockets.has(socket) ? socket : undefined;
  }

  /** Takes no new connections, lets running requests finish within the grace, then cuts what is left. */
  async closePeer(graceMs: number): Promise<void> {
    if (this.peer) await closeGently(this.peer, graceMs);
  }
}

interface Closeable {
  close(done: () => void): unknown;
  closeIdleConnections(): void;
  closeAllConnections(): void;
}

/** Closes a server: idle connections at once, busy ones when they are done or the grace is over. */
export async function closeGently(server: Closeable, graceMs: number): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearInterval(sweep);
  clearTimeout(cut);
}
