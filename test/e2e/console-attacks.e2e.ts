import { jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, Response as PageResponse } from 'playwright-core';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { declaredOperations, type ClientRole } from '../../apps/node/src/callers/index.js';
import { resolverClasses } from '../../apps/node/src/graphql/schema.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { consoleQuestions, type Question } from '../support/console-questions.js';
import {
  giveAccounts,
  openConsolePage,
  sessionCookie,
  shot,
  signIn,
  type Accounts,
  type ConsolePage,
} from '../support/console.js';
import { newestOfExchange } from '../support/exchange-entries.js';
import { issuedToken } from '../support/issued-token.js';

jest.setTimeout(240_000);

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
/** Runs where a page takes text for markup, and is a formula where a spreadsheet does. */
const NASTY = '=HYPERLINK("//e")<img src=x onerror=wasHit=1>';

let cluster: Cluster;
let node: TestNode;
let accounts: Accounts;
let auditor: ConsolePage;
let clerk: ConsolePage;
let holder: ConsolePage;

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing'],
    agreements: {
      beijing: [sampleAgreement('own', '*', { licenceTypes: [card.typeCode, firm.typeCode] })],
    },
    sections: {
      console: { enabled: true },
      transparency: { intervalMs: 60_000 },
    },
  });
  node = cluster.nodes.beijing;
  const documents = new FileDocumentStore({ directory: `${node.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(node.running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
  accounts = await giveAccounts(node, {
    citizen: { type: card.holderType, code: card.holderCode, name: NASTY },
    firm: { type: firm.holderType, code: firm.holderCode, name: firm.holderName },
  });
  const { data, errors } = await ask(node, await accessToken(node), {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status } }`,
    variables: {
      id: card.identifier,
      context: {
        ...CONTEXT,
        itemName: NASTY,
        reason: NASTY,
        legalBasis: NASTY,
        person: { id: 'p-9', name: NASTY },
      },
    },
  });
  expect(errors).toBeUndefined();
  expect(data.licence.status).toBe('FOUND');
  await node.running.transparency.round();
  auditor = await signedIn('auditor');
  clerk = await signedIn('windowClerk');
  holder = await signedIn('holder');
}, 180_000);
afterAll(async () => {
  await Promise.all([auditor, clerk, holder].map((one) => one?.close()));
  await cluster?.stop();
});

async function signedIn(role: ClientRole): Promise<ConsolePage> {
  const opened = await openConsolePage(node);
  await signIn(opened.page, accounts.credentials(role));
  return opened;
}

