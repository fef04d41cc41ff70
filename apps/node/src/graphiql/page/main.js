/* global document, window, location, history, sessionStorage, crypto, URLSearchParams, TextEncoder, btoa */
// The page's own code; bundled with GraphiQL by ../bundle.mjs. No type check: it is the only browser code of the node.
import { GraphiQL } from 'graphiql';
import { buildSchema } from 'graphql';
import { setNonce } from 'get-nonce';
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './page.css';

// The content security policy allows exactly the style elements that carry this answer's nonce.
setNonce(document.querySelector('meta[name="csp-nonce"]').nonce);

const config = await (await fetch('/graphiql/config.json')).json();
const schema = buildSchema(await (await fetch('/graphiql/schema.graphql')).text());

/** Opened from the console: whoever is signed in there asks, by its session, while no token stands in the headers. */
const bySession = location.search === '?session';
/** Headers that the caller wrote; the token of a signed-in person is added while none stands there. */
let accessToken;

async function fetcher(parameters, { headers } = {}) {
  const given = Object.fromEntries(Object.entries(headers ?? {}).filter(([, value]) => value));
  const named = Object.keys(given).some((name) => name.toLowerCase() === 'authorization');
  const response = await fetch(config.graphqlUrl, {
    method: 'POST',
    redirect: 'error',
    credentials: bySession ? 'same-origin' : 'omit',
    headers: {
      accept: 'application/graphql-response+json',
      ...(accessToken && !named ? { authorization: `Bearer ${accessToken}` } : {}),
      ...(bySession ? { 'tongban-console': '1' } : {}),
      ...given,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      query: parameters.query,
      variables: parameters.variables ?? {},
      ...(parameters.operationName ? { operationName: parameters.operationName } : {}),
    }),
  });
  return response.json();
}

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const redirectUri = () => location.origin + location.pathname;

/** OAuth 2 code flow with PKCE (RFC 7636). The token stays in this page's memory and ends with it. */
async function signIn() {
  const { issuer, clientId, scope, resource } = config.signIn;
  const pending = { verifier: random(), state: random() };
  sessionStorage.setItem('tongban-sign-in', JSON.stringify(pending));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope,
    resource,
    state: pending.state,
    code_challenge: base64url(challenge),
    code_challenge_method: 'S256',
  });
  location.assign(`${issuer}/auth?${query}`);
}

async function finishSignIn() {
  const query = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem('tongban-sign-in') ?? 'null');
  sessionStorage.removeItem('tongban-sign-in');
  if (!config.signIn || !query.has('state')) return undefined;
  history.replaceState(null, '', location.pathname);
  if (!pending || pending.state !== query.get('state') || !query.has('code')) {
    return `登录未完成 Sign-in not completed: ${query.get('error') ?? 'state'}`;
  }
  const response = await fetch(`${config.signIn.issuer}/token`, {
    method: 'POST',
    redirect: 'error',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: query.get('code'),
      redirect_uri: redirectUri(),
      client_id: config.signIn.clientId,
      code_verifier: pending.verifier,
      resource: config.signIn.resource,
    }),
  });
  const answer = await response.json();
  accessToken = answer.access_token;
  return accessToken ? undefined : `登录失败 Sign-in failed: ${answer.error}`;
}

const problem = await finishSignIn();
if (accessToken || bySession) actAsOneself();
resumeActiveTab();

/** The samples name an acting person, as systems must; who has signed in acts as oneself and may not name another. */
function actAsOneself() {
  const person = JSON.stringify(config.samplePerson);
  const strip = (text) => {
    try {
      const variables = JSON.parse(text);
      if (JSON.stringify(variables.context?.person) !== person) return text;
      delete variables.context.person;
      return JSON.stringify(variables, null, 2);
    } catch {
      return text;
    }
  };
  for (const tab of config.samples) tab.variables = strip(tab.variables);
  const stored = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? 'null');
  if (!stored) return;
  for (const tab of stored.tabs) tab.variables = strip(tab.variables);
  sessionStorage.setItem('graphiql:tabState', JSON.stringify(stored));
}

/** GraphiQL finds the tab to go on with by the contents of its editors; where they differ it opens another one. */
function resumeActiveTab() {
  const stored = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? 'null');
  const active = stored?.tabs[stored.activeTabIndex];
  if (!active) return;
  sessionStorage.setItem('graphiql:query', active.query ?? '');
  sessionStorage.setItem('graphiql:variables', active.variables ?? '');
}

const element = createElement;
const code = (text) => element('code', null, text);

function Hint() {
  const [open, setOpen] = useState(true);
  const status = accessToken
    ? element('span', { className: 'ok' }, '已登录 Signed in')
    : bySession
      ? element('span', { className: 'ok' }, '沿用控制台登录 By the console’s session')
      : config.signIn && element('button', { type: 'button', onClick: signIn }, '登录 Sign in');
  return element(
    'header',
    { className: 'tongban-bar' },
    element('strong', null, '通办 Tongban'),
    element('span', null, `${config.title.zh} ${config.title.en}`),
    status,
    problem && element('span', { className: 'problem', role: 'alert' }, problem),
    element('button', { type: 'button', onClick: () => setOpen(!open) }, '说明 Help'),
    open &&
      element(
        'p',
        null,
        '每次查询都记入审计日志，并须写明事项、办件编号和法律依据。 Every lookup is logged and states its matter, case and legal basis. ',
        '令牌 Token: ',
        code(config.tokenCommand),
        ' → “Headers”: ',
        code('{"authorization": "Bearer …"}'),
      ),
  );
}

// GraphiQL fills the editors of the first tab from these and not from `defaultTabs`; later its own storage rules.
const firstTab = sessionStorage.getItem('graphiql:tabState')
  ? {}
  : { variables: config.samples[0].variables, headers: config.defaultHeaders };

createRoot(document.getElementById('page')).render(
  element(
    'div',
    { className: 'tongban-page' },
    element(Hint),
    element(
      'main',
      null,
      element(GraphiQL, {
        fetcher,
        schema,
        defaultTabs: config.samples,
        ...firstTab,
        defaultHeaders: config.defaultHeaders,
        isHeadersEditorEnabled: true,
        // A bearer token is not left behind in the browser's storage.
        shouldPersistHeaders: false,
        defaultEditorToolsVisibility: 'variables',
        storage: window.sessionStorage,
      }),
    ),
  ),
);
