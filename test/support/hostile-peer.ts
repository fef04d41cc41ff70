import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { once } from 'node:events';

export interface RawRequest {
  /** Request line and headers as they came. */
  head: string;
  body: string;
}

export type Behaviour = (socket: TLSSocket, request: RawRequest) => void;

export interface HostilePeer {
  endpoint: string;
  port: number;
  requests: RawRequest[];
  /** TCP connections that reached the TLS server, handshake done or not. */
  connections: number;
  /** Bytes that the peers' side took from us, all connections together. */
  written(): number;
  behave(behaviour: Behaviour): void;
  stop(): Promise<void>;
}

/** A TLS server that writes raw bytes: no HTTP library stands between the test and the wire. */
export async function startHostilePeer(
  files: { certFile: string; keyFile: string; caFile: string },
  behaviour: Behaviour,
  tls: TlsOptions = {},
): Promise<HostilePeer> {
  let current = behaviour;
  const sockets = new Set<{ destroy(): void; bytesWritten: number }>();
  const server = createServer({
    cert: readFileSync(files.certFile),
    key: readFileSync(files.keyFile),
    ca: readFileSync(files.caFile),
    requestCert: true,
    rejectUnauthorized: true,
    ...tls,
  });
  const peer: HostilePeer = {
    endpoint: '',
    port: 0,
    requests: [],
    connections: 0,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    behave: (next) => (current = next),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) {
        server.close();
        await once(server, 'close');
      }
    },
  };
  server.on('connection', (socket) => {
    peer.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('secureConnection', (socket) => {
    serveRaw(socket, (at, request) => current(at, request), peer.requests);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  peer.port = (server.address() as AddressInfo).port;
  peer.endpoint = `https://127.0.0.1:${peer.port}/graphql`;
  return peer;
}

/** Reads requests off a connection, notes them, and leaves each to the behaviour. */
export function serveRaw(socket: TLSSocket, behaviour: Behaviour, requests: RawRequest[]): void {
  socket.on('error', () => undefined);
  let pending = '';
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1');
    const end = pending.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = pending.slice(0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (pending.length < end + 4 + length) return;
    const request = { head, body: pending.slice(end + 4, end + 4 + length) };
    pending = pending.slice(end + 4 + length);
    requests.push(request);
    behaviour(socket, request);
  });
}

/** A well-formed HTTP answer as text; headers given replace the usual ones, `undefined` leaves one out. */
export function answer(
  status: string,
  headers: Record<string, string | undefined>,
  body: string | Buffer = '',
): string {
  const all = {
    'content-type': 'application/graphql-response+json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body.toString('latin1')}`;
}