/** As the console's own script would ask. */
async function asked(who: ConsolePage, { id, name, variables }: Omit<Question, 'field'>): Promise<Json> {
  const response = await fetch(`${node.publicUrl}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'tongban-console': '1',
      cookie: await sessionCookie(who),
    },
    body: JSON.stringify({ documentId: id, operationName: name, variables }),
  });
  return (await response.json()) as Json;
}
const question = (name: string, variables: Record<string, unknown>): Omit<Question, 'field'> => {
  const known = consoleQuestions().find((one) => one.name === name);
  return { id: known?.id ?? '', name, variables };
};
const codeOf = ({ errors }: Json): string | undefined => errors?.[0]?.extensions?.code as string | undefined;
const logged = (text: string): string[] => node.logs.filter((line) => line.includes(text));
const wasHit = (page: Page): Promise<boolean> => page.evaluate<boolean>('"wasHit" in window');

describe("another role's pages", () => {
  it('tell nothing: each operation of the console is refused to every role that it is not for', async () => {
    const allowed = new Map(
      declaredOperations(resolverClasses as never).map(({ name, roles }) => [name.split('.').at(-1), roles]),
    );
    for (const [role, who] of [
      ['windowClerk', clerk],
      ['holder', holder],
      ['auditor', auditor],
    ] as const) {
      const foreign = consoleQuestions().filter(({ field }) => !allowed.get(field)?.includes(role));
      expect(foreign.length).toBeGreaterThan(2);
      for (const one of foreign) {
        const answer = await asked(who, one);
        expect([one.name, answer.data?.[one.field] ?? null, codeOf(answer)]).toEqual([
          one.name,
          null,
          'ROLE_NOT_ALLOWED',
        ]);
      }
    }
    cluster.advance(61_000); // so many attempts have used up what one minute writes into the audit log
  });

  it('show the refusal and no row, and the attempt stands in both logs', async () => {
    const before = logged('"code":"ROLE_NOT_ALLOWED"').length;
    await clerk.page.goto(`${node.publicUrl}/console/entries`);
    await clerk.page.getByText('ROLE_NOT_ALLOWED').first().waitFor();
    expect(await clerk.page.locator('tr.line').count()).toBe(0);
    await shot(clerk.page, 'attack-other-role');
    expect(logged('"code":"ROLE_NOT_ALLOWED"').length).toBeGreaterThan(before);
    const [entry] = await newestOfExchange(node, 1);
    expect(entry?.entry).toMatchObject({
      kind: 'refusal',
      outcome: 'denied',
      code: 'ROLE_NOT_ALLOWED',
      caller: { id: 'console', role: 'windowClerk', person: expect.any(String) },
    });
  });

  it('and files of other roles are refused and noted as well', async () => {
    const before = (await newestOfExchange(node, 1))[0]?.entry.id;
    const response = await fetch(
      `${node.publicUrl}/audit/exports/00000000-0000-4000-8000-000000000000/file`,
      {
        headers: { cookie: await sessionCookie(clerk), 'sec-fetch-site': 'same-origin' },
      },
    );
    expect([response.status, codeOf((await response.json()) as Json)]).toEqual([403, 'ROLE_NOT_ALLOWED']);
    const [entry] = await newestOfExchange(node, 1);
    expect(entry?.entry.id).not.toBe(before);
    expect(entry?.entry).toMatchObject({ kind: 'refusal', code: 'ROLE_NOT_ALLOWED' });
  });
});

describe('forged ids', () => {
  it.each([
    ['an entry that is none', 'AuditEntry', { id: '../../etc/passwd', withPersonalValues: false }],
    [
      'an entry of nobody',
      'AuditEntry',
      { id: '00000000-0000-7000-8000-000000000000', withPersonalValues: true },
    ],
    ['a finding of nobody', 'TriageFinding', { id: '00000000-0000-7000-8000-000000000000', to: 'RESOLVED' }],
    ['a search of somebody else', 'DeleteSearch', { id: '00000000-0000-7000-8000-000000000000' }],
    ['statements in place of an id', 'DeleteSearch', { id: "x'; DROP TABLE audit_search; --" }],
  ])('%s', async (_what, name, variables) => {
    const { data, errors } = await asked(auditor, question(name, variables));
    if (data?.deleteAuditSearch === undefined || data.deleteAuditSearch === null)
      expect(errors?.[0]?.extensions?.code).toMatch(/^[A-Z_]+$/);
    else expect(data.deleteAuditSearch).toBe(false);
    expect(JSON.stringify(errors ?? [])).not.toMatch(/syntax|relation|invalid input|at .*\.js/);
  });

  it("another holder's objection is as unknown as any", async () => {
    const raised = await asked(
      holder,
      question('RaiseObjection', {
        input: { identifier: card.identifier, field: 'holderName', claim: NASTY, proposed: NASTY },
      }),
    );
    const { id } = raised.data.raiseDataObjection as { id: string };
    const stranger = await issuedToken(node, cluster.now(), {
      role: 'holder',
      holder_type: '111',
      holder_code: '11010519491231002X',
      person_id: 'p-1',
      person_name: '他人',
    });
    const { errors } = await ask(node, stranger, {
      query: 'query($id: ID!) { dataObjection(id: $id) { claim } }',
      variables: { id },
    });
    expect(codeOf({ errors } as Json)).toBe('SHARING_REQUEST_UNKNOWN');
    // Its own holder sees it, and the answer of the office, as text.
    const security = await issuedToken(node, cluster.now(), {
      role: 'securityAdministrator',
      person_id: 'p-2',
      person_name: '样例',
    });
    await ask(node, security, {
      query: `mutation($id: ID!, $text: String!) { answerDataObjection(id: $id, answer: REJECT, text: $text) { state } }`,
      variables: { id, text: NASTY },
    });
  });

  it('a session that somebody made up opens nothing', async () => {
    const real = (await sessionCookie(auditor)).split('=').at(-1) ?? '';
    for (const value of ['A'.repeat(43), `${real.slice(0, -1)}${real.endsWith('A') ? 'B' : 'A'}`]) {
      const response = await fetch(`${node.publicUrl}/console/session`, {
        headers: { cookie: `tongban-session=${value}`, 'tongban-console': '1' },
      });
      expect([response.status, codeOf((await response.json()) as Json)]).toEqual([
        401,
        'CONSOLE_SESSION_ENDED',
      ]);
    }
  });
});

describe('script that was stored', () => {
  it('is text on every page that shows it', async () => {
    const { data } = await asked(
      auditor,
      question('SaveSearch', { name: NASTY, filter: { caseNumber: CONTEXT.caseNumber }, shared: true }),
    );
    expect(data.saveAuditSearch.id).toEqual(expect.any(String));
    const dialogs: string[] = [];
    for (const { page } of [auditor, holder])
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
    const { page } = auditor;
    await page.goto(`${node.publicUrl}/console/entries?caseNumber=${CONTEXT.caseNumber}`);
    await page.getByText('=HYPERLINK').first().waitFor();
    await page.getByRole('button', { name: '常用查询' }).click();
    await page.getByRole('menuitem').filter({ hasText: '=HYPERLINK' }).waitFor();
    await shot(page, 'attack-stored-list');
    await page.keyboard.press('Escape');
    await page.locator('tr.line').first().getByRole('link').click();
    await page.getByText('事由：=HYPERLINK').waitFor();
    await page.getByRole('button', { name: '查看个人信息' }).first().click();
    await page.locator('.ant-popconfirm').getByRole('button').last().click();
    await page.getByText('p-9').waitFor();
    await shot(page, 'attack-stored-entry');
    expect(await wasHit(page)).toBe(false);

    for (const [path, text] of [
      ['my-access', '事由：=HYPERLINK'],
      ['my-objections', '=HYPERLINK'],
    ] as const) {
      await holder.page.goto(`${node.publicUrl}/console/${path}`);
      await holder.page.locator('main, [role=main]').getByText(text).first().waitFor();
      await shot(holder.page, `attack-stored-${path}`);
      expect(await wasHit(holder.page)).toBe(false);
    }
    expect(dialogs).toEqual([]);
    // The account's own name is one of those texts, and stands on each page.
    expect(await holder.page.getByText('=HYPERLINK').count()).toBeGreaterThan(1);
    for (const { problems } of [auditor, holder])
      expect(problems.filter((one) => /Content Security|script|onerror/i.test(one))).toEqual([]);
  });

  it('even as markup would meet a policy that runs no inline script and loads nothing', async () => {
    const { page } = await signedInAt('account');
    const blocked = await page.evaluate<string[]>(`new Promise((done) => {
      const seen = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const place = document.createElement('div');
      place.innerHTML = '<img src="https://evil.example/x" onerror="window.wasHit=1">' +
        '<iframe src="https://evil.example/"></iframe><form action="https://evil.example/"></form>';
      document.body.append(place);
      const script = document.createElement('script');
      script.textContent = 'window.wasHit=1';
      document.body.append(script);
      fetch('https://evil.example/').catch(() => undefined);
      setTimeout(() => done([...new Set(seen)].sort()), 300);
    })`);
    expect(blocked).toEqual(
      expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src-elem']),
    );
    expect(await wasHit(page)).toBe(false);
    await page.context().browser()?.close();
  });

  it('is no formula in an export', async () => {
    const headers = { cookie: await sessionCookie(auditor), 'tongban-console': '1' };
    const begun = await fetch(`${node.publicUrl}/audit/exports`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ format: 'csv', filter: { caseNumber: CONTEXT.caseNumber } }),
    });
    const { id } = (await begun.json()) as { id: string };
    const state = async (): Promise<string> =>
      ((await (await fetch(`${node.publicUrl}/audit/exports/${id}`, { headers })).json()) as Json).state;
    for (let turn = 0; (await state()) !== 'done' && turn < 100; turn += 1)
      await new Promise((go) => setTimeout(go, 50));
    const file = await (await fetch(`${node.publicUrl}/audit/exports/${id}/file`, { headers })).text();
    expect(file).toContain(`"'=HYPERLINK(""//e"")`);
    expect(file).not.toMatch(/(^|[,\n])"?=/);
  });
});

