import { Inject } from '@nestjs/common';
import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { Subjects } from '../../subjects/index.js';
import { SUBJECTS } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toAccessRecordPage, toInclusion } from '../present-access.js';
import {
  AccessInclusionProofType,
  AccessProofType,
  AccessRecordPageType,
} from '../types/access-record.type.js';

@Resolver()
export class SubjectsResolver {
  constructor(@Inject(SUBJECTS) private readonly subjects: Subjects) {}

  @Query(() => AccessRecordPageType, {
    description: both(
      'Who looked at the data of the signed-in person or firm, by the log of this region.',
      '已登录个人或企业的数据被谁查询过（依据本地区日志）。',
    ),
  })
  @Allow(...DUTIES.ownRecords)
  async myAccessRecords(
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
    @Context() { caller }: OperationContext,
  ): Promise<AccessRecordPageType> {
    const page = await this.subjects.records.read(caller, pageOf(first, after));
    return toAccessRecordPage(page, this.subjects);
  }
}

@Resolver(() => AccessProofType)
export class AccessProofResolver {
  constructor(@Inject(SUBJECTS) private readonly subjects: Subjects) {}

  /** Made only where it is asked for: a proof reads tiles. */
  @ResolveField(() => AccessInclusionProofType, { nullable: true })
  inclusion(@Parent() { index }: AccessProofType): Promise<AccessInclusionProofType | null> {
    return toInclusion(BigInt(index), this.subjects.published);
  }
}
