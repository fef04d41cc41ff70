import type { RegionCode } from '#libs/codes';
import type { CaseEventData, CaseView } from '#libs/handling';
import type { CheckEdition, CheckSource, SourceReply } from '../check.js';

type Outcome = CaseEventData<'answer-item'>['outcome'];

export type DueStep =
  | { kind: 'begin-review'; data: CaseEventData<'begin-review'> }
  | { kind: 'begin-item'; data: CaseEventData<'begin-item'> }
  | { kind: 'answer-item'; data: CaseEventData<'answer-item'> }
  | { kind: 'approve'; data: CaseEventData<'approve'> }
  | { kind: 'deliver'; data: CaseEventData<'deliver'> };

export interface CheckInCase {
  sources: readonly CheckSource[];
  editions: readonly CheckEdition[];
  /** Items that are answered by asking sources; those of them that the applicant left out have none. */
  askable: readonly string[];
  /** The item that draws the report up; it has no dataset. */
  reportItem?: string;
  region: RegionCode;
  /** How the applicant wants to have it; `online` is delivered by the node, everything else by people. */
  delivery: 'online' | 'post' | 'counter';
}

/**
 * The next step that this node has to take in a case for its check, read from the case and the check as they stand; undefined
 * where there is none, or where others have to act first. Taken again and again it brings the case to where the check is,
 * whatever was lost in between.
 */
export function dueStep(view: CaseView, check: CheckInCase): DueStep | undefined {
  const { state } = view;
  const decides = view.parties?.decision === check.region;
  if (decides && state === 'accepted') return { kind: 'begin-review', data: {} };
  const item = dueItem(view, check);
  if (item) return item;
  const newest = check.editions.at(-1);
  if (!decides || !newest) return undefined;
  if (state === 'under-review') {
    const isOpen = Object.values(view.items).some(({ optional, answer }) => !optional && !answer);
    return isOpen ? undefined : { kind: 'approve', data: { result: newest.pdf } };
  }
  if (state === 'approved' && check.delivery === 'online')
    return { kind: 'deliver', data: { way: 'online', document: view.decision?.result ?? newest.pdf } };
  return undefined;
}

/** States in which items may be begun, and in which they may be answered. */
const BEGINNING: readonly CaseView['state'][] = ['accepted', 'under-review', 'special-procedure'];
const ANSWERING: readonly CaseView['state'][] = [
  ...BEGINNING,
  'approved',
  'approved-with-pledge',
  'delivered',
  'signed-for',
  'rated',
];

function dueItem(view: CaseView, check: CheckInCase): DueStep | undefined {
  const items = Object.values(view.items).filter(({ region }) => region === check.region);
  for (const item of items) {
    const sources = check.sources.filter(({ matterItems }) => matterItems.includes(item.id));
    if (sources.length === 0 && !check.askable.includes(item.id)) continue;
    if (item.begunAt === undefined && !item.answer && BEGINNING.includes(view.state))
      return { kind: 'begin-item', data: { item: item.id } };
    if (!ANSWERING.includes(view.state)) continue;
    const answer = sources.length === 0 ? notWanted(item.id) : answerOf(item.id, sources);
    if (!answer) continue;
    const late = item.answer?.outcome === 'not-available';
    if (item.answer && !(late && answer.outcome !== 'not-available')) continue;
    // A late answer names the edition that it joined.
    if (late && !isInEdition(sources)) continue;
    const edition = late ? check.editions.at(-1) : undefined;
    return {
      kind: 'answer-item',
      data: { ...answer, ...(edition ? { result: edition.pdf } : {}) },
    };
  }
  return dueReport(view, check);
}

/** The report is drawn up when every other item of the case has its answer. */
function dueReport(view: CaseView, check: CheckInCase): DueStep | undefined {
  const item = check.reportItem === undefined ? undefined : view.items[check.reportItem];
  const first = check.editions[0];
  if (!item || item.region !== check.region || item.answer || !first) return undefined;
  if (item.begunAt === undefined && BEGINNING.includes(view.state))
    return { kind: 'begin-item', data: { item: item.id } };
  if (!ANSWERING.includes(view.state)) return undefined;
  const others = Object.values(view.items).filter(({ id, optional }) => id !== item.id && !optional);
  if (others.some(({ answer }) => !answer)) return undefined;
  const newest = check.editions.at(-1) ?? first;
  return { kind: 'answer-item', data: { item: item.id, outcome: 'answered', result: newest.pdf } };
}

const isInEdition = (sources: readonly CheckSource[]): boolean =>
  sources.every(({ state, edition }) => state !== 'settled' || edition !== undefined);

/**
 * What an item comes to over its regions: not available while one region is to answer, otherwise the most that any of them
 * said. Undefined while one was not asked to the end.
 */
function answerOf(item: string, sources: readonly CheckSource[]): CaseEventData<'answer-item'> | undefined {
  if (sources.some(({ state, reply }) => state === 'open' || !reply)) return undefined;
  const replies = sources.flatMap(({ reply }) => reply ?? []);
  const is = <K extends SourceReply['outcome']>(outcome: K) =>
    replies.filter((reply): reply is Extract<SourceReply, { outcome: K }> => reply.outcome === outcome);
  const away = is('not-available');
  if (away.length > 0) {
    const untils = away.flatMap(({ until }) => until ?? []);
    return {
      item,
      outcome: 'not-available',
      ...(untils.length > 0 ? { until: Math.max(...untils) } : {}),
    };
  }
  const refused = is('refused');
  const outcome: Outcome =
    is('answered').length > 0 ? 'answered' : refused.length > 0 ? 'refused' : 'nothing-found';
  const [first] = refused;
  return {
    item,
    outcome,
    ...(outcome === 'refused' && first ? { reason: textOf(first.reason.zh) } : {}),
  };
}

/** Nobody is asked for what the applicant does not want, and the case says so. */
const notWanted = (item: string): CaseEventData<'answer-item'> => ({
  item,
  outcome: 'refused',
  reason: '申请人未选择核查此项',
});

/** What a department writes, as an event takes it. */
const textOf = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, 500) || '未说明理由';
