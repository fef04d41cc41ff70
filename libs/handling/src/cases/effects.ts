import type { CaseEvent } from './event.js';
import { missingMaterials, takeMaterials } from './materials.js';
import { stepOf } from './steps.js';
import type { CaseView, Interval } from './view.js';

/** A rating of two stars or one (不满意, 非常不满意) opens a rectification (国办发〔2019〕51号). */
export const BAD_RATING = 2;

/** Takes a step that was found to be in order: writes what it says into the view that is being folded. */
export function takeStep(view: CaseView, event: CaseEvent, at: number): void {
  const { to } = stepOf(event.kind);
  effectOf(view, event, at);
  if (to) view.state = to;
  view.history.push({ id: event.id, kind: event.kind, region: event.region, at, ...(to ? { to } : {}) });
}

function effectOf(view: CaseView, event: CaseEvent, at: number): void {
  switch (event.kind) {
    case 'receive':
      return receive(view, event, at);
    case 'hand-over':
      view.handedOver = true;
      return;
    case 'ask-correction':
      view.correction = { askedAt: at, missing: event.data.missing };
      view.stops.acceptance.push({ from: at, reason: 'correction' });
      return;
    case 'correct':
      if (view.correction) view.correction = { ...view.correction, doneAt: at };
      end(view.stops.acceptance, at);
      if (event.data.form !== undefined) view.form = event.data.form;
      return takeMaterials(view, event.data.materials);
    case 'accept':
      view.times.accepted = at;
      view.deemedAccepted = event.data.deemedSince !== undefined;
      return;
    case 'not-accept':
      end(view.stops.acceptance, at);
      view.decision = { outcome: 'not-accepted', at };
      view.times.decided = at;
      return;
    case 'begin-special':
      view.stops.decision.push({ from: at, reason: event.data.procedure });
      return;
    case 'end-special':
      return end(view.stops.decision, at);
    case 'extend':
      view.extension = { ...event.data, at };
      return;
    case 'approve':
    case 'approve-with-pledge':
      return approve(view, event, at);
    case 'refuse':
      view.decision = { outcome: 'refused', at };
      view.times.decided = at;
      return;
    case 'withdraw':
      end(view.stops.acceptance, at);
      end(view.stops.decision, at);
      view.times.withdrawn = at;
      return;
    case 'deliver':
      view.times.delivered = at;
      return;
    case 'sign-for':
      view.times.signedFor = at;
      return;
    case 'rate':
      view.rating = {
        stars: event.data.stars,
        at,
        ...(event.data.stars <= BAD_RATING ? { rectification: { openedAt: at } } : {}),
      };
      return;
    case 'answer-rating':
      if (view.rating?.rectification) view.rating.rectification.answeredAt = at;
      return;
    case 'revoke':
      if (view.pledge) view.pledge = { ...view.pledge, state: 'broken' };
      return;
    case 'add-materials':
      return takeMaterials(view, event.data.materials);
    case 'pledge':
      view.pledge = {
        missing: event.data.missing,
        due: event.data.due,
        consequence: event.data.consequence,
        signed: event.data.signed,
        at,
        state: 'offered',
      };
      return;
    case 'fulfil-pledge':
      takeMaterials(view, event.data.materials);
      return settlePledge(view, at);
    case 'begin-item':
      return beginItem(view, event, at);
    case 'answer-item':
      return answerItem(view, event, at);
    case 'name-delegate':
      view.delegates = [
        ...view.delegates.filter(({ person }) => person !== event.data.delegate.person),
        event.data.delegate,
      ];
      return;
    case 'end-delegate':
      view.delegates = view.delegates.filter(({ person }) => person !== event.data.person);
      return;
    case 'urge':
      view.urged.push({
        at,
        region: event.region,
        ...(event.data.reason === undefined ? {} : { reason: event.data.reason }),
      });
      return;
    case 'overdue':
      if (!view.overdue.some(({ clock, due }) => clock === event.data.clock && due === event.data.due))
        view.overdue.push({ ...event.data, at });
      return;
    case 'post':
      view.posted.push({
        at,
        what: event.data.what,
        ...(event.data.reference === undefined ? {} : { reference: event.data.reference }),
      });
      return;
    case 'begin-review':
      return;
  }
}

function receive(view: CaseView, { data, region }: CaseEvent<'receive'>, at: number): void {
  const { materials, terms, delegate, ...opening } = data;
  view.parties = { receipt: region, decision: data.decision, supporting: data.supporting };
  view.opening = opening;
  view.terms = terms;
  view.form = data.form;
  if (delegate) view.delegates = [delegate];
  view.items = Object.fromEntries(terms.items.map((item) => [item.id, { ...item }]));
  view.times.received = at;
  takeMaterials(view, materials);
}

function approve(view: CaseView, event: CaseEvent<'approve' | 'approve-with-pledge'>, at: number): void {
  const { result, licence } = event.data;
  const pledged = event.kind === 'approve-with-pledge';
  view.decision = {
    outcome: pledged ? 'approved-with-pledge' : 'approved',
    at,
    ...(result === undefined ? {} : { result }),
    ...(licence === undefined ? {} : { licence }),
  };
  view.times.decided = at;
  if (view.pledge && view.pledge.state === 'offered') {
    view.pledge = {
      ...view.pledge,
      state: pledged ? 'open' : 'fulfilled',
      ...(pledged ? {} : { fulfilledAt: at }),
    };
    // What was pledged may have come in the meantime.
    if (pledged) settlePledge(view, at);
  }
}

function settlePledge(view: CaseView, at: number): void {
  const { pledge } = view;
  if (pledge?.state !== 'open') return;
  const missing = missingMaterials(view);
  if (pledge.missing.some((id) => missing.includes(id))) return;
  view.pledge = { ...pledge, state: 'fulfilled', fulfilledAt: at };
}

function beginItem(view: CaseView, event: CaseEvent<'begin-item'>, at: number): void {
  const item = view.items[event.data.item];
  if (item) item.begunAt ??= at;
}

function answerItem(view: CaseView, event: CaseEvent<'answer-item'>, at: number): void {
  const item = view.items[event.data.item];
  if (!item) return;
  const { outcome, until, result, reason } = event.data;
  item.answer = {
    outcome,
    at,
    ...(until === undefined ? {} : { until }),
    ...(result === undefined ? {} : { result }),
    ...(reason === undefined ? {} : { reason }),
  };
  if (view.decision && outcome !== 'not-available') view.revision += 1;
}

function end(stops: Interval[], at: number): void {
  const last = stops.at(-1);
  if (last && last.until === undefined) last.until = at;
}
