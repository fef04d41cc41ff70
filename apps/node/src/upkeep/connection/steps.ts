import type { Refusal } from '#libs/errors';

/** In the order in which a call needs them. */
export const STEP_NAMES = [
  'name',
  'tcp',
  'tls',
  'certificate',
  'chain',
  'clock',
  'signature',
  'policy',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** What must have worked for a step to be tried; the chain and the policy are looked at without the peer. */
export const NEEDS: Record<StepName, readonly StepName[]> = {
  name: [],
  tcp: ['name'],
  tls: ['tcp'],
  certificate: ['tls'],
  chain: [],
  clock: ['tls'],
  signature: ['tls', 'certificate', 'chain'],
  policy: ['chain'],
};

/** A fact that was found: name and value, for people. */
export type Fact = readonly [name: string, value: string];

export interface Step {
  name: StepName;
  /** `warning`: it works, but somebody should look; `not-tried`: an earlier step stands in the way. */
  outcome: 'passed' | 'warning' | 'failed' | 'not-tried';
  facts: readonly Fact[];
  tookMs: number;
  refusal?: Refusal;
}

/** What a step comes to, before its time is known. */
export type Found = Pick<Step, 'outcome' | 'facts' | 'refusal'>;

export const passed = (...facts: Fact[]): Found => ({ outcome: 'passed', facts });
export const warned = (refusal: Refusal, ...facts: Fact[]): Found => ({ outcome: 'warning', facts, refusal });
export const failed = (refusal: Refusal, ...facts: Fact[]): Found => ({ outcome: 'failed', facts, refusal });
