import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES, type ClientCaller } from '../../callers/index.js';
import type { Eligibility } from '../../eligibility/index.js';
import { ELIGIBILITY } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { startInputOf, toCandidatePage, toEligibilityRun } from '../present-eligibility.js';
import {
  EligibilityCandidatePageType,
  EligibilityRunInput,
  EligibilityRunType,
  EligibilityStep,
  EligibilityVerdict,
} from '../types/eligibility.type.js';

const id = { type: () => ID, description: both('Id of the batch.', '批次编号。') };
const first = (standard: number) => ({
  type: () => Int,
  defaultValue: standard,
  description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
});

/** 免申办: batches of candidates, judged without anything being released. */
@Resolver()
export class EligibilityResolver {
  constructor(@Inject(ELIGIBILITY) private readonly eligibility: Eligibility) {}

  @Query(() => EligibilityRunType, {
    description: both('A batch of the own organisation.', '查看本机构的免申办批次。'),
  })
  @Allow(...DUTIES.eligibility)
  async eligibilityRun(
    @Args('id', id) run: string,
    @Context() operation: OperationContext,
  ): Promise<EligibilityRunType> {
    return toEligibilityRun(await this.eligibility.one(run, clientOf(operation)));
  }

  @Query(() => [EligibilityRunType], {
    description: both('The newest batches of the own organisation.', '本机构最近的免申办批次。'),
  })
  @Allow(...DUTIES.eligibility)
  async eligibilityRuns(
    @Args('first', first(20)) most: number,
    @Context() operation: OperationContext,
  ): Promise<EligibilityRunType[]> {
    const { code } = clientOf(operation).organisation;
    return (await this.eligibility.ofOrganisation(code, pageOf(most, undefined).first)).map(toEligibilityRun);
  }

  @Query(() => EligibilityCandidatePageType, {
    description: both(
      'Candidates by name, of the own organisation’s batch. Logged.',
      '查看本机构批次的候选人名单，留痕。',
    ),
  })
  @Allow(...DUTIES.eligibility)
  async eligibilityCandidates(
    @Args('id', id) run: string,
    @Args('verdict', {
      type: () => EligibilityVerdict,
      description: both('Those with this verdict.', '限定结论。'),
    })
    verdict: EligibilityVerdict,
    @Args('first', first(50)) most: number,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: both('Cursor to go on from.', '起始游标。'),
    })
    after: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<EligibilityCandidatePageType> {
    const page = { verdict, ...pageOf(most, after) };
    return toCandidatePage(await this.eligibility.listing.page(run, page, clientOf(operation)));
  }

  @Mutation(() => EligibilityRunType, {
    description: both(
      'Begins a batch; whoever has a part in the matter may. Logged.',
      '发起免申办批次，限事项承办机构；留痕。',
    ),
  })
  @Allow(...DUTIES.eligibility)
  async startEligibilityRun(
    @Args('input', { type: () => EligibilityRunInput, description: both('The batch.', '批次。') })
    input: EligibilityRunInput,
    @Context() operation: OperationContext,
  ): Promise<EligibilityRunType> {
    return toEligibilityRun(await this.eligibility.starting.start(startInputOf(input), clientOf(operation)));
  }

  @Mutation(() => EligibilityRunType, {
    description: both('Takes a step with a batch. Logged.', '对批次进行操作；留痕。'),
  })
  @Allow(...DUTIES.eligibility)
  async steerEligibilityRun(
    @Args('id', id) run: string,
    @Args('step', { type: () => EligibilityStep, description: both('The step.', '操作。') })
    step: EligibilityStep,
    @Context() operation: OperationContext,
  ): Promise<EligibilityRunType> {
    return toEligibilityRun(await this.eligibility.steering.take(run, step, clientOf(operation)));
  }
}

/** @throws Refusal ROLE_NOT_ALLOWED */
function clientOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}
