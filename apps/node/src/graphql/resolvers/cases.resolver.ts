import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { CasesRoom } from '../../cases/index.js';
import { CASES } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { caseCallerOf, personOf, receivingOf, stepInputOf } from '../case-arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toCase, toCaseDraft, toCasePage, toCaseStepOffer } from '../present-case.js';
import { CaseRoleKind, CaseStateKind, CaseStepKind } from '../types/case-enums.js';
import { CaseStepInput, ReceiveCaseInput } from '../types/case-inputs.js';
import { CaseDraftType, CasePageType, CaseStepOfferType, CaseType } from '../types/case.type.js';
import { HolderInput } from '../types/inputs.js';

const id = { type: () => ID, description: both('Number of the case.', '办件编号。') };
const key = {
  type: () => String,
  nullable: true,
  description: both(
    'Key under which the step is taken once, however often it is sent.',
    '幂等键：同一键只办理一次。',
  ),
};

/** Cases (办件) that are received in one region and decided in another. */
@Resolver()
export class CasesResolver {
  constructor(@Inject(CASES) private readonly room: CasesRoom) {}

  @Query(() => CaseType, { description: both('One case with its history.', '查看办件及办理过程。') })
  @Allow(...DUTIES.cases)
  async case(@Args('id', id) number: string, @Context() operation: OperationContext): Promise<CaseType> {
    return toCase(await this.room.reading.one(number, caseCallerOf(operation)));
  }

  @Query(() => [CaseStepOfferType], {
    description: both(
      'What you may do in a case as it stands, and what waits for something.',
      '您在办件当前状态下可进行的操作及尚待满足的条件。',
    ),
  })
  @Allow(...DUTIES.cases)
  async caseSteps(
    @Args('id', id) number: string,
    @Args('role', {
      type: () => CaseRoleKind,
      nullable: true,
      description: both('The role of a system of several.', '系统具备多个角色时的角色。'),
    })
    role: CaseRoleKind | undefined,
    @Context() operation: OperationContext,
  ): Promise<CaseStepOfferType[]> {
    const offers = await this.room.reading.offers(number, caseCallerOf(operation), role ?? undefined);
    return offers.map(toCaseStepOffer);
  }

  @Query(() => CasePageType, {
    description: both(
      'Cases that are yours to see: of your counter, of your department, of the region, or your own.',
      '您可查看的办件：本窗口收件的、本部门办理的、本地区的（督办）或本人的。',
    ),
  })
  @Allow(...DUTIES.cases)
  async cases(
    @Args('state', {
      type: () => CaseStateKind,
      nullable: true,
      description: both('Only in this state.', '限定状态。'),
    })
    state: CaseStateKind | undefined,
    @Args('matter', { type: () => ID, nullable: true, description: both('Only of this.', '限定事项。') })
    matter: string | undefined,
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
  ): Promise<CasePageType> {
    const query = {
      ...(state ? { state } : {}),
      ...(matter ? { matter } : {}),
      ...pageOf(first, after),
    };
    return toCasePage(await this.room.reading.list(query, caseCallerOf(operation)));
  }

  @Mutation(() => CaseDraftType, {
    description: both(
      'Gives a case its number, so that materials can be gathered for it before it is received.',
      '登记办件草稿并取得编号，以便在收件前准备材料。',
    ),
  })
  @Allow(...DUTIES.receiveCase)
  async draftCase(
    @Args('matter', { type: () => ID, description: both('The matter.', '事项标识。') }) matter: string,
    @Args('applicant', {
      type: () => HolderInput,
      nullable: true,
      description: both('Whom it is about; a holder drafts for themselves.', '申请人；本人办理时无需填写。'),
    })
    applicant: HolderInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<CaseDraftType> {
    const holder = applicant ? personOf(applicant) : undefined;
    return toCaseDraft(await this.room.acting.draft(matter, holder, caseCallerOf(operation)));
  }

  @Mutation(() => CaseType, {
    description: both(
      'Receives a drafted case: signed, logged, and on its way to the region that decides.',
      '收件：签名、留痕并送达业务属地。',
    ),
  })
  @Allow(...DUTIES.receiveCase)
  async receiveCase(
    @Args('id', id) number: string,
    @Args('input', {
      type: () => ReceiveCaseInput,
      description: both('What it is opened with.', '收件内容。'),
    })
    input: ReceiveCaseInput,
    @Args('key', key) once: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<CaseType> {
    const { acting, reading } = this.room;
    const stored = await acting.receive(number, receivingOf(input, once), caseCallerOf(operation));
    return toCase(reading.shown(stored));
  }

  @Mutation(() => CaseType, {
    description: both(
      'Takes a step; which, in which state, by which region and role is ruled. Signed and logged in both regions.',
      '办理一步：何种状态下由哪一地区、何种角色办理有规则限定；签名并在两地留痕。',
    ),
  })
  @Allow(...DUTIES.cases)
  async takeCaseStep(
    @Args('id', id) number: string,
    @Args('step', { type: () => CaseStepKind, description: both('The step.', '操作。') }) kind: CaseStepKind,
    @Args('data', {
      type: () => CaseStepInput,
      nullable: true,
      description: both('What is entered for it.', '办理内容。'),
    })
    data: CaseStepInput | undefined,
    @Args('role', {
      type: () => CaseRoleKind,
      nullable: true,
      description: both(
        'The role that a system of several acts in.',
        '以何种角色办理（系统具备多个角色时）。',
      ),
    })
    role: CaseRoleKind | undefined,
    @Args('key', key) once: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<CaseType> {
    const { acting, reading } = this.room;
    const request = {
      kind,
      input: stepInputOf(data),
      ...(role ? { as: role } : {}),
      ...(once ? { key: once } : {}),
    };
    return toCase(reading.shown(await acting.step(number, request, caseCallerOf(operation))));
  }
}
