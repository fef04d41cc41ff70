import Fastify, { type FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { registerGraphiql } from '../../apps/node/src/graphiql/index.js';
import { launchBrowser } from '../support/browser.js';

const SLOW = 60_000;

describe('the GraphiQL page in a browser', () => {
  let fastify: FastifyInstance;
  let browser: Browser;
  let origin: string;
  const asked: { authorization: string | undefined; body: { query: string; variables: object } }[] = [];

  beforeAll(async () => {
    fastify = Fastify();
    fastify.post('/graphql', async (request) => {
      asked.push({ authorization: request.headers.authorization, body: request.body as never });
      return { data: { licence: { region: 'BEIJING', status: 'FOUND' } } };
    });
    fastify.post('/oidc/token', async () => ({ access_token: 'signed-in-token', token_type: 'Bearer' }));
    fastify.get('/oidc/auth', async (request, reply) => {
      const query = request.query as Record<string, string>;
      return reply.redirect(`${query['redirect_uri']}?code=c0de&state=${query['state']}`);
    });
    // The code flow's answer is a form; Fastify alone knows JSON only.
    fastify.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_r, body, done) => done(null, body),
    );
    const port = 0;
    await fastify.register(async (scope) =>
      registerGraphiql(scope, {
        graphqlUrl: '/graphql',
        title: { zh: '天津市', en: 'Tianjin' },
        signIn: { issuer: '/oidc', clientId: 'graphiql', scope: 'lookup', resource: 'x' },
      }),
    );
    origin = await fastify.listen({ port, host: '127.0.0.1' });
    browser = await launchBrowser();
  }, SLOW);
  afterAll(async () => {
    await browser?.close();
    await fastify?.close();
  }, SLOW);

  async function open(): Promise<{ page: Page; problems: string[]; requested: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const problems: string[] = [];
    const requested: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => requested.push(request.url()));
    await page.goto(`${origin}/graphiql`);
    await page.waitForSelector('.graphiql-execute-button');
    return { page, problems, requested };
  }

  it(
    'asks the sample question with the pasted token, from this origin alone and without breaking its policy',
    async () => {
      const { page, problems, requested } = await open();
      await page.getByRole('tab', { name: 'Verify' }).waitFor();
      await page.click('.graphiql-execute-button');
      await page.waitForSelector('.result-window >> text=FOUND');
      if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] });
      expect(asked.at(-1)).toMatchObject({
        authorization: undefined,
        body: { query: expect.stringContaining('licence(') },
      });
      expect(asked.at(-1)?.body.variables).toHaveProperty('context.caseNumber');
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await page.waitForSelector('.graphiql-plugin >> text=Query');
      expect(problems).toEqual([]);
      expect(requested.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual([]);
    },
    SLOW,
  );

  it(
    'signs a person in by the code flow with PKCE and sends the token',
    async () => {
      const { page, problems } = await open();
      await page.click('text=登录 Sign in');
      await page.waitForSelector('text=已登录 Signed in');
      expect(new URL(page.url()).search).toBe('');
      await page.click('.graphiql-execute-button');
      await page.waitForSelector('.result-window >> text=FOUND');
      expect(asked.at(-1)?.authorization).toBe('Bearer signed-in-token');
      // Who has signed in acts as oneself.
      expect(asked.at(-1)?.body.variables).toHaveProperty('context.caseNumber');
      expect(asked.at(-1)?.body.variables).not.toHaveProperty('context.person');
      expect(problems).toEqual([]);
    },
    SLOW,
  );

  it(
    'does not take a sign-in that it did not begin',
    async () => {
      const { page } = await open();
      await page.goto(`${origin}/graphiql?code=stolen&state=guess`);
      await page.waitForSelector('[role=alert]');
      expect(await page.textContent('[role=alert]')).toContain('登录未完成');
    },
    SLOW,
  );
});
