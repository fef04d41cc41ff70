/* global document */
// The verifier page: reads evidence bundles with the very library that the command line uses. It makes no connection (its
// content security policy would not let it) and writes every text of a file as text.
import { config } from 'zod';
import { checkEvidence, mergeEvidence, parseEvidence } from '#libs/evidence';
import { jwksSchema } from '#libs/federation';
import { element } from './dom.js';
import { report } from './report.js';
import { state, words } from './state.js';

config({ jitless: true }); // generated code would break the policy

async function openFiles(files) {
  if (files.length === 0) return;
  try {
    const bundles = await Promise.all(
      [...files].map(async (file) => parseEvidence(new Uint8Array(await file.arrayBuffer()))),
    );
    state.bundle = bundles.reduce(mergeEvidence);
    state.problem = undefined;
  } catch (thrown) {
    state.bundle = undefined;
    state.report = undefined;
    state.problem = thrown.code === undefined ? String(thrown) : `${thrown.code} ${thrown.hint ?? ''}`;
  }
  await check();
}

async function openAnchor(files) {
  try {
    for (const file of files) {
      const { entityId, jwks } = JSON.parse(await file.text());
      if (typeof entityId !== 'string') throw new Error('entityId');
      pin({ entityId, jwks: jwksSchema.parse(jwks) });
    }
    state.problem = undefined;
  } catch {
    state.problem = 'trust-anchor.json';
  }
  await check();
}

function pin(anchor) {
  if (!state.anchors.some((known) => JSON.stringify(known) === JSON.stringify(anchor)))
    state.anchors.push(anchor);
}

function trustAnchor(anchor) {
  pin(anchor);
  void check();
}
const actions = { openAnchor, trustAnchor };

async function check() {
  if (state.bundle) {
    try {
      state.report = await checkEvidence(state.bundle, { anchors: state.anchors });
    } catch (thrown) {
      state.report = undefined;
      state.problem = String(thrown);
    }
  }
  render();
}

function render() {
  const { title, subtitle, other } = words();
  document.documentElement.lang = state.language === 'zh' ? 'zh-CN' : 'en';
  document.title = title;
  document.body.replaceChildren(
    element(
      'header',
      {},
      element('h1', {}, title),
      element(
        'button',
        {
          type: 'button',
          lang: state.language === 'zh' ? 'en' : 'zh-CN',
          click: () => {
            state.language = state.language === 'zh' ? 'en' : 'zh';
            render();
          },
        },
        other,
      ),
      element('p', {}, subtitle),
    ),
    element('main', {}, picker(), problem(), ...(state.report ? report(state.report, actions) : [])),
  );
}

function picker() {
  const { drop, dropMore } = words();
  const input = element('input', {
    type: 'file',
    id: 'bundle',
    accept: '.json,application/json',
    multiple: true,
    change: ({ target }) => openFiles(target.files),
  });
  return element(
    'label',
    { class: 'drop', for: 'bundle' },
    element('strong', {}, drop),
    element('span', {}, dropMore),
    input,
  );
}

function problem() {
  if (state.problem === undefined) return undefined;
  return element('p', { class: 'problem', role: 'alert' }, `${words().unreadable}: ${state.problem}`);
}

document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  void openFiles(event.dataTransfer.files);
});
render();
