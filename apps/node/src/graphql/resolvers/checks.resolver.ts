import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES, type ClientCaller } from '../../callers/index.js';
import { starterOf, type Checks } from '../../checks/index.js';
import { CHECKS } from '../../tokens.js';
import { asRegion, pageOf } from '../arguments.js';
import { both } from '../describe.js';
import { contextFor } from '../lookup-context.js';
import type { OperationContext } from '../operation-context.js';
import { toCheck, toCheckPage } from '../present-checks.js';
import { CheckInput, CheckPageType, CheckState, CheckType } from '../types/check.type.js';

const id = { type: () => ID, description: both('Id of the check.', '核查标识。') };

/** @throws Refusal ROLE_NOT_ALLOWED */
function readerOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}

/** Checks of what departments hold about a firm (信息核查). */
@Resolver()
export class ChecksResolver {
  constructor(@Inject(CHECKS) private readonly checks: Checks) {}

  @Mutation(() => CheckType, {
    description: both(
      'Begins a check: all sources are asked at once, and the answer comes before they have answered. Each question is logged.',
      '申请信息核查：各来源并行查询，受理后立即返回；每次查询均留痕。',
    ),
  })
  @Allow(...DUTIES.checks)
  async startInformationCheck(
    @Args('input', { type: () => CheckInput, description: both('What is to be checked.', '核查申请。') })
    input: CheckInput,
    @Context() operation: OperationContext,
  ): Promise<CheckType> {
    const caller = starterOf(operation.caller);
    const context = await contextFor(operation, input.context);
    const wish = {
      matter: input.matter ?? 'bankruptcy-check',
      subject: { name: input.subjectName, code: input.subjectCode },
      proofs: input.proofs,
      context,
      ...(input.kinds ? { kinds: input.kinds } : {}),
      ...(input.regions ? { regions: input.regions.map(asRegion) } : {}),
      ...(input.key ? { key: input.key } : {}),
    };
    return toCheck(await this.checks.starting.byWish(wish, caller));
  }

  @Mutation(() => CheckType, {
    description: both(
      'Asks late sources again now instead of at their time.',
      '立即再次查询未答复的来源，不等待预定时间。',
    ),
  })
  @Allow(...DUTIES.checks)
  async askLateSources(
    @Args('id', id) check: string,
    @Context() operation: OperationContext,
  ): Promise<CheckType> {
    return toCheck(await this.checks.hurrying.now(check, starterOf(operation.caller)));
  }

  @Query(() => CheckType, { description: both('One check with its progress.', '查看核查进度与版次。') })
  @Allow(...DUTIES.readChecks)
  async informationCheck(
    @Args('id', id) check: string,
    @Context() operation: OperationContext,
  ): Promise<CheckType> {
    return toCheck(await this.checks.reading.one(check, readerOf(operation)));
  }

  @Query(() => CheckType, {
    nullable: true,
    description: both('The check of a case; null where none has begun.', '办件的信息核查，尚未开始时为空。'),
  })
  @Allow(...DUTIES.readChecks)
  async informationCheckOfCase(
    @Args('case', { type: () => ID, description: both('Id of the case.', '办件编号。') }) caseId: string,
    @Context() operation: OperationContext,
  ): Promise<CheckType | null> {
    const found = await this.checks.reading.ofCase(caseId, readerOf(operation));
    return found ? toCheck(found) : null;
  }

  @Query(() => CheckPageType, {
    description: both('Checks that the own organisation began.', '本机构申请的核查。'),
  })
  @Allow(...DUTIES.checks)
  async informationChecks(
    @Args('state', {
      type: () => CheckState,
      nullable: true,
      description: both('Only in this state.', '限定进度。'),
    })
    state: CheckState | undefined,
    @Args('first', {
      type: () => Int,
      defaultValue: 20,
      description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
    })
    first: number,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: both('Cursor to go on from.', '起始游标。'),
    })
    after: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<CheckPageType> {
    const query = { ...(state ? { state } : {}), ...pageOf(first, after) };
    return toCheckPage(await this.checks.reading.list(readerOf(operation), query));
  }
}
