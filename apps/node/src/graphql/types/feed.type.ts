import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { CaseStateKind, CaseStepKind } from './case-enums.js';
import { CheckOutcomeOfSource, CheckSourceState, CheckState } from './check.type.js';
import { Region } from './enums.js';

@ObjectType('CaseNewsEvent', { description: both('What happened in a case.', '办件中发生的事件。') })
export class CaseNewsEventType {
  @Field(() => ID, { description: both('Its id.', '事件编号。') })
  id!: string;
  @Field(() => CaseStepKind, { description: both('The step that was taken.', '办理步骤。') })
  step!: string;
  @Field(() => Region, { description: both('The region that took it.', '作出该步骤的地区。') })
  region!: Region;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
}

@ObjectType('CaseNews', {
  description: both(
    'That something has changed in a case; not what it says.',
    '办件变更通知，不含办件内容。',
  ),
})
export class CaseNewsType {
  @Field(() => ID, { description: both('The case.', '办件编号。') })
  id!: string;
  @Field(() => CaseStateKind, {
    nullable: true,
    description: both('State of the case after it.', '变更后的办件状态。'),
  })
  state?: string | null;
  @Field(() => CaseNewsEventType, { description: both('What happened.', '发生的事件。') })
  event!: CaseNewsEventType;
}

@ObjectType('CheckSourceProgress', {
  description: both('How one source of a check stands.', '核查中单个数据源的进展。'),
})
export class CheckSourceProgressType {
  @Field(() => String, { description: both('Its key within the check.', '数据源键。') })
  key!: string;
  @Field(() => Region, { description: both('Region that is asked.', '被查询地区。') })
  region!: Region;
  @Field(() => String, { description: both('Dataset that is asked for.', '数据集。') })
  dataset!: string;
  @Field(() => CheckSourceState, { description: both('How far it has come.', '进展状态。') })
  state!: CheckSourceState;
  @Field(() => CheckOutcomeOfSource, { nullable: true, description: both('What it came to.', '答复结果。') })
  outcome?: CheckOutcomeOfSource | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it hopes to answer.', '预计可答复时间。'),
  })
  until?: string | null;
}

@ObjectType('CheckNews', {
  description: both('How a check stands; not what its sources said.', '核查进展，不含数据源答复内容。'),
})
export class CheckNewsType {
  @Field(() => ID, { description: both('The check.', '核查编号。') })
  check!: string;
  @Field(() => ID, { nullable: true, description: both('Its case.', '所属办件。') })
  caseId?: string | null;
  @Field(() => CheckState, { description: both('How far it has come.', '进展状态。') })
  state!: CheckState;
  @Field(() => Int, { description: both('Editions of the report so far.', '已出具报告版次数。') })
  editions!: number;
  @Field(() => [CheckSourceProgressType], { description: both('Each source.', '各数据源。') })
  sources!: CheckSourceProgressType[];
}
