/** The packaged browser with one page of the console, signed in, and what can be measured of it. */
import { launchBrowser } from '../../support/browser.ts';

/** Runs in the page before anything else: when the first row of the list stood there, milliseconds since the page began. */
const WATCH_ROWS = `
  new MutationObserver((_, observer) => {
    if (!document.querySelector('tr.line')) return;
    observer.disconnect();
    requestAnimationFrame(() => (window.firstRows = performance.now()));
  }).observe(document, { childList: true, subtree: true });`;

/** Two frames later whatever was told to the page is painted. */
const PAINTED =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))';

const LIST = 'AuditEntries';
const COUNTS = 'AuditCounts';

/** @param {{ publicUrl: string, username: string, password: string }} options */
export async function openConsole({ publicUrl, username, password }) {
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${publicUrl}/console/`);
  await page.getByRole('link', { name: '登录' }).click();
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', password);
  await page.locator('form button[type=submit]').first().click();
  await page.waitForURL(/\/(console\/|oidc\/interaction\/)/);
  if (page.url().includes('/oidc/interaction/'))
    await page.locator('form button[type=submit]').first().click();
  await page.waitForURL(/\/console\/[a-z]/);
  await page.addInitScript(WATCH_ROWS);
  const counting = new Set();
  const isCount = (request) =>
    request.url().endsWith('/graphql') && request.postDataJSON()?.operationName === COUNTS;
  page.on('request', (request) => isCount(request) && counting.add(request));
  for (const event of ['requestfinished', 'requestfailed'])
    page.on(event, (request) => counting.delete(request));
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  return {
    page,
    close: () => browser.close(),

    /** Opens the list anew. @returns milliseconds until something and until the first rows were painted */
    async load() {
      await page.goto(`${publicUrl}/console/entries`);
      await page.locator('tr.line').first().waitFor();
      await page.evaluate(PAINTED);
      return page.evaluate(
        `({ paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, rows: window.firstRows })`,
      );
    },

    /** Until the timeline has been counted as well, as somebody who reads before filtering again lets it. */
    async settled() {
      while (counting.size > 0) await page.waitForEvent('requestfinished', isCount);
    },

    /** Fills one field of the filters. @returns milliseconds until the rows of the new filter were painted */
    async filter(label, value) {
      const field = page.getByLabel(label, { exact: true });
      await field.fill(value);
      const answered = page.waitForResponse(
        (response) =>
          response.url().endsWith('/graphql') && response.request().postDataJSON()?.operationName === LIST,
      );
      const began = await page.evaluate('performance.now()');
      await field.press('Enter');
      const response = await answered;
      await response.finished();
      const ended = await page.evaluate(PAINTED);
      const { errors } = await response.json();
      return { ms: ended - began, code: errors?.[0]?.extensions?.code };
    },

    /** Turns the wheel for some seconds. @returns milliseconds between frames */
    async scroll(seconds) {
      await page.mouse.move(640, 700);
      await page.evaluate(`
        window.frames = []; window.counting = true;
        (function count(before) {
          requestAnimationFrame((now) => { if (before) window.frames.push(now - before); if (window.counting) count(now); });
        })(0)`);
      for (const until = performance.now() + seconds * 1000; performance.now() < until;)
        await page.mouse.wheel(0, 240);
      return page.evaluate('(window.counting = false, window.frames)');
    },

    /** Bytes in use after a collection of garbage. */
    async heap() {
      await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const valueOf = (name) => metrics.find((metric) => metric.name === name)?.value ?? NaN;
      return { heap: valueOf('JSHeapUsedSize'), nodes: valueOf('Nodes') };
    },
  };
}
