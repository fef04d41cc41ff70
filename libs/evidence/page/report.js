import { anchorsIn, groupOf } from '#libs/evidence';
import { thumbprint } from '#libs/jws';
import { element } from './dom.js';
import { state, texts, words } from './state.js';
import { treePicture } from './tree.js';

const MARKS = { passed: '✓', failed: '✗', 'not-checked': '–' };

/** Everything that is known of the open bundle. @param actions what its controls do */
export function report({ verdict, checks, facts }, actions) {
  const { title, meaning } = texts().verdicts[verdict];
  return [
    element(
      'section',
      { class: `verdict ${verdict}`, role: 'status' },
      element('h2', {}, title),
      element('p', {}, meaning),
    ),
    anchors(actions),
    story(facts, verdict),
    checkList(checks),
    trees(facts.places),
  ];
}

function anchors({ openAnchor, trustAnchor }) {
  const { anchorFile, anchorHelp, anchorPinned, anchorFound, trust } = words();
  const input = element('input', {
    type: 'file',
    id: 'anchor',
    accept: '.json,application/json',
    change: ({ target }) => openAnchor(target.files),
  });
  const isPinned = state.anchors.length > 0;
  const shown = isPinned ? state.anchors : anchorsIn(state.bundle.chains);
  return element(
    'section',
    { class: 'anchors' },
    element('p', {}, isPinned ? anchorPinned : anchorFound),
    element(
      'ul',
      {},
      shown.map((anchor) =>
        element(
          'li',
          {},
          element('strong', {}, anchor.entityId),
          ...anchor.jwks.keys.map((key) => element('code', {}, fingerprint(key))),
          isPinned
            ? undefined
            : element(
                'button',
                {
                  type: 'button',
                  click: () => trustAnchor(anchor),
                },
                trust,
              ),
        ),
      ),
    ),
    element(
      'p',
      { class: 'help' },
      anchorHelp,
      ' ',
      element('label', { for: 'anchor', class: 'file' }, anchorFile, input),
    ),
  );
}

/** RFC 7638, in groups that can be read aloud. */
function fingerprint(jwk) {
  try {
    return thumbprint(jwk)
      .match(/.{1,4}/g)
      .join(' ');
  } catch {
    return jwk.kid;
  }
}

function story({ request, entries, nodes }, verdict) {
  const w = words();
  const nameOf = (id) => {
    const name = nodes.find(({ entityId }) => entityId === id)?.name?.[state.language];
    return name ? `${name} · ${id}` : id;
  };
  const told = entries.find(({ entry }) => entry.kind === 'answer' || entry.kind === 'outcome') ?? entries[0];
  const entry = told?.entry;
  const asking = request?.iss ?? entry?.request?.iss;
  const asked = request?.aud ?? entries.find(({ entry: { counterpart } }) => counterpart)?.entry.counterpart;
  const context = entry?.context;
  const person = request?.context.person;
  const list = (names) => [...new Set(names)].join(state.language === 'zh' ? '、' : ', ');
  const rows = [
    [w.who, asking && nameOf(asking)],
    [w.asked, asked && nameOf(asked)],
    [w.when, entry && instants(entry.at)],
    [w.organisation, request?.context.organisation.name ?? entry?.caller.organisation?.name],
    [w.person, person && [person.name, person.id, person.role].filter(Boolean).join(' · ')],
    [w.matter, context && `${context.itemName} (${context.itemCode})`],
    [w.caseNumber, context?.caseNumber],
    [w.basis, context?.legalBasis],
    [w.reason, context?.reason],
    [w.fieldsAsked, list(entry?.lookups.flatMap(({ fieldsAsked }) => fieldsAsked) ?? [])],
    [w.fieldsReleased, list(entry?.lookups.flatMap(({ fieldsReleased }) => fieldsReleased) ?? [])],
    [
      w.outcome,
      entry && [w.outcomes[entry.outcome] ?? entry.outcome, entry.code].filter(Boolean).join(' · '),
    ],
    [w.made, `${instants(state.bundle.made.at)} · ${state.bundle.made.by}`],
  ].filter(([, value]) => value);
  return element(
    'section',
    {},
    element('h2', {}, w.story),
    verdict === 'whole' ? undefined : element('p', { class: 'help' }, w.unproven),
    element(
      'dl',
      {},
      rows.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]),
    ),
  );
}

/** Beijing time and UTC. */
function instants(text) {
  const local = new Intl.DateTimeFormat(state.language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'Asia/Shanghai',
  });
  return `${local.format(new Date(text))} (${text})`;
}

function checkList(checks) {
  const { groups, roles, outcomes, checks: names } = texts();
  const parts = new Map();
  for (const check of checks) parts.set(groupOf(check), [...(parts.get(groupOf(check)) ?? []), check]);
  return element(
    'section',
    {},
    element('h2', {}, words().checks),
    [...parts].map(([group, list]) =>
      element(
        'section',
        { class: 'group' },
        element('h3', {}, groups[group]),
        element(
          'ul',
          { class: 'checks' },
          list.map(({ name, outcome, clause, side, detail }) =>
            element(
              'li',
              { class: outcome, 'data-check': name },
              element('span', { class: 'mark', 'aria-label': outcomes[outcome] }, MARKS[outcome]),
              element(
                'div',
                {},
                element('span', {}, names[name]),
                side ? element('span', { class: 'side' }, roles[side]) : undefined,
                outcome === 'passed' ? undefined : element('em', {}, outcomes[outcome]),
                detail === undefined ? undefined : element('code', {}, detail),
                element('small', {}, clause),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function trees(places) {
  if (places.length === 0) return undefined;
  const w = words();
  return element(
    'section',
    {},
    element('h2', {}, w.trees),
    places.map((place) =>
      element(
        'figure',
        { class: place.isProven ? 'proven' : 'unproven' },
        element(
          'figcaption',
          {},
          element('strong', {}, w.tree(place)),
          element('span', { class: 'side' }, w.entryOf[place.kind] ?? place.kind),
          element('span', { class: `state ${place.state}` }, w.states[place.state]),
          place.cosignatures.length === 0
            ? undefined
            : element(
                'span',
                {},
                `${w.witnessed}: ${place.cosignatures.map(({ witness }) => witness).join(', ')}`,
              ),
        ),
        treePicture(place, w),
      ),
    ),
  );
}
