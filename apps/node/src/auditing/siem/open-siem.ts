import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import { Follower } from '../follower.js';
import { type Rounds, rounds } from '../rounds.js';
import type { LogReader } from '../search/log-reader.js';
import { OtlpSink } from './otlp-sink.js';
import { recordOf, type SiemRecord } from './record.js';
import type { SiemConfig } from './siem.config.js';
import { SyslogSink } from './syslog-sink.js';

export interface SiemSink {
  /** Throws where the receiver did not take all of it; the same records come again. */
  send(records: readonly SiemRecord[]): Promise<void>;
  close(): void;
}

export interface SiemParts {
  pool: Pool;
  reader: LogReader;
  holder: string;
  leaseSeconds: number;
  everyMs: number;
  /** Entity identifier of this node. */
  node: string;
  onFailure: (error: unknown, what: string) => void;
}

/** Each target follows the log by itself, with a position of its own: one that is away holds up no other. */
export function openSiem(config: SiemConfig, parts: SiemParts): Rounds {
  const sinks: [string, SiemSink][] = [];
  if (config.syslog) sinks.push(['siem-syslog', new SyslogSink(config.syslog, parts.node)]);
  if (config.otlp) {
    const { url, headersFile, timeoutMs } = config.otlp;
    sinks.push(['siem-otlp', new OtlpSink({ url, headers: headersIn(headersFile), timeoutMs }, parts.node)]);
  }
  const streams = sinks.map(([name, sink]) => {
    const { pool, reader, holder, leaseSeconds, everyMs, onFailure } = parts;
    const follower = new Follower({
      name,
      pool,
      reader,
      holder,
      leaseSeconds,
      batch: config.batch,
      handle: (rows) => sink.send(rows.map(recordOf)),
    });
    const work = rounds(async () => (await follower.pass()) === 'moved', {
      everyMs,
      onFailure: (error) => onFailure(error, name),
    });
    return {
      start: () => work.start(),
      async stop() {
        await work.stop();
        sink.close();
        await follower.letGo().catch((error: unknown) => onFailure(error, name));
      },
    };
  });
  return {
    start: () => streams.forEach((stream) => stream.start()),
    async stop() {
      await Promise.all(streams.map((stream) => stream.stop()));
    },
  };
}

/** @throws Refusal `CONFIG_INVALID` with the number of the line, never its text */
function headersIn(file: string | undefined): Record<string, string> {
  if (file === undefined) return {};
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line, at) => {
      const match = /^([A-Za-z0-9-]{1,64}):[ \t]*([\x20-\x7e]{1,4096}?)\s*$/.exec(line);
      if (!match)
        throw new Refusal('CONFIG_INVALID', { hint: `auditing.siem.otlp.headersFile, line ${at + 1}` });
      return [match[1] ?? '', match[2] ?? ''];
    }),
  );
}
