import { setTimeout as pause } from 'node:timers/promises';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { writePdf } from '#libs/typesetting';
import { sampleFont } from '../../../node/src/licences/index.js';
import type { Integrator } from '../integrator/client.js';
import { askField, type AskField } from './ask-field.js';
import type { CaseFact } from './facts.js';

export interface CaseSources {
  /** The hall's system, at the node of the region that receives. */
  hall: Integrator;
  /** The deciding department's system, at the node of its own region. */
  department: Integrator;
  names: { receiving: { zh: string; en: string }; deciding: { zh: string; en: string } };
}

/** A message between two regions of the demo takes a fraction of a second. */
const ARRIVES_WITHIN_MS = 20_000;
const MATTER = 'credit-repair';

const DRAFT = `mutation Draft($matter: ID!, $applicant: HolderInput) {
  draftCase(matter: $matter, applicant: $applicant) { id }
}`;
const FETCH = `mutation Fetch($input: FetchMaterialInput!) {
  fetchCaseMaterial(input: $input) { id material origin trust verdict receipt }
}`;
const RECEIVE = `mutation Receive($id: ID!, $input: ReceiveCaseInput!) { receiveCase(id: $id, input: $input) { id } }`;
const STEP = `mutation Step($id: ID!, $step: CaseStepKind!, $data: CaseStepInput, $role: CaseRoleKind) {
  takeCaseStep(id: $id, step: $step, data: $data, role: $role) { id }
}`;
const READ = `query Case($id: ID!) {
  case(id: $id) {
    state
    history { id kind region at entryId }
    items { id outcome region }
  }
}`;

interface Piece {
  id: string;
  material: string;
  origin: string;
  trust: string;
  verdict: string;
  receipt: string | null;
}
interface Shown {
  state: string;
  history: { id: string; kind: string; region: string; at: string; entryId: string | null }[];
  items: { id: string }[];
}

/**
 * 异地代收代办: a counter of one region receives a case of another with what sharing gives, the department there decides,
 * the counter hands the result over. Both regions show the same steps, each with an entry in its own log.
 * @throws Error where a step is refused
 */
export async function collectCase({ hall, department, names }: CaseSources): Promise<CaseFact> {
  const firm = wellKnownSample('110000');
  const agent = wellKnownPersonSample('110000');
  const [atHall, atDepartment] = [askField('The case', hall), askField('The case', department)];
  const applicant = { type: 'USCC', code: firm.holderCode };
  const { id } = await atHall<{ id: string }>(DRAFT, { matter: MATTER, applicant }, 'draftCase');

  const pieces: Piece[] = [];
  for (const [material, holder] of [
    ['business-licence', applicant],
    ['agent-identity', { type: 'CITIZEN_NUMBER', code: agent.holderCode }],
  ] as const) {
    const input = { case: id, material, holder, channel: 'COUNTER', person: PERSON };
    pieces.push(await atHall<Piece>(FETCH, { input }, 'fetchCaseMaterial'));
  }
  // Sharing comes first; where no source has it, the applicant brings it.
  await hall.ask(FETCH, {
    input: { case: id, material: 'performance', holder: applicant, channel: 'COUNTER', person: PERSON },
  });
  for (const [material, title] of [
    ['performance', '行政处罚履行证明（样例）'],
    ['pledge', '信用修复承诺书（样例）'],
  ] as const) {
    const path = `/cases/${id}/materials?material=${material}&original=seen`;
    pieces.push(((await hall.send(path, blank(title))) as { material: Piece }).material);
  }

  await atHall(
    RECEIVE,
    {
      id,
      input: {
        model: 'COLLECTED',
        modes: ['INTEGRATED', 'CROSS_REGION'],
        decision: 'BEIJING',
        form: {
          firmName: firm.holderName,
          firmCode: firm.holderCode,
          record: 'SAMPLE-2026-0001',
          kind: 'penalty',
          corrected: '已缴清罚款并整改（样例）',
          agentName: '样例经办人',
          agentPhone: '13800000000',
        },
        materials: pieces.map((piece) => piece.id),
      },
    },
    'receiveCase',
  );
  const step = (ask: AskField, kind: string, data: object = {}, role?: string) =>
    ask(STEP, { id, step: kind, data, ...(role ? { role } : {}) }, 'takeCaseStep');
  const at = async (who: Integrator): Promise<Shown | undefined> =>
    ((await who.ask(READ, { id })).data?.case as Shown | null | undefined) ?? undefined;
  /** Until the last step of the one side is there on the other. */
  const arrived = async (who: Integrator, kind: string): Promise<Shown> => {
    const until = performance.now() + ARRIVES_WITHIN_MS;
    for (;;) {
      const shown = await at(who);
      if (shown?.history.some((one) => one.kind === kind)) return shown;
      if (performance.now() > until) throw new Error(`The case waits for ${kind}`);
      await pause(100);
    }
  };

  await step(atHall, 'HAND_OVER', { identityCheck: 'document' });
  const { items } = await arrived(department, 'HAND_OVER');
  await step(atDepartment, 'ACCEPT', {}, 'HANDLER');
  await step(atDepartment, 'BEGIN_REVIEW', {}, 'HANDLER');
  for (const { id: item } of items) {
    await step(atDepartment, 'BEGIN_ITEM', { item }, 'HANDLER');
    await step(atDepartment, 'ANSWER_ITEM', { item, outcome: 'approved' }, 'HANDLER');
  }
  const result = (await department.send(
    `/cases/${id}/materials?purpose=result&role=approver`,
    blank('信用修复决定（样例）'),
  )) as { digest: string };
  await step(atDepartment, 'APPROVE', { document: result.digest }, 'APPROVER');
  await arrived(hall, 'APPROVE');
  await step(atHall, 'DELIVER', { way: 'counter' });
  await step(atHall, 'SIGN_FOR');
  const there = await arrived(department, 'SIGN_FOR');
  const here = await arrived(hall, 'SIGN_FOR');
  const entries = new Map(there.history.map((one) => [one.id, one.entryId]));
  const { title } = await atHall<{ title: { zh: string; en: string } }>(
    'query Matter($id: ID!) { matter(id: $id) { title { zh en } } }',
    { id: MATTER },
    'matter',
  );
  return {
    id,
    matter: title,
    ...names,
    state: here.state,
    materials: pieces.map(({ material, origin, trust, verdict, receipt }) => ({
      material,
      // Over HTTP it is told in small letters.
      origin: origin.toUpperCase(),
      trust,
      verdict,
      receipt: receipt ?? undefined,
    })),
    steps: here.history.map(({ id: event, kind, region, at: when, entryId }) => ({
      kind,
      region,
      at: when,
      entries: [entryId ?? undefined, entries.get(event) ?? undefined],
    })),
  };
}

const PERSON = { id: 'clerk-0042', name: '王小明（样例）' };

/** What an applicant brought on paper; the clerk has seen the original. */
function blank(title: string): Buffer {
  const page = { width: 210, height: 297, marks: [] };
  return writePdf({ font: sampleFont(), pages: [page], title, creator: 'Tongban', createdAt: Date.now() });
}
