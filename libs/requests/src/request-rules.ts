import type { RequestRole, Side } from './parties.js';
import type { RequestAction, RequestState } from './sharing-request.js';

export interface ActionRule {
  from: readonly RequestState[];
  to: RequestState | 'same';
  /** Whose act it is. */
  side: Side | 'either';
  roles: readonly RequestRole[];
  /** Whether a text is wanted: a reason, a question, what was changed. */
  text: 'needed' | 'allowed' | 'none';
  /** Why the rule is there. */
  why: string;
}

const asks = ['integrator', 'securityAdministrator'] as const;
const answers = ['securityAdministrator'] as const;

/** Who may do what with a request, from which state to which. `submit` makes one and is not in this table. */
export const REQUEST_RULES: Readonly<Record<Exclude<RequestAction, 'submit'>, ActionRule>> = {
  'ask-supplement': {
    from: ['submitted'],
    to: 'supplement-asked',
    side: 'provider',
    roles: answers,
    text: 'needed',
    why: '一次性告知补充：what is lacking is told once; the answer clock stands still',
  },
  supplement: {
    from: ['supplement-asked'],
    to: 'submitted',
    side: 'requester',
    roles: asks,
    text: 'needed',
    why: '补充材料：the answer clock goes on',
  },
  extend: {
    from: ['submitted'],
    to: 'same',
    side: 'provider',
    roles: answers,
    text: 'needed',
    why: '延长答复期限：ten more working days for conditional data, once, told with the reason',
  },
  agree: {
    from: ['submitted'],
    to: 'agreed',
    side: 'provider',
    roles: answers,
    text: 'allowed',
    why: '同意共享',
  },
  refuse: {
    from: ['submitted'],
    to: 'refused',
    side: 'provider',
    roles: answers,
    text: 'needed',
    why: '不同意共享应当说明理由：a refusal gives its reason',
  },
  supply: {
    from: ['agreed'],
    to: 'supplied',
    side: 'provider',
    roles: answers,
    text: 'allowed',
    why: '提供数据：within 20 working days of the agreement',
  },
  suspend: {
    from: ['supplied'],
    to: 'suspended',
    side: 'provider',
    roles: answers,
    text: 'needed',
    why: '暂停共享',
  },
  resume: {
    from: ['suspended'],
    to: 'supplied',
    side: 'provider',
    roles: answers,
    text: 'allowed',
    why: '恢复共享',
  },
  correct: {
    from: ['supplied', 'suspended'],
    to: 'same',
    side: 'provider',
    roles: answers,
    text: 'needed',
    why: '更正已提供的数据：what was corrected is told to who has it',
  },
  terminate: {
    from: ['submitted', 'supplement-asked', 'agreed', 'supplied', 'suspended'],
    to: 'terminated',
    side: 'either',
    roles: asks,
    text: 'needed',
    why: '终止共享：the requester at any time; the provider once it has agreed',
  },
};

/** Working days of the clocks. */
export const PERIODS = {
  answer: { unconditional: 1, conditional: 10, extension: 10 },
  supply: 20,
  objection: 10,
} as const;
