import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import {
  clocksOf,
  foldEvents,
  pledgeDue,
  type CaseEvent,
  type CaseEventKind,
  type Matter,
} from '#libs/handling';
import { readNotice, type NoticeKind, type NoticeModel } from '#libs/reports';

export interface NoticeParts {
  caseId: string;
  /** All events of the case that this node has. */
  events: readonly CaseEvent[];
  /** The definition under which it was received; its names, if this node knows it. */
  matter: Matter | undefined;
  applicant: string;
  region: RegionCode;
  calendar: WorkingCalendar;
  frame: Pick<NoticeModel, 'issuer' | 'issuedAt' | 'verification' | 'contact' | 'sample'>;
  /** For a pledge: what is missing, by material. */
  missing?: readonly string[];
}

const EVENT_OF: Readonly<Record<Exclude<NoticeKind, 'pledge'>, CaseEventKind>> = {
  receipt: 'receive',
  acceptance: 'accept',
  correction: 'ask-correction',
  'not-accepted': 'not-accept',
};
const NUMBER_OF: Readonly<Record<NoticeKind, string>> = {
  receipt: '收',
  acceptance: '受',
  correction: '补',
  'not-accepted': '不受',
  pledge: '诺',
};

/** What a notice tells of: the newest event of this region of its kind; undefined where there is none. */
export function subjectOf(
  kind: NoticeKind,
  events: readonly CaseEvent[],
  region: RegionCode,
): CaseEvent | undefined {
  if (kind === 'pledge') return events.find((event) => event.kind === 'receive');
  const effective = effectiveIds(events);
  return events
    .filter((event) => event.kind === EVENT_OF[kind] && event.region === region && effective.has(event.id))
    .sort((a, b) => b.seq - a.seq)[0];
}

/** Events that took effect: of a step that was set aside nobody is handed a notice. */
function effectiveIds(events: readonly CaseEvent[]): ReadonlySet<string> {
  const [first] = events;
  if (!first) return new Set();
  return new Set(foldEvents(first.case, events).history.map(({ id }) => id));
}

/**
 * A notice on one event, the same whenever it is asked for: periods are read as they stood with that event.
 * Undefined where the case does not have what the notice tells.
 */
export function composeNotice(
  kind: NoticeKind,
  event: CaseEvent,
  parts: NoticeParts,
): NoticeModel | undefined {
  const { caseId, events, matter, calendar, applicant, frame } = parts;
  // What the event knew of, and itself: what came later changes nothing of what it says.
  const then = events.filter(
    ({ region, seq }) => seq <= (region === event.region ? event.seq : (event.seen[region] ?? 0)),
  );
  const view = foldEvents(caseId, kind === 'pledge' ? events : then);
  const due = (name: 'acceptance' | 'decision' | 'promised'): string | undefined =>
    clocksOf(view, event.at, calendar).find((clock) => clock.name === name)?.reading.due?.date;
  const names = new Map(matter?.materials.map(({ id, name }) => [id, name]));
  const named = (id: string) => names.get(id) ?? { zh: id, en: id };
  const title = matter?.title ?? {
    zh: view.opening?.matter.id ?? caseId,
    en: view.opening?.matter.id ?? caseId,
  };
  const common = {
    v: 1 as const,
    number: `${caseId}-${NUMBER_OF[kind]}${String(event.seq)}`,
    caseId,
    matter: title,
    applicant,
    ...frame,
  };
  if (kind === 'receipt' && event.kind === 'receive') {
    const answerBy = due('acceptance');
    return readNotice({
      ...common,
      kind,
      receivedAt: event.at,
      materials: event.data.materials.map(({ id, origin, trust }) => ({ name: named(id), origin, trust })),
      ...(answerBy === undefined ? {} : { answerBy }),
    });
  }
  if (kind === 'acceptance' && event.kind === 'accept') {
    const decideBy = due('decision');
    const promisedBy = due('promised');
    if (decideBy === undefined) return undefined;
    return readNotice({
      ...common,
      kind,
      acceptedAt: event.at,
      decideBy,
      ...(promisedBy === undefined ? {} : { promisedBy }),
      ...(event.data.deemedSince === undefined ? {} : { deemed: true }),
    });
  }
  if (kind === 'correction' && event.kind === 'ask-correction')
    return readNotice({
      ...common,
      kind,
      missing: event.data.missing.map(({ material, field, text }) => {
        const fieldTitle = field === undefined ? undefined : fieldName(matter, field);
        const what = material === undefined ? fieldTitle : named(material);
        return { ...(what ? { what } : {}), text };
      }),
    });
  if (kind === 'not-accepted' && event.kind === 'not-accept')
    return readNotice({ ...common, kind, reason: event.data.reason, remedy: event.data.remedy });
  if (kind === 'pledge') {
    const allowed = new Map(
      (view.terms?.materials ?? []).flatMap(({ id, pledge }) => (pledge ? [[id, pledge] as const] : [])),
    );
    const asked = parts.missing ?? [...allowed.keys()].filter((id) => !Object.hasOwn(view.materials, id));
    const missing = [...new Set(asked)].sort();
    if (missing.length === 0 || missing.some((id) => !allowed.has(id))) return undefined;
    return readNotice({
      ...common,
      kind,
      missing: missing.map((id) => ({ name: named(id) })),
      due: pledgeDue(view, missing, frame.issuedAt, calendar),
      consequence: missing.some((id) => allowed.get(id)?.consequence === 'revoke') ? 'revoke' : 'rectify',
    });
  }
  return undefined;
}

function fieldName(matter: Matter | undefined, field: string): { zh: string; en: string } {
  const properties = matter?.form.properties;
  const title = properties && Object.hasOwn(properties, field) ? properties[field]?.title : undefined;
  return title ?? { zh: field, en: field };
}
