import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { Requests } from '../../requests/index.js';
import { REQUESTS } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toUseRecord, toUseRecordPage } from '../present-requests.js';
import { partyOf, recordOf } from '../request-arguments.js';
import { DataUseRecordInput } from '../types/requests-inputs.js';
import { DataUseRecordPageType, DataUseRecordType } from '../types/requests.type.js';

const request = { type: () => ID, description: both('Id of the request.', '申请编号。') };

/** What the requester did with supplied data (使用、销毁记录). */
@Resolver()
export class UseRecordsResolver {
  constructor(@Inject(REQUESTS) private readonly requests: Requests) {}

  @Query(() => DataUseRecordPageType, {
    description: both('Records of one own request.', '某项申请的使用、销毁记录。'),
  })
  @Allow(...DUTIES.requests)
  async dataUseRecords(
    @Args('request', request) of: string,
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
  ): Promise<DataUseRecordPageType> {
    return toUseRecordPage(await this.requests.uses.list(of, pageOf(first, after), partyOf(operation)));
  }

  @Mutation(() => DataUseRecordType, {
    description: both(
      'Records a use or destruction of supplied data. Logged.',
      '登记数据使用或销毁情况；留痕。',
    ),
  })
  @Allow(...DUTIES.requests)
  async recordDataUse(
    @Args('request', request) of: string,
    @Args('input', {
      type: () => DataUseRecordInput,
      description: both('What was done.', '使用或销毁情况。'),
    })
    input: DataUseRecordInput,
    @Context() operation: OperationContext,
  ): Promise<DataUseRecordType> {
    return toUseRecord(await this.requests.uses.add(of, recordOf(input), partyOf(operation)));
  }

  @Mutation(() => Boolean, {
    description: both(
      'Deletes a record that was kept for three years; refused before. Logged.',
      '删除已满三年的记录，未满不得删除；留痕。',
    ),
  })
  @Allow(...DUTIES.requests)
  async deleteDataUseRecord(
    @Args('id', { type: () => ID, description: both('Id of the record.', '记录编号。') }) record: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.requests.uses.remove(record, partyOf(operation));
    return true;
  }
}
