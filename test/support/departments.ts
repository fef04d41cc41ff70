import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** How a department behaves; a test may change it while it runs. */
export interface Temper {
  delayMs?: number;
  /** Answers no sooner than this is over: a test looks at what is under way. */
  until?: Promise<unknown>;
  records?: number;
  mode?: 'answer' | 'nothing' | 'refuse' | 'break' | 'away' | 'silent';
  /** Of `away`, seconds. */
  retryAfter?: number;
}

interface Dataset {
  code: string;
  name: { zh: string; en: string };
  items: { code: string; zh: string; en: string }[];
}

/**
 * Departments' services over HTTP as a check meets them, each with a speed and a temper of its own. All data is invented
 * and follows from the code that is asked for. (Only syntax that Node strips: benchmarks import this file as it is.)
 */
export class Departments {
  /** Questions by dataset, and the most that were under way at once. */
  readonly asked = new Map<string, number>();
  readonly most = new Map<string, number>();
  tempers: Record<string, Temper>;
  private readonly running = new Map<string, number>();
  private readonly datasets: Map<string, Dataset>;
  private readonly server: Server;

  /** @param tempers by dataset; what is not named finds nothing */
  static async open(tempers: Record<string, Temper>): Promise<Departments> {
    const departments = new Departments(tempers);
    await new Promise<void>((resolve) => departments.server.listen(0, '127.0.0.1', resolve));
    return departments;
  }

  private constructor(tempers: Record<string, Temper>) {
    this.tempers = tempers;
    const catalogue = parse(readFileSync('config/catalogue/evidence.yaml', 'utf8')) as {
      datasets: Dataset[];
    };
    this.datasets = new Map(catalogue.datasets.map((dataset) => [dataset.code, dataset]));
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Items of a dataset, in the order of the catalogue. */
  itemsOf(dataset: string): string[] {
    return this.datasets.get(dataset)?.items.map(({ code }) => code) ?? [];
  }

  /** Writes the mapping file of a region that asks these departments. @returns its path */
  mappingFile(
    directory: string,
    { datasets = Object.keys(this.tempers), deadlineMs = 5_000, concurrency = 64 } = {},
  ): string {
    mkdirSync(directory, { recursive: true });
    const sources = datasets.map((dataset) => ({
      id: dataset,
      dataset,
      department: {
        code: '11110000TB90000160',
        name: { zh: `${this.datasets.get(dataset)?.name.zh ?? dataset}样例部门`, en: `Sample ${dataset}` },
      },
      deadlineMs,
      concurrency,
      queue: 10_000,
      breaker: { failures: 100, openMs: 100, maxOpenMs: 100 },
      subjects: { '001': 'uscc' },
      items: Object.fromEntries(this.itemsOf(dataset).map((code) => [code, { from: `/${code}` }])),
      http: {
        url: this.url,
        path: `/${dataset}/{code}`,
        answer: { records: '/records', asOf: '/asOf', reason: '/reason' },
      },
    }));
    const file = join(directory, 'departments.yaml');
    writeFileSync(file, stringify({ sources }));
    return file;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, dataset = '', code = ''] = (request.url ?? '').split('/');
    const temper: Temper = this.tempers[dataset] ?? { mode: 'nothing' };
    this.asked.set(dataset, (this.asked.get(dataset) ?? 0) + 1);
    this.count(dataset, 1);
    response.once('close', () => this.count(dataset, -1));
    if (temper.delayMs) await new Promise((resolve) => setTimeout(resolve, temper.delayMs));
    await temper.until;
    const send = (status: number, body: object, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    };
    switch (temper.mode ?? 'answer') {
      case 'silent':
        return;
      case 'nothing':
        return send(404, {});
      case 'refuse':
        return send(403, { reason: '该企业信息依法不予共享' });
      case 'break':
        return send(500, { error: 'stack trace of a department' });
      case 'away':
        return send(
          503,
          {},
          temper.retryAfter === undefined ? {} : { 'retry-after': String(temper.retryAfter) },
        );
      case 'answer':
        return send(200, {
          asOf: '2026-11-28T00:00:00Z',
          records: this.records(dataset, code, temper.records ?? 2),
        });
    }
  }

  private records(dataset: string, code: string, count: number): Record<string, string>[] {
    const items = this.datasets.get(dataset)?.items ?? [];
    return Array.from({ length: count }, (_, n) =>
      Object.fromEntries(
        items.map((item) => [item.code, `${item.zh}样例${String(n + 1)}（${code.slice(-4)}）`]),
      ),
    );
  }

  private count(dataset: string, change: number): void {
    const now = (this.running.get(dataset) ?? 0) + change;
    this.running.set(dataset, now);
    this.most.set(dataset, Math.max(this.most.get(dataset) ?? 0, now));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
