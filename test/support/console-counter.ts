import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from 'playwright-core';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from './agreement.js';
import { startCluster, type Cluster, type ClusterOptions } from './cluster.js';
import { giveAccounts, openConsolePage, signIn, type Accounts, type ConsolePage } from './console.js';
import { deliverAll } from './deliver.js';
import { plainPdf } from './plain-pdf.js';

export const FIRM = wellKnownSample('110000');
export const AGENT = wellKnownPersonSample('110000');

type Region = 'beijing' | 'tianjin';
type Sections = Record<string, Record<string, unknown>>;

/** A counter in Tianjin and a department in Beijing, with people who sign in to the console. */
export interface Counters {
  cluster: Cluster;
  signedIn(
    region: Region,
    role: 'windowClerk' | 'handler' | 'approver',
    width?: number,
  ): Promise<ConsolePage>;
  /** Messages and answers go to and fro. */
  deliver(): Promise<void>;
  stop(): Promise<void>;
}

const RETRY_SECONDS = 60;

const LICENCES = {
  purposes: ['basic:002004001000', 'basic:000131026000'],
  licenceTypes: [FIRM.typeCode, AGENT.typeCode],
};

/** Two regions: Beijing has licences of everybody, and shares them with Tianjin. */
export async function startCounters({
  sections = {},
  own,
  alsoAgreed = [],
  fronted = [],
}: {
  sections?: Sections;
  own?: ClusterOptions['own'];
  /** More agreements in Beijing. */
  alsoAgreed?: ReturnType<typeof sampleAgreement>[];
  /** Where the line may be cut. */
  fronted?: readonly Region[];
} = {}): Promise<Counters> {
  const fields = [
    ...sampleAgreement('x', '*', LICENCES).fields,
    'issuerName',
    'issuerCode',
    'issueDate',
    'holderType',
    'validFrom',
    'validUntil',
  ];
  const cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    fronted,
    sections: {
      console: { enabled: true },
      messages: { pollSeconds: 3_600, retrySeconds: RETRY_SECONDS },
      cases: { pollSeconds: 3_600 },
      jobs: { pollSeconds: 0.5 },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 60, stopSeconds: 120 },
      catalogue: { files: ['config/catalogue/evidence.yaml'] },
      matters: {
        directory: 'config/matters',
        departments: ['beijing', 'tianjin'].map((name) => `config/matters/departments/${name}.yaml`),
      },
      ...sections,
    },
    ...(own ? { own } : {}),
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { ...LICENCES, fields }), ...alsoAgreed],
      tianjin: [sampleAgreement('tj-own', '*', { ...LICENCES, fields })],
    }),
  });
  const { beijing, tianjin } = cluster.nodes;
  const store = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, store, { region: '110000', seed: 1, count: 40 });
  const credit = beijing.running.matters.known.departmentOf('credit')!;
  const accounts: Record<Region, Accounts> = {
    tianjin: await giveAccounts(tianjin),
    beijing: await giveAccounts(beijing, undefined, { code: credit.code, name: credit.name.zh }),
  };
  const opened: ConsolePage[] = [];
  return {
    cluster,
    async signedIn(region, role, width = 1280) {
      const shown = await openConsolePage(cluster.nodes[region], { width });
      opened.push(shown);
      await signIn(shown.page, accounts[region].credentials(role));
      return shown;
    },
    async deliver() {
      await deliverAll(cluster, [tianjin, beijing], RETRY_SECONDS * 1_000);
    },
    async stop() {
      await Promise.all(opened.map(({ close }) => close()));
      await cluster.stop();
    },
  };
}

export const pdfFile = (name: string, buffer = plainPdf(name)) => ({
  name: `${name}.pdf`,
  mimeType: 'application/pdf',
  buffer,
});

export async function choose(page: Page, label: string, option: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.click();
  // The list may open beyond the edge of a dialog that is still coming up, where a mouse would scroll first.
  await page.locator('.ant-select-item-option:visible', { hasText: option }).first().dispatchEvent('click');
  await page.locator('.ant-select', { has: field }).getByText(option).first().waitFor();
}

export async function bytesOf(download: Download): Promise<Uint8Array> {
  return new Uint8Array(readFileSync(await download.path()));
}

/** A step through its dialog; the page has taken it in when the dialog is gone. */
export async function take(
  page: Page,
  step: string,
  enter?: (dialog: Locator) => Promise<void>,
): Promise<void> {
  await page.getByRole('button', { name: step, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await enter?.(dialog);
  await dialog.getByRole('button', { name: step, exact: true }).click();
  const refusal = dialog.locator('.ant-alert-error');
  await refusal.or(page.locator('body:not(:has([role=dialog]))')).first().waitFor();
  if (await refusal.count()) throw new Error(`${step}: ${await refusal.innerText()}`);
}

export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

/** Whoever works without a mouse: what they do is counted, for a receipt must not cost more than a minute. */
export class Keyboard {
  readonly done = { keys: 0, entries: 0, scans: 0, files: 0 };

  constructor(private readonly page: Page) {}

  async press(key: string): Promise<void> {
    this.done.keys += 1;
    await this.page.keyboard.press(key);
  }

  /** Into whatever has the focus. */
  async type(text: string): Promise<void> {
    this.done.entries += 1;
    await this.page.keyboard.type(text);
  }

  /** A scanner types what it reads, and ends with Enter. */
  async scan(text: string): Promise<void> {
    this.done.scans += 1;
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    const focused = target.and(this.page.locator(':focus'));
    for (let turn = 0; (await focused.count()) === 0; turn += 1) {
      if (turn > 60) throw new Error('the focus does not come there');
      await this.press('Tab');
    }
  }

  /** By a button that asks for a file. */
  async hand(button: Locator, file: ReturnType<typeof pdfFile>): Promise<void> {
    await this.tabTo(button);
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.press('Enter')]);
    await chooser.setFiles(file);
    this.done.files += 1;
  }
}