async function signedInAt(path: string): Promise<ConsolePage> {
  const opened = await signedIn('windowClerk');
  await opened.page.goto(`${node.publicUrl}/console/${path}`);
  await opened.page.getByRole('heading').first().waitFor();
  return opened;
}

describe('a page of another site', () => {
  let evil: Server;
  let origin: string;
  beforeAll(async () => {
    evil = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>evil</title><body></body>');
    }).listen(0, '127.0.0.1');
    await once(evil, 'listening');
    // `localhost` is another site than 127.0.0.1; a neighbouring port of 127.0.0.1 is the same site of another origin.
    origin = `http://localhost:${String((evil.address() as AddressInfo).port)}`;
  });
  afterAll(() => void evil.close());

  it.each(['/console/', '/console/entries', '/oidc/auth', '/graphql'])('cannot frame %s', async (path) => {
    const { page, close } = await signedInAt('account');
    await page.goto(origin);
    await page.evaluate(`new Promise((done) => {
      const frame = document.createElement('iframe');
      frame.src = ${JSON.stringify(node.publicUrl + path)};
      frame.onload = done;
      document.body.append(frame);
      setTimeout(done, 2_000);
    })`);
    const framed = page.frames().at(1);
    expect(framed ? await framed.locator('body').innerText() : '').not.toMatch(/通办|登录|审计/);
    await close();
  });

  it.each([
    ['another site', 'localhost', 'TOKEN_MISSING'],
    ['a neighbour of the same site', '127.0.0.1', 'CONSOLE_REQUEST_FORGED'],
  ])('of %s cannot ask in the name of a session', async (_what, host, code) => {
    const { page, close } = await signedIn('auditor');
    const before = logged('CONSOLE_REQUEST_FORGED').length;
    await page.goto(origin.replace('localhost', host));
    const isAnswer = (response: PageResponse): boolean =>
      response.url().endsWith('/graphql') && response.request().method() === 'POST';
    let answers = 0;
    page.on('response', (response) => (answers += isAnswer(response) ? 1 : 0));
    const answered = page.waitForResponse(isAnswer);
    // A form, which needs nobody's leave; then a script with the console's header, which does.
    const read = await page.evaluate(`(async () => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post', action: ${JSON.stringify(`${node.publicUrl}/graphql`)}, enctype: 'text/plain', target: 'there',
      });
      const frame = Object.assign(document.createElement('iframe'), { name: 'there' });
      const field = Object.assign(document.createElement('input'), {
        name: '{"query":"{ auditEntries { logSize } }","x":"', value: '"}',
      });
      form.append(field);
      document.body.append(frame, form);
      form.submit();
      await new Promise((done) => { frame.onload = done; setTimeout(done, 1_000); });
      return fetch(form.action, {
        method: 'POST', credentials: 'include', mode: 'cors',
        headers: { 'content-type': 'application/json', 'tongban-console': '1' },
        body: JSON.stringify({ query: '{ auditEntries { logSize } }' }),
      }).then((answer) => answer.text(), () => 'unreadable');
    })()`);
    expect(read).toBe('unreadable');
    const body: Json = await (await answered).json();
    expect([codeOf(body), answers]).toEqual([code, 1]);
    if (code === 'CONSOLE_REQUEST_FORGED') {
      expect(logged('CONSOLE_REQUEST_FORGED').length).toBeGreaterThan(before);
      const [entry] = await newestOfExchange(node, 1);
      expect(entry?.entry).toMatchObject({ kind: 'refusal', code, caller: { role: 'auditor' } });
    }
    await close();
  });
});

describe('tokens', () => {
  it('are nowhere that a script could read them', async () => {
    for (const who of [auditor, clerk, holder]) {
      await who.page.goto(`${node.publicUrl}/console/account`);
      await who.page.getByRole('heading', { name: '我的账号' }).waitFor();
      const kept = await who.page.evaluate<string>(
        `(async () => JSON.stringify([
          { ...localStorage }, { ...sessionStorage }, document.cookie,
          await indexedDB.databases(), await caches.keys().catch(() => []),
          await (await fetch('/console/session', { headers: { 'tongban-console': '1' } })).text(),
          document.documentElement.outerHTML,
        ]))()`,
      );
      expect(kept).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.|tongban-session|Bearer/);
      const session = (await who.context.cookies()).find(({ name }) => name === 'tongban-session');
      expect(session).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    }
  });
});
