import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES } from '../../callers/index.js';
import type { CountersRoom } from '../../counters/index.js';
import { COUNTERS } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import {
  clientOf,
  searchOf,
  toCasePage,
  toFigures,
  toHandover,
  toListedCase,
  wordsOf,
} from '../present-counters.js';
import { InstantScalar } from '../scalars.js';
import { CaseDimension, CaseTaskList } from '../types/counter-enums.js';
import {
  CaseFiguresType,
  CaseHandoverType,
  CaseSearchInput,
  ColleagueInput,
  ListedCasePageType,
  ListedCaseType,
} from '../types/counter.type.js';

const id = { type: () => ID, description: both('Case number.', '办件编号。') };
const reason = { type: () => String, description: both('Why. No personal data.', '理由，不得含个人信息。') };
const first = {
  type: () => Int,
  defaultValue: 20,
  description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
};
const after = {
  type: () => String,
  nullable: true,
  description: both('Cursor to go on from.', '起始游标。'),
};

/** What those who handle cases work with: lists, search, who works on what, figures. Each sees what their body has a part in. */
@Resolver()
export class CountersResolver {
  constructor(@Inject(COUNTERS) private readonly counters: CountersRoom) {}

  @Query(() => ListedCasePageType, {
    description: both('What is to be done, what ends first coming first.', '待办清单，先到期者在前。'),
  })
  @Allow(...DUTIES.counters)
  async caseTasks(
    @Args('list', { type: () => CaseTaskList, description: both('Which list.', '清单。') })
    list: CaseTaskList,
    @Args('matter', {
      type: () => ID,
      nullable: true,
      description: both('Only of this matter.', '限定事项。'),
    })
    matter: string | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<ListedCasePageType> {
    const looker = this.counters.lookerOf(clientOf(operation));
    const query = { ...(matter ? { matter } : {}), ...pageOf(size, cursor) };
    return toCasePage(await this.counters.lists.tasks(list, looker, query));
  }

  @Query(() => ListedCasePageType, {
    description: both('Finds cases, the newest first. Logged.', '查询办件，新者在前；留痕。'),
  })
  @Allow(...DUTIES.counters)
  async findCases(
    @Args('search', { type: () => CaseSearchInput, description: both('What is looked for.', '查询条件。') })
    search: CaseSearchInput,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<ListedCasePageType> {
    const { searching, lookerOf, personKey } = this.counters;
    const caller = clientOf(operation);
    const input = { ...searchOf(search), ...pageOf(size, cursor) };
    return toCasePage(await searching.search(input, lookerOf(caller), caller, personKey));
  }

  @Query(() => [CaseHandoverType], {
    description: both('Who has worked on a case, newest first.', '办件认领记录，新者在前。'),
  })
  @Allow(...DUTIES.counters)
  async caseHandovers(
    @Args('id', id) of: string,
    @Context() operation: OperationContext,
  ): Promise<CaseHandoverType[]> {
    const caller = clientOf(operation);
    await this.counters.assertSees(of, caller);
    const { scope, organisation } = this.counters.lookerOf(caller);
    return (await this.counters.claiming.history(of, scope.all ? undefined : organisation)).map(toHandover);
  }

  @Query(() => [CaseFiguresType], {
    description: both(
      'Figures of cases received in a span of at most 366 days: numbers only.',
      '某时段（至多 366 天）收件的统计，仅含数字。',
    ),
  })
  @Allow(...DUTIES.counters)
  async caseFigures(
    @Args('from', {
      type: () => InstantScalar,
      description: both('Received from this instant on.', '起始时间。'),
    })
    from: string,
    @Args('until', {
      type: () => InstantScalar,
      description: both('Received before this instant.', '截止时间。'),
    })
    until: string,
    @Args('by', {
      type: () => [CaseDimension],
      defaultValue: [],
      description: both('What they are told apart by.', '统计维度。'),
    })
    by: CaseDimension[],
    @Context() operation: OperationContext,
  ): Promise<CaseFiguresType[]> {
    const { counting, lookerOf } = this.counters;
    const span = { from: Date.parse(from), until: Date.parse(until), by };
    return (await counting.figures(span, lookerOf(clientOf(operation)))).map(toFigures);
  }

  @Mutation(() => ListedCaseType, {
    description: both('Takes a case on for the own body. Logged.', '认领办件；留痕。'),
  })
  @Allow(...DUTIES.counters)
  async claimCase(
    @Args('id', id) of: string,
    @Context() operation: OperationContext,
  ): Promise<ListedCaseType> {
    const caller = clientOf(operation);
    await this.counters.assertSees(of, caller);
    await this.counters.claiming.claim(of, caller);
    return this.shown(of, operation);
  }

  @Mutation(() => ListedCaseType, {
    description: both('Gives a case back to the queue. Logged.', '将办件退回待认领；留痕。'),
  })
  @Allow(...DUTIES.counters)
  async releaseCase(
    @Args('id', id) of: string,
    @Args('reason', reason) why: string,
    @Context() operation: OperationContext,
  ): Promise<ListedCaseType> {
    const caller = clientOf(operation);
    await this.counters.assertSees(of, caller);
    await this.counters.claiming.release(of, wordsOf(why, 'reason'), caller);
    return this.shown(of, operation);
  }

  @Mutation(() => ListedCaseType, {
    description: both(
      'Hands a case over to a colleague; a supervisor may do so for anybody. Logged.',
      '将办件移交同事；督办人可调整任何人的办件；留痕。',
    ),
  })
  @Allow(...DUTIES.counters)
  async handOverCase(
    @Args('id', id) of: string,
    @Args('to', { type: () => ColleagueInput, description: both('To whom.', '接收人。') }) to: ColleagueInput,
    @Args('reason', reason) why: string,
    @Context() operation: OperationContext,
  ): Promise<ListedCaseType> {
    const caller = clientOf(operation);
    await this.counters.assertSees(of, caller);
    const colleague = { id: wordsOf(to.id, 'to', 128), name: wordsOf(to.name, 'to', 60) };
    await this.counters.claiming.handOver(of, colleague, wordsOf(why, 'reason'), caller);
    return this.shown(of, operation);
  }

  private async shown(of: string, operation: OperationContext): Promise<ListedCaseType> {
    const { lists, lookerOf } = this.counters;
    const found = await lists.one(of, lookerOf(clientOf(operation)));
    if (!found) throw new Refusal('CASE_UNKNOWN');
    return toListedCase(found);
  }
}
