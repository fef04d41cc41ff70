import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { tlsContext, type TlsMaterial } from '../../peers/index.js';
import { certificatesIn } from '../certificates.js';
import type { Handshake } from './judge.js';

const HEAD_MAX_BYTES = 16_384;

/** The way to one host, step by step, each step with a time limit; nothing that comes back is believed. */
export class Way {
  readonly host: string;
  readonly port: number;

  constructor(
    entityId: string,
    private readonly timeoutMs: number,
    private readonly tls: TlsMaterial,
  ) {
    const { hostname, port } = new URL(entityId);
    this.host = hostname.replace(/^\[|\]$/g, '');
    this.port = Number(port || 443);
  }

  /** Addresses of the host. @throws what the resolver says */
  async addresses(): Promise<string[]> {
    if (isIP(this.host)) return [this.host];
    return (await lookup(this.host, { all: true })).map(({ address }) => address);
  }

  /** Connects and hangs up. @throws what the socket says; ETIMEDOUT where nobody answers */
  async reach(address: string): Promise<void> {
    const socket = connectTcp({ host: address, port: this.port });
    try {
      await within(this.timeoutMs, socket, (done) => socket.once('connect', done));
    } finally {
      socket.destroy();
    }
  }

  /**
   * Shakes hands as this node does, but with whoever answers, and asks for a public page by the same connection.
   * @throws what TLS says
   */
  async shakeHands(address: string, path: string): Promise<Handshake & { date: string | undefined }> {
    const socket = connectTls({
      ...tlsContext(this.tls),
      host: address,
      port: this.port,
      ...(isIP(this.host) ? {} : { servername: this.host }),
      ALPNProtocols: ['http/1.1'],
      // Who it is, is judged afterwards, so that a wrong certificate can be shown.
      rejectUnauthorized: false,
      // Names of certificates of this exchange are entity ids; hosts do not count.
      checkServerIdentity: () => undefined,
    });
    try {
      await within(this.timeoutMs, socket, (done) => socket.once('secureConnect', done));
      const certificate = certificateOf(socket);
      const made: Handshake = {
        protocol: socket.getProtocol() ?? '',
        cipher: socket.getCipher().name,
        certificate,
        ...(socket.authorized ? {} : { fault: String(socket.authorizationError) }),
      };
      return { ...made, date: await this.dateOf(socket, path) };
    } finally {
      socket.destroy();
    }
  }

  private async dateOf(socket: TLSSocket, path: string): Promise<string | undefined> {
    let head = '';
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: ${this.host}:${String(this.port)}\r\nconnection: close\r\n\r\n`,
    );
    await within(this.timeoutMs, socket, (done) => {
      socket.on('data', (chunk: Buffer) => {
        head += chunk.toString('latin1');
        if (head.includes('\r\n\r\n') || head.length > HEAD_MAX_BYTES) done();
      });
      socket.once('end', done);
    });
    return /^date:[ \t]*([^\r\n]+)/im.exec(head)?.[1];
  }
}

function certificateOf(socket: TLSSocket): Handshake['certificate'] {
  const [facts] = certificatesIn(socket.getPeerX509Certificate()?.toString() ?? '');
  if (!facts) throw Object.assign(new Error('no certificate'), { code: 'NO_CERTIFICATE' });
  return facts;
}

async function within(
  ms: number,
  socket: { on(event: 'error', listener: (error: Error) => void): unknown },
  begin: (done: () => void) => void,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('nobody answers'), { code: 'ETIMEDOUT' })), ms);
      socket.on('error', reject);
      begin(resolve);
    });
  } finally {
    clearTimeout(timer);
  }
}
