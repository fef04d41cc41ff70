import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Auditing, RULE_NAMES, type TriageState } from '../../auditing/index.js';
import { Allow, DUTIES } from '../../callers/index.js';
import { AUDITING } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { auditorOf, filterOf, triageStateOf } from '../audit-arguments.js';
import { toFinding, toFindingPage, toFindingWithProofs, toSavedSearch } from '../audit-work-present.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { AuditFilterInput } from '../types/audit-inputs.js';
import {
  AuditFindingPageType,
  AuditFindingType,
  AuditFindingWithProofsType,
  FindingStateEnum,
  SavedAuditSearchType,
} from '../types/audit-work.type.js';

const id = { type: () => ID, description: both('Its id.', '编号。') };
const optionalNote = {
  type: () => String,
  nullable: true,
  description: both(
    'Why; wanted where a finding is dismissed or resolved. No personal data.',
    '说明；排除或办结时必填，不得含个人信息。',
  ),
};

/** Findings and saved searches. */
@Resolver()
export class AuditWorkResolver {
  constructor(@Inject(AUDITING) private readonly auditing: Auditing) {}

  @Query(() => AuditFindingPageType, {
    description: both(
      'What the rules and comparing logs with other nodes have found. The read is logged.',
      '规则与对账的审计发现列表；查阅行为将被记录。',
    ),
  })
  @Allow(...DUTIES.audit)
  async auditFindings(
    @Args('states', {
      type: () => [FindingStateEnum],
      nullable: true,
      description: both('Only in these states.', '限定状态。'),
    })
    states: FindingStateEnum[] | undefined,
    @Args('rule', {
      type: () => String,
      nullable: true,
      description: both(
        `Only of this rule: ${RULE_NAMES.join(', ')}, or of comparing logs: reconciliation.missing-here and so on.`,
        '限定规则。',
      ),
    })
    rule: string | undefined,
    @Args('first', {
      type: () => Int,
      defaultValue: 20,
      description: both('Items per page, 1 to 100.', '每页条数。'),
    })
    first: number,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: both('Cursor to go on from.', '起始游标。'),
    })
    after: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<AuditFindingPageType> {
    const page = pageOf(first, after);
    const wanted = { ...(states ? { states } : {}), ...(rule ? { rule: rule.slice(0, 64) } : {}) };
    return toFindingPage(
      await this.auditing.findings.list(auditorOf(operation), wanted, page.first, page.after),
    );
  }

  @Query(() => AuditFindingWithProofsType, {
    description: both(
      'One finding, with the proofs of both sides where it comes from comparing logs. The read is logged.',
      '一项审计发现及对账双方的证据；查阅行为将被记录。',
    ),
  })
  @Allow(...DUTIES.audit)
  async auditFinding(
    @Args('id', id) finding: string,
    @Context() operation: OperationContext,
  ): Promise<AuditFindingWithProofsType> {
    return toFindingWithProofs(await this.auditing.findings.read(auditorOf(operation), finding));
  }

  @Mutation(() => AuditFindingType, {
    description: both(
      'Handles a finding. A signed-in person only; logged.',
      '处置审计发现；须由登录人员办理并留痕。',
    ),
  })
  @Allow(...DUTIES.audit)
  async triageAuditFinding(
    @Args('id', id) finding: string,
    @Args('to', { type: () => FindingStateEnum, description: both('State to set.', '目标状态。') })
    to: FindingStateEnum,
    @Args('note', optionalNote) note: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<AuditFindingType> {
    const state: TriageState = triageStateOf(to);
    return toFinding(
      await this.auditing.findings.triage(auditorOf(operation), finding, state, note ?? undefined),
    );
  }

  @Query(() => [SavedAuditSearchType], {
    description: both('Saved searches, own and shared.', '检索方案：本人及共享。'),
  })
  @Allow(...DUTIES.audit)
  async savedAuditSearches(@Context() operation: OperationContext): Promise<SavedAuditSearchType[]> {
    return (await this.auditing.saved.list(auditorOf(operation))).map(toSavedSearch);
  }

  @Mutation(() => SavedAuditSearchType, { description: both('Saves a search.', '保存检索方案。') })
  @Allow(...DUTIES.audit)
  async saveAuditSearch(
    @Args('name', {
      type: () => String,
      description: both('Name, up to 100 characters.', '名称，至多 100 字。'),
    })
    name: string,
    @Args('filter', { type: () => AuditFilterInput, description: both('The filter.', '检索条件。') })
    filter: AuditFilterInput,
    @Args('shared', {
      type: () => Boolean,
      defaultValue: false,
      description: both('Show it to all auditors.', '是否共享给全体审计员。'),
    })
    shared: boolean,
    @Context() operation: OperationContext,
  ): Promise<SavedAuditSearchType> {
    return toSavedSearch(
      await this.auditing.saved.save(auditorOf(operation), name, filterOf(filter), shared),
    );
  }

  @Mutation(() => Boolean, { description: both('Deletes an own saved search.', '删除本人的检索方案。') })
  @Allow(...DUTIES.audit)
  async deleteAuditSearch(
    @Args('id', id) search: string,
    @Context() operation: OperationContext,
  ): Promise<boolean> {
    await this.auditing.saved.remove(auditorOf(operation), search);
    return true;
  }
}
