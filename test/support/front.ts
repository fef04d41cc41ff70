import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { serveRaw, type Behaviour, type RawRequest } from './hostile-peer.js';

export interface FrontTls {
  cert: string;
  key: string;
  ca: string;
}

/** Stands where a node's peer listener is expected: passes connections through, or answers them itself, badly. */
export class Front {
  connections = 0;
  readonly requests: RawRequest[] = [];
  private readonly sockets = new Set<Socket>();
  private serve: (socket: Socket) => void;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly target: number,
  ) {
    this.serve = (socket) => this.pass(socket);
    server.on('connection', (socket) => {
      this.connections += 1;
      this.keep(socket);
      this.serve(socket);
    });
  }

  static async open(port: number, target: number): Promise<Front> {
    const front = new Front(createServer(), port, target);
    await front.listen();
    return front;
  }

  /** Bytes that were written to whoever came, since the last change. */
  written(): number {
    return [...this.sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
  }

  /** Connections reach the node itself. */
  honest(): void {
    this.cut();
    this.serve = (socket) => this.pass(socket);
  }

  /** Connections end here, before or after a TLS handshake. */
  raw(serve: (socket: Socket) => void): void {
    this.cut();
    this.serve = serve;
  }

  hostile(tls: FrontTls, behaviour: Behaviour): void {
    const server: TlsServer = createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true });
    server.on('secureConnection', (socket) => serveRaw(socket, behaviour, this.requests));
    server.on('tlsClientError', () => undefined);
    this.raw((socket) => void server.emit('connection', socket));
  }

  /** Nobody listens any more, until `listen`. */
  async refuse(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  async listen(): Promise<void> {
    if (this.server.listening) return;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.refuse();
  }

  private cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  private pass(socket: Socket): void {
    const onward = this.keep(connect(this.target, '127.0.0.1'));
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.on('error', () => undefined);
  }
}
