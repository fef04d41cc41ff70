import { jest } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { openConsolePage, signIn } from '../support/console.js';
import { settled } from '../support/console-pages.js';
import { startConsoleStage, type ConsoleStage } from '../support/console-stage.js';

jest.setTimeout(300_000);

const VISITS = 5;
/** Watches from before the page's first script on. */
const WATCH = `(() => {
  const seen = (window.seenTimings = { fcp: null, lcp: null, longestTask: 0, interaction: null });
  const watch = (type, note, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
  watch('paint', ({ name, startTime }) => { if (name === 'first-contentful-paint') seen.fcp = startTime; });
  watch('largest-contentful-paint', ({ startTime }) => { seen.lcp = startTime; });
  watch('longtask', ({ duration }) => { seen.longestTask = Math.max(seen.longestTask, duration); });
  watch('event', ({ name, duration }) => {
    if (name === 'click' || name === 'keydown') seen.interaction = Math.max(seen.interaction ?? 0, duration);
  }, { durationThreshold: 16 });
})()`;

interface Timings {
  fcp: number | null;
  lcp: number | null;
  ready: number | null;
  longestTask: number;
  interaction: number | null;
}

let stage: ConsoleStage;
beforeAll(async () => {
  stage = await startConsoleStage({ rows: 10_000 });
}, 300_000);
afterAll(async () => {
  await stage?.stop();
});

const median = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? null;
};

async function visit(page: Page, path: string): Promise<Timings> {
  await page.goto(`${stage.node.publicUrl}/console/${path}`);
  await settled(page);
  const ready = await page.evaluate<number>('performance.now()');
  // A few clicks as somebody makes them: the other appearance and back, the other language and back.
  for (const name of ['切换明暗', '切换明暗', 'English', '中文'])
    await page.getByRole('button', { name }).click();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))');
  return { ...(await page.evaluate<Omit<Timings, 'ready'>>('seenTimings')), ready };
}

it('measures pages of each kind, the cache filled as on a second day', async () => {
  const told: (Timings & { page: string })[] = [];
  for (const [role, paths] of [
    ['auditor', ['entries', 'findings']],
    ['holder', ['authorise', 'my-access', 'my-objections']],
  ] as const) {
    const { page, close } = await openConsolePage(stage.node);
    await page.addInitScript(WATCH);
    await signIn(page, stage.accounts.beijing.credentials(role));
    for (const path of paths) {
      const visits: Timings[] = [];
      for (let n = 0; n < VISITS; n += 1) visits.push(await visit(page, path));
      const of = (key: keyof Timings): number | null => median(visits.map((one) => one[key]));
      told.push({
        page: `${role}: ${path}`,
        fcp: of('fcp'),
        lcp: of('lcp'),
        ready: of('ready'),
        longestTask: of('longestTask') ?? 0,
        interaction: of('interaction'),
      });
    }
    await close();
  }
  expect(told.every(({ fcp }) => fcp !== null)).toBe(true);
  writeFileSync(process.env['TIMINGS'] ?? '/dev/null', JSON.stringify(told));
});
