import { otlpLogs } from './otlp.js';
import type { SiemRecord } from './record.js';

export interface OtlpTarget {
  /** For example `https://collector.example:4318/v1/logs`. */
  url: string;
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/** OTLP/HTTP with JSON. A batch counts as sent when the collector has answered 2xx to all of it. */
export class OtlpSink {
  constructor(
    private readonly target: OtlpTarget,
    private readonly node: string,
  ) {}

  async send(records: readonly SiemRecord[]): Promise<void> {
    const response = await fetch(this.target.url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json', ...this.target.headers },
      body: JSON.stringify(otlpLogs(records, this.node)),
      signal: AbortSignal.timeout(this.target.timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the collector answered ${response.status}`);
    // A collector may take a part only and say how many it has refused (OTLP, "Partial Success").
    const refused = /"rejectedLogRecords"\s*:\s*"?(\d+)/.exec(text.slice(0, 10_000))?.[1];
    if (refused !== undefined && Number(refused) > 0) throw new Error('the collector refused records');
  }

  close(): void {
    // Connections belong to fetch.
  }
}
