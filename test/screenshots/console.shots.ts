import { jest } from '@jest/globals';
import type { Browser, Page, Route } from 'playwright-core';
import { CLIENT_ROLES, type ClientRole } from '../../apps/node/src/callers/index.js';
import { launchBrowser } from '../support/browser.js';
import { openConsolePage, shot, signIn, type Accounts, type ConsolePage } from '../support/console.js';
import { linksTo, pagesOf, settled, type ListedPage } from '../support/console-pages.js';
import { startConsoleStage, type ConsoleStage } from '../support/console-stage.js';
import { faultsOf, unfilled } from './page-checks.js';
import { signingIn } from './signing-in.js';
import { STEPS } from './steps.js';
import { subjectsOf, type Subject } from '../support/console-stage/subjects.js';

jest.setTimeout(900_000);

const ROWS = 10_000;
/** Pages that are looked at side by side: what the machine's two cores bear. */
const SIDE_BY_SIDE = 2;

interface Look {
  name: string;
  language: 'zh-CN' | 'en';
  width: number;
  colorScheme: 'light' | 'dark';
}
/** Opened wide and opened narrow; from one look to the next the page stays as it is, as under somebody's hand. */
const WIDE: readonly Look[] = [
  { name: 'zh', language: 'zh-CN', width: 1280, colorScheme: 'light' },
  { name: 'zh-dark', language: 'zh-CN', width: 1280, colorScheme: 'dark' },
  { name: 'en', language: 'en', width: 1280, colorScheme: 'light' },
];
const NARROW: readonly Look[] = [
  { name: 'en-narrow', language: 'en', width: 390, colorScheme: 'light' },
  { name: 'zh-narrow', language: 'zh-CN', width: 390, colorScheme: 'light' },
  { name: 'zh-narrow-dark', language: 'zh-CN', width: 390, colorScheme: 'dark' },
];
const PLAIN = WIDE[0]!;

