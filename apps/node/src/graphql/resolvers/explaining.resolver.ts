import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Refusal, type ErrorCode } from '#libs/errors';
import { Allow, DUTIES } from '../../callers/index.js';
import type { EntryTold, ExplainedLookup, Explaining } from '../../explaining/index.js';
import { EXPLAINING } from '../../tokens.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { iso, refusalOf } from '../present-upkeep.js';
import {
  RequestExplanationType,
  type EntryType,
  type ExplainedLookupType,
} from '../types/explained-request.type.js';

/** A mutation: the other node is asked, and both logs say that it was read. */
@Resolver()
export class ExplainingResolver {
  constructor(@Inject(EXPLAINING) private readonly explaining: Pick<Explaining, 'explain'>) {}

  @Mutation(() => RequestExplanationType, {
    description: both(
      'Why a request of the own organisation failed, as both sides have it in their logs. Logged.',
      '本机构请求失败的原因（双方日志记载）；留痕。',
    ),
  })
  @Allow(...DUTIES.explaining)
  async explainRequest(
    @Args('id', {
      type: () => ID,
      description: both(
        'As the answer said in `tongban-request-id`.',
        '应答头 `tongban-request-id` 所示编号。',
      ),
    })
    id: string,
    @Context() { caller }: OperationContext,
  ): Promise<RequestExplanationType> {
    if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
    const { request, codes, lookups } = await this.explaining.explain.explain(caller, id);
    return {
      id: request.id,
      at: iso(request.at),
      operation: request.operation ?? null,
      client: request.client,
      refusals: codes.map(toPublic),
      lookups: lookups.map(toLookup),
    };
  }
}

const toPublic = (code: ErrorCode) => new Refusal(code).toPublic();

const toLookup = ({ here, there, thereMissing, ...lookup }: ExplainedLookup): ExplainedLookupType => ({
  region: lookup.region,
  counterpart: lookup.counterpart ?? null,
  place: lookup.place as ExplainedLookupType['place'],
  refusal: refusalOf(lookup.code),
  here: here ? toEntry(here) : null,
  there: there ? toEntry(there) : null,
  thereMissing: thereMissing?.toPublic() ?? null,
});

const toEntry = ({ code, rule, isProven, fieldsAsked, fieldsReleased, ...entry }: EntryTold): EntryType => ({
  ...entry,
  refusal: refusalOf(code),
  rule: rule ?? null,
  fieldsAsked: [...fieldsAsked],
  fieldsReleased: [...fieldsReleased],
  proven: isProven,
});
