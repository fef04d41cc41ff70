import { Args, Context, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { asRegion, holderOf, itemsOf, limitOf, questionsOf, subjectsOf } from '../arguments.js';
import { both } from '../describe.js';
import { contextFor } from '../lookup-context.js';
import type { OperationContext } from '../operation-context.js';
import { toJudgement, toRecordsLookup } from '../present-records.js';
import { DatasetCodeScalar, DatasetItemScalar } from '../scalars.js';
import { Region } from '../types/enums.js';
import { HolderInput, LookupContextInput, RecordQuestionInput } from '../types/inputs.js';
import { RecordsJudgementType, RecordsLookupType } from '../types/records.type.js';

const dataset = {
  type: () => DatasetCodeScalar,
  description: both('Dataset of the catalogue.', '数据集代码。'),
};
const region = { type: () => Region, description: both('Region to ask.', '查询地区。') };
const context = {
  type: () => LookupContextInput,
  nullable: true,
  description: both(
    'Why the lookup is made; required of every caller but peers.',
    '查询事由；除对端节点外必填。',
  ),
};

/** Departments' datasets: asked, decided and logged like licences. */
@Resolver()
export class RecordsResolver {
  @Query(() => RecordsLookupType, {
    description: both(
      'A department’s records on a holder, by the items asked for.',
      '按主体查询部门数据，仅返回所请求的信息项。',
    ),
  })
  @Allow(...DUTIES.lookup)
  async records(
    @Args('dataset', dataset) of: string,
    @Args('holder', { type: () => HolderInput, description: both('The holder.', '主体。') })
    holder: HolderInput,
    @Args('items', { type: () => [DatasetItemScalar], description: both('Items wanted.', '所需信息项。') })
    items: string[],
    @Args('limit', {
      type: () => Int,
      defaultValue: 20,
      description: both('Records at most, 1 to 100.', '记录条数上限，1 至 100。'),
    })
    limit: number,
    @Args('region', region) where: Region,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<RecordsLookupType> {
    const lookup = {
      operation: 'records',
      dataset: of,
      holder: holderOf(holder),
      items: itemsOf(items),
      limit: limitOf(limit),
    } as const;
    return toRecordsLookup(
      await operation.lookups.ask(asRegion(where), lookup, await contextFor(operation, why)),
    );
  }

  @Query(() => RecordsJudgementType, {
    description: both(
      'Yes or no to questions about up to 200 subjects; nothing is released.',
      '按条件判断，每次至多 200 个主体；不返回任何数据。',
    ),
  })
  @Allow(...DUTIES.lookup)
  async judgeRecords(
    @Args('dataset', dataset) of: string,
    @Args('subjects', { type: () => [HolderInput], description: both('The subjects.', '主体。') })
    subjects: HolderInput[],
    @Args('questions', {
      type: () => [RecordQuestionInput],
      description: both('The questions, up to 20.', '判断条件，至多 20 项。'),
    })
    questions: RecordQuestionInput[],
    @Args('region', region) where: Region,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<RecordsJudgementType> {
    const lookup = {
      operation: 'judge',
      dataset: of,
      subjects: subjectsOf(subjects),
      questions: questionsOf(questions),
    } as const;
    return toJudgement(
      await operation.lookups.ask(asRegion(where), lookup, await contextFor(operation, why)),
    );
  }
}
