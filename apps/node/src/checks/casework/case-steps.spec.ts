import type { CaseItem, CaseView } from '#libs/handling';
import type { CheckEdition, CheckSource, SourceReply, SourceState } from '../check.js';
import { dueStep, type CheckInCase } from './case-steps.js';

const both = (zh: string) => ({ zh, en: zh });
const said = { provenance: {}, withheld: [] };
const NOTHING: SourceReply = { outcome: 'nothing-found', ...said };
const FOUND: SourceReply = { outcome: 'answered', records: [{ name: 'x' }], ...said };
const REFUSED: SourceReply = { outcome: 'refused', reason: both('无协议\n\u0000'), ...said };
const away = (until?: number): SourceReply => ({
  outcome: 'not-available',
  code: 'PEER_TIMEOUT',
  ...said,
  ...(until === undefined ? {} : { until }),
});
const source = (item: string, state: SourceState, reply?: SourceReply, edition?: number): CheckSource => ({
  key: `110000:${item}${reply?.outcome ?? ''}`,
  region: '110000',
  dataset: item,
  department: { key: item, name: both(item) },
  title: both(item),
  matterItems: [item],
  columns: [],
  deadlineMs: 1000,
  state,
  attempts: 1,
  ...(reply ? { reply } : {}),
  ...(edition === undefined ? {} : { edition }),
});
/** An item that has begun, unless it is said that it has not. */
const item = (
  id: string,
  { isBegun = true, ...more }: Partial<CaseItem> & { isBegun?: boolean } = {},
): [string, CaseItem] => [
  id,
  {
    id,
    department: id,
    region: '110000',
    role: 'supporting',
    optional: false,
    after: [],
    ...(isBegun ? { begunAt: 1 } : {}),
    ...more,
  },
];
const view = (
  state: CaseView['state'],
  items: [string, CaseItem][],
  more: Partial<CaseView> = {},
): CaseView =>
  ({
    state,
    parties: { receipt: '120000', decision: '110000', supporting: [] },
    items: Object.fromEntries(items),
    ...more,
  }) as CaseView;
const edition = (number: number): CheckEdition => ({
  number,
  madeAt: number,
  joined: [],
  json: `j${String(number)}`,
  pdf: `p${String(number)}`,
});
const check = (sources: CheckSource[], more: Partial<CheckInCase> = {}): CheckInCase => ({
  sources,
  editions: [],
  askable: ['a', 'b'],
  reportItem: 'report',
  region: '110000',
  delivery: 'online',
  ...more,
});
const DONE = { answer: { outcome: 'answered', at: 1 } } as const;

it.each<[string, CaseView, CheckInCase, unknown]>([
  [
    'nothing before the case is accepted',
    view('received', [item('a', { isBegun: false })]),
    check([source('a', 'open')]),
    undefined,
  ],
  [
    'the review begins',
    view('accepted', [item('a')]),
    check([source('a', 'open')]),
    { kind: 'begin-review', data: {} },
  ],
  [
    'a region that only supports begins no review',
    view('accepted', [item('a', { region: '130000', isBegun: false }), item('b')]),
    check([source('a', 'open')], { region: '130000' }),
    { kind: 'begin-item', data: { item: 'a' } },
  ],
  [
    'items begin',
    view('under-review', [item('a'), item('b', { isBegun: false })]),
    check([source('a', 'open'), source('b', 'open')]),
    { kind: 'begin-item', data: { item: 'b' } },
  ],
  [
    "another region's item is left alone",
    view('under-review', [item('a', { region: '120000', isBegun: false })]),
    check([source('a', 'settled', FOUND)]),
    undefined,
  ],
  [
    'an item waits until its last region has spoken',
    view('under-review', [item('a')]),
    check([source('a', 'settled', FOUND), source('a', 'open')]),
    undefined,
  ],
  [
    'one region that found something answers for all that found nothing',
    view('under-review', [item('a')]),
    check([source('a', 'settled', NOTHING), source('a', 'settled', FOUND)]),
    { kind: 'answer-item', data: { item: 'a', outcome: 'answered' } },
  ],
  [
    'one region that is away makes the item wait for it, until the last',
    view('under-review', [item('a')]),
    check([source('a', 'settled', FOUND), source('a', 'late', away(5)), source('a', 'late', away(9))]),
    { kind: 'answer-item', data: { item: 'a', outcome: 'not-available', until: 9 } },
  ],
  [
    'what the applicant does not want is not asked for, and the case says so',
    view('under-review', [item('a', DONE), item('b')]),
    check([source('a', 'settled', FOUND)]),
    { kind: 'answer-item', data: { item: 'b', outcome: 'refused', reason: '申请人未选择核查此项' } },
  ],
  [
    'a refusal is told in words that an event takes',
    view('under-review', [item('a')]),
    check([source('a', 'settled', REFUSED), source('a', 'settled', NOTHING)]),
    { kind: 'answer-item', data: { item: 'a', outcome: 'refused', reason: '无协议' } },
  ],
  [
    'what was told as not available is not told again',
    view('under-review', [item('a', { answer: { outcome: 'not-available', at: 1 } }), item('report')]),
    check([source('a', 'late', away(99))]),
    undefined,
  ],
  [
    'the report waits for items of other regions',
    view('under-review', [
      item('a', DONE),
      item('b', { region: '120000' }),
      item('report', { isBegun: false }),
    ]),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1)], reportItem: 'report' }),
    { kind: 'begin-item', data: { item: 'report' } },
  ],
  [
    'and is not answered before them',
    view('under-review', [item('a', DONE), item('b', { region: '120000' }), item('report')]),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1)] }),
    undefined,
  ],
  [
    'the report names the newest edition',
    view('under-review', [item('a', DONE), item('report')]),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1), edition(2)] }),
    { kind: 'answer-item', data: { item: 'report', outcome: 'answered', result: 'p2' } },
  ],
  [
    'it is approved with the report',
    view('under-review', [item('a', DONE), item('report', DONE)]),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1)] }),
    { kind: 'approve', data: { result: 'p1' } },
  ],
  [
    'and delivered where it is wanted online',
    view('approved', [item('a', DONE), item('report', DONE)], {
      decision: { outcome: 'approved', at: 1, result: 'p1' },
    }),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1), edition(2)] }),
    { kind: 'deliver', data: { way: 'online', document: 'p1' } },
  ],
  [
    'by people where it is not',
    view('approved', [item('a', DONE), item('report', DONE)]),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1)], delivery: 'post' }),
    undefined,
  ],
  [
    'a late answer waits for the edition that it joins',
    view('delivered', [item('a', { answer: { outcome: 'not-available', at: 1 } }), item('report', DONE)]),
    check([source('a', 'settled', FOUND)], { editions: [edition(1)] }),
    undefined,
  ],
  [
    'and is told with it, after the decision',
    view('delivered', [item('a', { answer: { outcome: 'not-available', at: 1 } }), item('report', DONE)]),
    check([source('a', 'settled', FOUND, 2)], { editions: [edition(1), edition(2)] }),
    { kind: 'answer-item', data: { item: 'a', outcome: 'answered', result: 'p2' } },
  ],
  [
    'a withdrawn case is left in peace',
    view('withdrawn', [item('a', { isBegun: false }), item('report')]),
    check([source('a', 'settled', FOUND, 1)], { editions: [edition(1)] }),
    undefined,
  ],
])('%s', (_, one, checked, step) => {
  expect(dueStep(one, checked)).toEqual(step);
});
