import { decodeJwt } from 'jose';
import type { CaseEventBody, StepOffer } from '#libs/handling';
import type { CaseDraft, ShownCase } from '../cases/index.js';
import type {
  CaseClockKind,
  CaseMaterialOrigin,
  CaseMaterialVerdict,
  CaseMode,
  CaseModel,
  CaseRoleKind,
  CaseStateKind,
  CaseStepKind,
} from './types/case-enums.js';
import type {
  CaseDraftType,
  CasePageType,
  CaseStepOfferType,
  CaseStepTakenType,
  CaseType,
} from './types/case.type.js';
import type { HolderType, Region } from './types/enums.js';

/** Cases in the words of the schema. */

const instant = (at: number): string => new Date(at).toISOString();
const instantOrNull = (at: number | undefined): string | null => (at === undefined ? null : instant(at));

export const toCaseDraft = ({ id, matter, expiresAt }: CaseDraft): CaseDraftType => ({
  id,
  matter,
  expiresAt: instant(expiresAt),
});

/** Verified when it was stored. */
function whoTook(
  token: string | undefined,
  bodyNamed: ShownCase['bodyNamed'],
): Pick<CaseStepTakenType, 'role' | 'organisation' | 'body'> {
  if (token === undefined) throw new Error('a step without its event');
  const { by } = decodeJwt<Pick<CaseEventBody, 'by'>>(token);
  const { role, organisation } = by;
  return { role: role as CaseRoleKind, organisation, body: bodyNamed(organisation) ?? null };
}

export const toCaseStepOffer = ({ kind, waitsFor }: StepOffer): CaseStepOfferType => ({
  step: kind as CaseStepKind,
  waitsFor: waitsFor ?? null,
});

export function toCase({ stored, clocks, reminders, missing, bodyNamed }: ShownCase): CaseType {
  const { view, form, events } = stored;
  const { opening, parties, correction, pledge, decision, rating } = view;
  // A case is stored from its opening on; without one there is nothing to show.
  if (!opening || !parties || !view.state) throw new Error('a case without its opening');
  const signed = new Map(events.map((event) => [event.id, event]));
  return {
    id: stored.id,
    matter: opening.matter,
    state: view.state as CaseStateKind,
    model: opening.model as CaseModel,
    modes: opening.modes as CaseMode[],
    receipt: parties.receipt as Region,
    decision: parties.decision as Region,
    supporting: [...parties.supporting] as Region[],
    applicantKind: opening.applicant.kind,
    form: form ?? null,
    materials: Object.values(view.materials).map(({ id, digest, origin, trust, verdict, fromCase }) => ({
      id,
      digest,
      origin: origin as CaseMaterialOrigin,
      trust,
      verdict: verdict as CaseMaterialVerdict,
      fromCase: fromCase ?? null,
    })),
    missingMaterials: [...missing],
    handedOver: view.handedOver,
    deemedAccepted: view.deemedAccepted,
    correction: correction
      ? {
          askedAt: instant(correction.askedAt),
          doneAt: instantOrNull(correction.doneAt),
          missing: correction.missing.map(({ material, field, text }) => ({
            material: material ?? null,
            field: field ?? null,
            text,
          })),
        }
      : null,
    clocks: clocks.map(({ name, endedAt, reading }) => ({
      name: name as CaseClockKind,
      state: endedAt === undefined ? reading.state : 'ended',
      used: reading.used,
      left: reading.left,
      due: reading.due?.date ?? null,
      overdue: reading.state === 'overdue',
    })),
    reminders: reminders.map(({ about, kind, due, left }) => ({
      about: about as CaseClockKind,
      kind,
      due,
      left,
    })),
    items: Object.values(view.items).map(({ id, department, region, role, begunAt, answer }) => ({
      id,
      department,
      region: region as Region,
      lead: role === 'lead',
      begunAt: instantOrNull(begunAt),
      outcome: answer?.outcome ?? null,
      answeredAt: instantOrNull(answer?.at),
      reason: answer?.reason ?? null,
    })),
    pledge: pledge
      ? {
          missing: [...pledge.missing],
          due: pledge.due,
          consequence: pledge.consequence,
          state: pledge.state,
          signed: pledge.signed,
        }
      : null,
    delegates: view.delegates.map(({ person, capacity, proof, until }) => ({
      capacity,
      proof,
      until: until ?? null,
      document: (stored.delegates[person]?.type ?? null) as HolderType | null,
      ending: stored.delegates[person]?.ending ?? null,
    })),
    decided: decision
      ? {
          outcome: decision.outcome,
          at: instant(decision.at),
          result: decision.result ?? null,
          licence: decision.licence ?? null,
        }
      : null,
    revision: view.revision,
    rating: rating
      ? {
          stars: rating.stars,
          at: instant(rating.at),
          rectificationOpenedAt: instantOrNull(rating.rectification?.openedAt),
          rectificationAnsweredAt: instantOrNull(rating.rectification?.answeredAt),
        }
      : null,
    urged: view.urged.length,
    history: view.history.map(({ id, kind, region, at, to }) => ({
      id,
      kind: kind as CaseStepKind,
      region: region as Region,
      at: instant(at),
      ...whoTook(signed.get(id)?.token, bodyNamed),
      to: (to ?? null) as CaseStateKind | null,
      entryId: signed.get(id)?.entry ?? null,
    })),
    setAside: view.setAside.map(({ id, kind, region, at, code, insteadOf }) => ({
      id,
      kind: kind as CaseStepKind,
      region: region as Region,
      at: instant(at),
      code,
      insteadOf: insteadOf ?? null,
    })),
    waiting: view.waiting,
    receivedAt: instant(view.times.received ?? 0),
  };
}

export const toCasePage = ({
  rows,
  endCursor,
  hasNextPage,
}: {
  rows: readonly ShownCase[];
  endCursor: string | null;
  hasNextPage: boolean;
}): CasePageType => ({ nodes: rows.map(toCase), pageInfo: { hasNextPage, endCursor } });
