import { readFile } from 'node:fs/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { SiemRecord } from './record.js';
import { framed, syslogMessage } from './syslog.js';

export interface SyslogTarget {
  host: string;
  port: number;
  /** PEM files, read for each connection; without `caFile` the system's authorities count. */
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
  timeoutMs: number;
}

/**
 * Syslog over TLS (RFC 5425). The protocol has no acknowledgement: a batch counts as sent when the socket has taken all
 * of it and is still up, so what a broken connection swallowed at that moment is lost to the receiver, not to the log.
 */
export class SyslogSink {
  private socket: TLSSocket | undefined;

  constructor(
    private readonly target: SyslogTarget,
    private readonly node: string,
  ) {}

  async send(records: readonly SiemRecord[]): Promise<void> {
    const socket = (this.socket ??= await this.open());
    const bytes = Buffer.concat(
      records.map((record) => framed(syslogMessage(record, new URL(this.node).host))),
    );
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => socket.destroy(new Error('the syslog receiver takes nothing')),
        this.target.timeoutMs,
      );
      const failed = (error?: Error): void => {
        clearTimeout(timer);
        reject(error ?? new Error('the syslog receiver hung up'));
      };
      socket.once('close', failed);
      socket.write(bytes, (error) => {
        socket.removeListener('close', failed);
        if (error) return failed(error);
        clearTimeout(timer);
        resolve();
      });
    });
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async open(): Promise<TLSSocket> {
    const { host, port, caFile, certFile, keyFile, timeoutMs } = this.target;
    const read = async (file: string | undefined): Promise<Buffer | undefined> =>
      file === undefined ? undefined : readFile(file);
    const [ca, cert, key] = await Promise.all([read(caFile), read(certFile), read(keyFile)]);
    return new Promise((resolve, reject) => {
      const socket = connect({
        host,
        port,
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        minVersion: 'TLSv1.2',
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
      });
      const timer = setTimeout(
        () => socket.destroy(new Error('the syslog receiver does not answer')),
        timeoutMs,
      );
      socket.once('secureConnect', () => {
        clearTimeout(timer);
        resolve(socket);
      });
      // Whoever waits learns it; afterwards the next batch opens another connection.
      socket.on('error', (error) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error('the syslog connection broke'));
      });
      socket.on('close', () => {
        if (this.socket === socket) this.socket = undefined;
      });
      // A receiver says nothing; its half of the connection is read so that its end is noticed.
      socket.resume();
    });
  }
}