let stage: ConsoleStage;
const begun = performance.now();
const tell = (what: string): void =>
  void process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${what}\n`);
/** Characters that were seen to be drawn. */
const isDrawn = new Set<string>();

beforeAll(async () => {
  stage = await startConsoleStage({ rows: ROWS, tell });
}, 300_000);
afterAll(async () => {
  await stage?.stop();
});

/** Something to be opened, and in which looks. */
interface Task {
  role: ClientRole;
  listed: ListedPage;
  /** Of the pictures. */
  name: string;
  address: string;
  /** Once, or in every look with every state and step. */
  isWhole: boolean;
}

async function look(page: Page, { language, width, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  if ((await page.evaluate('document.documentElement.lang')) !== language) {
    await page.getByRole('button', { name: language === 'en' ? 'English' : '中文', exact: true }).click();
    await page.waitForFunction(`localStorage.getItem('tongban.language') === '${language}'`);
  }
  await page.mouse.move(0, 0);
  await settled(page);
}

const REFUSED = JSON.stringify({
  data: null,
  errors: [
    {
      message: 'x',
      extensions: {
        code: 'STORE_UNAVAILABLE',
        message: 'The store cannot be reached.',
        advice: 'Try again in a minute.',
        messageZh: '数据存储暂时不可用。',
        adviceZh: '请一分钟后重试。',
      },
    },
  ],
});

/** Looks at pages as somebody of a role, and keeps what has to be mended. */
class Photographer {
  readonly faults: string[] = [];
  /** Addresses that pages led to. */
  readonly links = new Set<string>();
  private doing = '';

  constructor(private readonly opened: Pick<ConsolePage, 'page' | 'problems'>) {
    opened.page.setDefaultTimeout(20_000);
  }

  get page(): Page {
    return this.opened.page;
  }

  async take(task: Task): Promise<void> {
    this.doing = task.name;
    await this.attempt('looks', () => (task.isWhole ? this.whole(task) : this.once(task)));
    for (const problem of this.opened.problems.splice(0))
      this.fault(`the browser says: ${problem.slice(0, 300)}`);
  }

  /** What a node shows that has nothing to show. */
  async empty({ name, address }: Task): Promise<void> {
    this.doing = name;
    await this.attempt('empty', async () => {
      await this.open(address, PLAIN);
      await this.picture('empty', PLAIN);
    });
  }

  private async whole({ listed, address, role }: Task): Promise<void> {
    for (const looks of [WIDE, NARROW])
      for (const [n, one] of looks.entries()) {
        if (n === 0) await this.open(address, one);
        else await look(this.page, one);
        if (one === PLAIN) this.fault(...(await unfilled(this.page)));
        if (one === PLAIN) for (const link of await linksTo(this.page)) this.links.add(link);
        await this.picture(one.name, one);
      }
    for (const step of STEPS[listed.path] ?? []) {
      if (step.roles && !step.roles.includes(role)) continue;
      await this.attempt(step.name, async () => {
        await this.open(address, PLAIN);
        await step.go(this.page, stage);
        await this.page.mouse.move(0, 0);
        await this.picture(step.name, PLAIN);
        await this.page.setViewportSize({ width: NARROW[0]!.width, height: 900 });
        await settled(this.page);
        await this.picture(`${step.name}.narrow`, PLAIN);
      });
    }
    await this.states(address);
  }

  private async once({ address }: Task): Promise<void> {
    await this.open(address, PLAIN);
    this.fault(...(await unfilled(this.page)));
    for (const link of await linksTo(this.page)) this.links.add(link);
    await this.picture('zh', PLAIN);
    await this.open(address, NARROW[0]!);
    await this.picture('en-narrow', NARROW[0]!);
  }

  /** What does not come about is one more fault: the rest is looked at all the same. */
  private async attempt(what: string, doing: () => Promise<void>): Promise<void> {
    try {
      await doing();
    } catch (error) {
      this.fault(`${what}: ${String(error).split('\n').slice(0, 3).join(' ').slice(0, 400)}`);
    }
  }

  private async states(address: string): Promise<void> {
    let asked = 0;
    const refuse = (route: Route): Promise<void> => {
      asked += 1;
      return route.fulfill({ contentType: 'application/graphql-response+json', body: REFUSED });
    };
    await look(this.page, PLAIN);
    await this.page.route('**/graphql', refuse);
    await this.page.goto(address);
    await settled(this.page);
    await this.picture('refused', PLAIN);
    if (asked > 0 && (await this.page.locator('.ant-alert-error').count()) === 0)
      this.fault('says nothing where the node refuses');
    await this.page.unroute('**/graphql');
    await this.page.route('**/graphql', () => undefined); // never answered
    await this.page.goto(address);
    await this.page.locator('h1, .ant-spin, .ant-skeleton').first().waitFor();
    await this.picture('waiting', PLAIN);
    await this.page.unroute('**/graphql');
  }

  private async open(address: string, one: Look): Promise<void> {
    await look(this.page, one);
    await this.page.goto(address);
    await settled(this.page);
  }

  private async picture(suffix: string, { language }: Look): Promise<void> {
    for (const fault of await faultsOf(this.page, language, isDrawn)) this.fault(`${suffix}: ${fault}`);
    await shot(this.page, `${this.doing}.${suffix}`);
  }

  private fault(...texts: readonly string[]): void {
    for (const text of texts) this.faults.push(`${this.doing}: ${text}`);
  }
}

/** Signs in, or says what stood on the page instead. */
async function enter({ page }: ConsolePage, { credentials }: Accounts, role: ClientRole): Promise<void> {
  page.setDefaultTimeout(20_000);
  try {
    await signIn(page, credentials(role));
  } catch (error) {
    await shot(page, `${role}.not-signed-in`);
    const text = await page.locator('body').innerText();
    throw new Error(`${role} did not get in: ${page.url()}\n${text}`, { cause: error });
  }
}

async function photographers(browser: Browser, role: ClientRole): Promise<Photographer[]> {
  const first = await openConsolePage(stage.node, { browser });
  await enter(first, stage.accounts.beijing, role);
  const storageState = await first.context.storageState();
  const others = await Promise.all(
    Array.from({ length: SIDE_BY_SIDE - 1 }, () => openConsolePage(stage.node, { browser, storageState })),
  );
  return [first, ...others].map((opened) => new Photographer(opened));
}

/** All of it, by as many as there are. */
async function share(tasks: readonly Task[], all: readonly Photographer[], role: string): Promise<void> {
  const waiting = [...tasks];
  await Promise.all(
    all.map(async (one) => {
      for (let task = waiting.shift(); task; task = waiting.shift()) {
        await one.take(task);
        tell(`${role}: ${task.name}, ${String(waiting.length)} to go`);
      }
    }),
  );
}

const nameOf = (role: string, { path }: ListedPage): string => `${role}.${path.replaceAll(/[/:]+/g, '-')}`;

describe('the pages of a nobody', () => {
  it.each(['zh', 'en'] as const)('who signs in, %s', async (language) => {
    const browser = await launchBrowser({ processes: true });
    const faults = await signingIn(stage, browser, language);
    await browser.close();
    expect(faults).toEqual([]);
    tell(`nobody: ${language}`);
  });
});

describe.each(CLIENT_ROLES)('the pages of a %s', (role: ClientRole) => {
  it('in both languages, wide and narrow, light and dark, and as they are in each state', async () => {
    const browser = await launchBrowser({ processes: true });
    const all = await photographers(browser, role);
    const pages = await pagesOf(role);
    const origin = `${stage.node.publicUrl}/console/`;
    const task = (listed: ListedPage, { name, path }: Subject, isWhole: boolean): Task => ({
      role,
      listed,
      name: name === '' ? nameOf(role, listed) : `${nameOf(role, listed)}.${name}`,
      address: `${origin}${path}`,
      isWhole,
    });
    const own = pages.filter(({ path }) => !path.includes(':'));
    await share(
      own.map((listed) => task(listed, { name: '', path: listed.path }, true)),
      all,
      role,
    );
    const subjects = subjectsOf(stage, role);
    const unseen: string[] = [];
    // A page about something may itself be reached from one about something else.
    const rest = pages.filter(({ path }) => path.includes(':'));
    const about = rest.flatMap((listed) =>
      (subjects[listed.path] ?? []).map((subject, n) => task(listed, subject, n === 0)),
    );
    await share(about, all, role);
    for (const listed of rest.filter(({ path }) => subjects[path] === undefined)) {
      const pattern = new RegExp(`^/console/${listed.path.replaceAll(/:[a-z]+/gi, '[^/]+')}$`);
      const link = all.flatMap(({ links }) => [...links]).find((href) => pattern.test(href));
      if (link === undefined) unseen.push(`${listed.path}: no page leads there`);
      else
        await share(
          [{ ...task(listed, { name: '', path: '' }, true), address: `${stage.node.publicUrl}${link}` }],
          all,
          role,
        );
    }
    await browser.close();
    expect([...unseen, ...all.flatMap(({ faults }) => faults)]).toEqual([]);
  });

  it('where there is nothing yet', async () => {
    const opened = await openConsolePage(stage.empty);
    await enter(opened, stage.accounts.hebei, role);
    const one = new Photographer(opened);
    for (const listed of await pagesOf(role)) {
      if (listed.path.includes(':')) continue;
      const address = `${stage.empty.publicUrl}/console/${listed.path}`;
      await one.empty({ role, listed, name: nameOf(role, listed), address, isWhole: false });
    }
    await opened.close();
    tell(`${role}: where there is nothing yet`);
    expect(one.faults).toEqual([]);
  });
});
