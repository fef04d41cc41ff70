import { Refusal } from '#libs/errors';
import type { CaseEventData, CaseEventKind, CaseMaterial } from '#libs/handling';
import type { HolderIdentity } from '../callers/index.js';
import { contentDigest } from './digests.js';
import type { CaseStep, DelegateInput } from './ports.js';

/** What people enter for a step: flat, each member for some of the steps. What it makes is checked by libs/handling. */
export interface StepInput {
  identityCheck?: string;
  note?: string;
  missing?: readonly { material?: string; field?: string; text: string }[];
  /** Ids of pieces of material that are held for the case. */
  materials?: readonly string[];
  form?: Readonly<Record<string, unknown>>;
  reason?: string;
  remedy?: string;
  procedure?: string;
  basis?: string;
  expectedDays?: number;
  days?: number;
  text?: string;
  /** Digest of a file of the case: a result, a signed pledge, what was delivered. */
  document?: string;
  licence?: string;
  way?: string;
  stars?: number;
  comment?: string;
  pledged?: readonly string[];
  due?: string;
  consequence?: string;
  item?: string;
  outcome?: string;
  /** Milliseconds since the epoch. */
  until?: number;
  delegate?: DelegateInput;
  person?: HolderIdentity;
  clock?: string;
  what?: string;
  reference?: string;
}

export interface StepDataPorts {
  materials: (ids: readonly string[]) => Promise<CaseMaterial[]>;
  /** The reference to a person within the case. */
  referenceTo: (person: HolderIdentity) => string;
}

type Member = keyof StepInput;

/** Members that a step takes; any other is refused, so that nobody believes it was heard. */
const TAKES: Record<CaseEventKind, readonly Member[]> = {
  receive: [],
  'hand-over': ['identityCheck', 'note'],
  'ask-correction': ['missing'],
  correct: ['materials', 'form'],
  accept: [],
  'not-accept': ['reason', 'remedy'],
  'begin-review': [],
  'begin-special': ['procedure', 'basis', 'expectedDays'],
  'end-special': ['text'],
  extend: ['days', 'reason'],
  approve: ['document', 'licence'],
  'approve-with-pledge': ['document', 'licence'],
  refuse: ['reason', 'remedy'],
  withdraw: ['reason'],
  deliver: ['way', 'document'],
  'sign-for': [],
  rate: ['stars', 'comment'],
  revoke: ['reason', 'remedy'],
  'add-materials': ['materials'],
  pledge: ['pledged', 'due', 'consequence', 'document'],
  'fulfil-pledge': ['materials'],
  'begin-item': ['item'],
  'answer-item': ['item', 'outcome', 'until', 'reason', 'document', 'licence'],
  'name-delegate': ['delegate'],
  'end-delegate': ['person'],
  'answer-rating': ['text'],
  urge: ['reason'],
  overdue: ['clock', 'due'],
  post: ['what', 'reference'],
};

/** Members whose name in an event is another one. */
const NAMED_AS: Partial<Record<CaseEventKind, Partial<Record<Member, string>>>> = {
  'end-special': { text: 'result' },
  approve: { document: 'result' },
  'approve-with-pledge': { document: 'result' },
  'answer-item': { document: 'result' },
  pledge: { pledged: 'missing', document: 'signed' },
};

/**
 * The step that an input means.
 * @throws Refusal CASE_INPUT_INVALID for a member that is not the step's, CASE_MATERIAL_ABSENT
 */
export async function stepOf(
  kind: CaseEventKind,
  input: StepInput,
  { materials, referenceTo }: StepDataPorts,
): Promise<CaseStep> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined) as [Member, unknown][];
  const stranger = given.find(([member]) => !TAKES[kind].includes(member));
  if (kind === 'receive' || stranger)
    throw new Refusal('CASE_INPUT_INVALID', { hint: stranger?.[0] ?? 'receive' });
  const { form, comment, delegate, person } = input;
  const data: Record<string, unknown> = Object.fromEntries(
    given.map(([member, value]) => [NAMED_AS[kind]?.[member] ?? member, value]),
  );
  if (TAKES[kind].includes('materials')) data['materials'] = await materials(input.materials ?? []);
  if (form !== undefined) data['form'] = contentDigest(form);
  if (comment !== undefined) {
    if (comment.length > 1000 || comment === '') throw new Refusal('CASE_INPUT_INVALID', { hint: 'comment' });
    data['comment'] = contentDigest(comment);
  }
  if (delegate) data['delegate'] = { ...delegate, person: referenceTo(delegate.person) };
  if (person) data['person'] = referenceTo(person);
  const about = delegate?.person ?? person;
  return {
    kind,
    // Its form is checked where the event is made.
    data: data as CaseEventData<CaseEventKind>,
    ...(form === undefined ? {} : { content: form }),
    ...(comment === undefined ? {} : { content: comment }),
    ...(about ? { delegate: about } : {}),
  };
}
