import type { CaseDetailsResult, CaseStepInput, CaseStepKind } from '../generated/operations.generated.js';

export type StepMember = keyof CaseStepInput;

/** How a member of a step is entered. */
export type StepField = { name: StepMember; isOptional?: boolean } & (
  | {
      as:
        | 'line'
        | 'words'
        | 'number'
        | 'stars'
        | 'missing'
        | 'materials'
        | 'pledged'
        | 'item'
        | 'form'
        | 'delegate'
        | 'person';
    }
  | { as: 'choice'; values: readonly string[] }
  /** A file that is handed in for the case before the step names it. */
  | { as: 'file'; purpose: 'result' | 'pledge' | 'document' }
);

const REASONED: readonly StepField[] = [
  { name: 'reason', as: 'words' },
  { name: 'remedy', as: 'words' },
];
const DECIDED: readonly StepField[] = [
  { name: 'document', as: 'file', purpose: 'result', isOptional: true },
  { name: 'licence', as: 'line', isOptional: true },
];
const MATERIALS: readonly StepField[] = [{ name: 'materials', as: 'materials' }];

/** What is entered for each step that people take here; what a step does not take is refused by the node. */
export const STEP_FIELDS: Partial<Record<CaseStepKind, readonly StepField[]>> = {
  HAND_OVER: [
    { name: 'identityCheck', as: 'choice', values: ['document', 'face', 'authorisation'] },
    { name: 'note', as: 'words', isOptional: true },
  ],
  ASK_CORRECTION: [{ name: 'missing', as: 'missing' }],
  CORRECT: [
    { name: 'materials', as: 'materials', isOptional: true },
    { name: 'form', as: 'form', isOptional: true },
  ],
  ACCEPT: [],
  NOT_ACCEPT: REASONED,
  BEGIN_REVIEW: [],
  BEGIN_SPECIAL: [
    {
      name: 'procedure',
      as: 'choice',
      values: ['hearing', 'inspection', 'testing', 'expert-review', 'publication', 'auction', 'other'],
    },
    { name: 'basis', as: 'line' },
    { name: 'expectedDays', as: 'number' },
  ],
  END_SPECIAL: [{ name: 'text', as: 'words' }],
  EXTEND: [
    { name: 'days', as: 'number' },
    { name: 'reason', as: 'words' },
  ],
  APPROVE: DECIDED,
  APPROVE_WITH_PLEDGE: DECIDED,
  REFUSE: REASONED,
  WITHDRAW: [{ name: 'reason', as: 'words', isOptional: true }],
  DELIVER: [
    { name: 'way', as: 'choice', values: ['counter', 'post', 'online'] },
    { name: 'document', as: 'file', purpose: 'document', isOptional: true },
  ],
  SIGN_FOR: [],
  RATE: [
    { name: 'stars', as: 'stars' },
    { name: 'comment', as: 'words', isOptional: true },
  ],
  REVOKE: REASONED,
  ADD_MATERIALS: MATERIALS,
  PLEDGE: [
    { name: 'pledged', as: 'pledged' },
    { name: 'document', as: 'file', purpose: 'pledge' },
  ],
  FULFIL_PLEDGE: MATERIALS,
  BEGIN_ITEM: [{ name: 'item', as: 'item' }],
  ANSWER_ITEM: [
    { name: 'item', as: 'item' },
    {
      name: 'outcome',
      as: 'choice',
      values: ['approved', 'answered', 'nothing-found', 'refused', 'not-available'],
    },
    { name: 'reason', as: 'words', isOptional: true },
    { name: 'document', as: 'file', purpose: 'result', isOptional: true },
  ],
  NAME_DELEGATE: [{ name: 'delegate', as: 'delegate' }],
  END_DELEGATE: [{ name: 'person', as: 'person' }],
  ANSWER_RATING: [{ name: 'text', as: 'words' }],
  URGE: [{ name: 'reason', as: 'words', isOptional: true }],
  POST: [
    { name: 'what', as: 'choice', values: ['parcel', 'notice'] },
    { name: 'reference', as: 'line', isOptional: true },
  ],
};

/** Materials that a correction asks for which was not answered yet. */
export const wantedIn = ({ correction }: CaseDetailsResult): string[] =>
  correction?.doneAt === null
    ? correction.missing.flatMap(({ material }) => (material === null ? [] : [material]))
    : [];

/** The step that usually comes next stands first, and out. */
const USUAL: readonly CaseStepKind[] = [
  'HAND_OVER',
  'CORRECT',
  'ACCEPT',
  'BEGIN_REVIEW',
  'BEGIN_ITEM',
  'ANSWER_ITEM',
  'END_SPECIAL',
  'APPROVE',
  'APPROVE_WITH_PLEDGE',
  'DELIVER',
  'SIGN_FOR',
  'FULFIL_PLEDGE',
  'ANSWER_RATING',
];
/** These end something for the applicant. */
export const GRAVE: readonly CaseStepKind[] = ['NOT_ACCEPT', 'REFUSE', 'REVOKE', 'WITHDRAW'];

const rank = (step: CaseStepKind): number => {
  const place = USUAL.indexOf(step);
  if (place >= 0) return place;
  return GRAVE.includes(step) ? 200 : 100;
};

export const inUsualOrder = <T extends { step: CaseStepKind }>(offers: readonly T[]): T[] =>
  offers.filter(({ step }) => STEP_FIELDS[step]).toSorted((a, b) => rank(a.step) - rank(b.step));
