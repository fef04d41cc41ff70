import { Inject } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { WITNESS_STATE } from '../../tokens.js';
import type { ReadWitnessState, WitnessState } from '../../witnessing/witness-state.js';
import { both } from '../describe.js';
import { LogWitnessingType, WitnessingState } from '../types/log-witness.type.js';

@Resolver()
export class LogHealthResolver {
  constructor(@Inject(WITNESS_STATE) private readonly state: Pick<ReadWitnessState, 'read'>) {}

  @Query(() => LogWitnessingType, {
    description: both(
      'Which regions have confirmed our audit log, how far, and why not.',
      '各地区对本地区审计日志的见证进度及未见证原因。',
    ),
  })
  @Allow(...DUTIES.logHealth)
  logWitnesses(): LogWitnessingType {
    return presented(this.state.read());
  }
}

const STATES = {
  ok: WitnessingState.OK,
  lagging: WitnessingState.LAGGING,
  stopped: WitnessingState.STOPPED,
} as const;

function presented({ policy, witnesses, ...state }: WitnessState): LogWitnessingType {
  const instant = (at: number | undefined): string | null =>
    at === undefined ? null : new Date(at).toISOString();
  return {
    state: STATES[state.state],
    required: state.required,
    provisionalNeeds: policy.provisional,
    finalNeeds: policy.final,
    latestSize: String(state.latest),
    provisionalSize: String(state.provisional),
    finalSize: String(state.final),
    lagSeconds: Math.min(Math.round(state.unwitnessedMs / 1000), 2 ** 31 - 1),
    witnesses: witnesses.map(({ size, behind, confirmedAt, failedAt, lastError, ...one }) => ({
      ...one,
      size: String(size),
      behind: String(behind),
      confirmedAt: instant(confirmedAt),
      failedAt: instant(failedAt),
      lastError: lastError ?? null,
    })),
  };
}
