import { createServer } from 'mysql2';

/** What a scripted server does with a statement. */
export type MysqlReply =
  | { rows: (string | null)[][] }
  | { error: { code: number; message: string } }
  /** Raw payloads, for servers that mean harm. */
  | { payloads: Buffer[]; close?: boolean }
  | 'silent'
  | 'hang-up';

export interface MysqlStatement {
  sql: string;
  values: readonly unknown[];
}

/** The parts of the driver's server side that its types leave out. */
interface ServerConnection {
  serverHandshake(options: object): void;
  on(event: string, listener: (...args: never[]) => void): void;
  writeOk(): void;
  writeError(error: { code: number; message: string }): void;
  writePacket(packet: object): void;
  close(): void;
  stream: { destroy(): void };
  sequenceId: number;
}

const VAR_STRING = 0xfd;
const UTF8MB4 = 45;
const EOF_PACKET = Buffer.from([0xfe, 0, 0, 2, 0]);

/** A server that speaks MySQL's protocol (mysql2's own server side) and answers each statement by a script. */
export async function startMysqlServer(
  answer: (statement: MysqlStatement) => MysqlReply,
): Promise<{ port: number; statements: MysqlStatement[]; logins: string[]; close(): Promise<void> }> {
  const statements: MysqlStatement[] = [];
  const logins: string[] = [];
  const open = new Set<ServerConnection>();
  const server = createServer((raw) => {
    const connection = raw as unknown as ServerConnection;
    open.add(connection);
    connection.on('error', () => undefined);
    const prepared: string[] = [];
    const send = (payload: Buffer): void => connection.writePacket(packetOf(payload));
    const reply = (sql: string, values: readonly unknown[], binary: boolean): void => {
      statements.push({ sql, values });
      const what = answer({ sql, values });
      if (what === 'silent') return;
      if (what === 'hang-up') return void connection.stream.destroy();
      if ('error' in what) return connection.writeError(what.error);
      if ('payloads' in what) {
        what.payloads.forEach(send);
        if (what.close) connection.stream.destroy();
        return;
      }
      const width = what.rows[0]?.length ?? 1;
      send(Buffer.from([width]));
      for (let column = 0; column < width; column += 1) send(columnOf(`c${column}`));
      send(EOF_PACKET);
      for (const row of what.rows) send(binary ? binaryRow(row) : textRow(row));
      send(EOF_PACKET);
    };
    // Each command begins its own count of packets, which the driver's server side leaves to us.
    const then =
      <T extends unknown[]>(work: (...args: T) => void) =>
      (...args: T): void => {
        work(...args);
        connection.sequenceId = 0;
      };
    connection.on(
      'query',
      then((sql: string) => reply(sql, [], false)),
    );
    connection.on(
      'stmt_prepare',
      then((sql: string) => {
        // The driver's server side takes a SET for a prepared statement.
        if (/^SET /i.test(sql)) {
          statements.push({ sql, values: [] });
          connection.writeOk();
          return;
        }
        prepared.push(sql);
        const parameters = sql.split('?').length - 1;
        const head = Buffer.alloc(12);
        head.writeUInt32LE(prepared.length, 1);
        head.writeUInt16LE(parameters, 7);
        send(head);
        for (let n = 0; n < parameters; n += 1) send(columnOf('?'));
        if (parameters > 0) send(EOF_PACKET);
      }),
    );
    connection.on(
      'stmt_execute',
      then((id: number, _flags: number, _count: number, values: unknown[]) =>
        reply(prepared[id - 1] ?? '', values, true),
      ),
    );
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.36 scripted',
      connectionId: open.size,
      statusFlags: 2,
      characterSet: UTF8MB4,
      capabilityFlags: 0xffffff ^ 0x800 ^ 0x20,
      authCallback: ({ user }: { user: string }, done: (error: null, failure?: object) => void) => {
        logins.push(user);
        if (user === 'nobody') done(null, { message: 'no', code: 1045 });
        else done(null);
        connection.sequenceId = 0;
      },
    });
  });
  const port = await new Promise<number>((resolve) => {
    const { _server } = server as unknown as { _server: import('node:net').Server };
    _server.listen(0, '127.0.0.1', () => resolve((_server.address() as { port: number }).port));
  });
  return {
    port,
    statements,
    logins,
    close: () =>
      new Promise((resolve) => {
        for (const connection of open) connection.stream.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A server asks its client to send it a file of the client's. */
export const localInfile = (path: string): Buffer => Buffer.concat([Buffer.from([0xfb]), Buffer.from(path)]);

function packetOf(payload: Buffer): object {
  const buffer = Buffer.concat([Buffer.alloc(4), payload]);
  return {
    buffer,
    length: () => buffer.length,
    writeHeader: (sequence: number) => {
      buffer.writeUIntLE(payload.length, 0, 3);
      buffer[3] = sequence;
    },
  };
}

function lengthCoded(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head =
    bytes.length < 251
      ? Buffer.from([bytes.length])
      : Buffer.from([0xfc, bytes.length & 0xff, bytes.length >> 8]);
  return Buffer.concat([head, bytes]);
}

function columnOf(name: string): Buffer {
  const tail = Buffer.alloc(13);
  tail[0] = 0x0c;
  tail.writeUInt16LE(UTF8MB4, 1);
  tail.writeUInt32LE(65_535, 3);
  tail[7] = VAR_STRING;
  return Buffer.concat([...['def', '', '', '', name, ''].map(lengthCoded), tail]);
}

const textRow = (row: readonly (string | null)[]): Buffer =>
  Buffer.concat(row.map((value) => (value === null ? Buffer.from([0xfb]) : lengthCoded(value))));

function binaryRow(row: readonly (string | null)[]): Buffer {
  const nulls = Buffer.alloc((row.length + 9) >> 3);
  row.forEach((value, n) => {
    const bit = n + 2;
    if (value === null) nulls[bit >> 3] = (nulls[bit >> 3] ?? 0) | (1 << (bit & 7));
  });
  const values = row.flatMap((value) => (value === null ? [] : [lengthCoded(value)]));
  return Buffer.concat([Buffer.from([0]), nulls, ...values]);
}
