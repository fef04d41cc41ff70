import { Inject } from '@nestjs/common';
import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import { Allow, DUTIES, type ClientCaller } from '../../callers/index.js';
import type { Subscribe } from '../../feed/index.js';
import { Refusal } from '#libs/errors';
import { FEED } from '../../tokens.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { CaseNewsType, CheckNewsType } from '../types/feed.type.js';

/** What happens, as it happens; by /graphql/stream. */
@Resolver()
export class FeedResolver {
  constructor(@Inject(FEED) private readonly feed: Subscribe) {}

  @Subscription(() => CaseNewsType, {
    description: both(
      'That a case has changed: one, or all that the caller may see.',
      '办件变更：指定办件，或调用方可见的全部办件。',
    ),
    resolve: (news: CaseNewsType) => news,
  })
  @Allow(...DUTIES.cases)
  async caseChanged(
    @Args('id', {
      type: () => ID,
      nullable: true,
      description: both('One case; all, if left out.', '办件编号；不填则为全部。'),
    })
    id: string | undefined | null,
    @Context() { caller }: OperationContext,
  ): Promise<AsyncIterableIterator<unknown>> {
    return this.feed.cases(clientOf(caller), id ?? undefined);
  }

  @Subscription(() => CheckNewsType, {
    description: both(
      'How a check stands, at once and at each change, until it is complete.',
      '核查进展：订阅时及每次变更时推送，直至完成。',
    ),
    resolve: (news: CheckNewsType) => news,
  })
  @Allow(...DUTIES.readChecks)
  async checkProgress(
    @Args('id', { type: () => ID, description: both('The check.', '核查编号。') }) id: string,
    @Context() { caller }: OperationContext,
  ): Promise<AsyncIterableIterator<unknown>> {
    return this.feed.check(clientOf(caller), id);
  }
}

function clientOf(caller: OperationContext['caller']): ClientCaller {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}
