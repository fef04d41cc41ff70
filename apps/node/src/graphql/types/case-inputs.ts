import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CaseFormScalar } from '../form-scalar.js';
import { CalendarDateScalar, DigestScalar, InstantScalar } from '../scalars.js';
import { CaseClockKind, CaseMode, CaseModel } from './case-enums.js';
import { Region } from './enums.js';
import { HolderInput } from './inputs.js';

@InputType('CaseDelegateInput', {
  description: both('Somebody who acts for the applicant.', '帮办代办人。'),
})
export class CaseDelegateInput {
  @Field(() => HolderInput, { description: both('Who.', '帮办代办人的证件。') })
  person!: HolderInput;
  @Field(() => String, {
    description: both(
      'Either `delegate`, `guardian` or `representative`.',
      '`delegate` 代办、`guardian` 监护人或 `representative` 代表人。',
    ),
  })
  capacity!: string;
  @Field(() => DigestScalar, {
    description: both('Digest of the file that names him, held for the case.', '授权文件的摘要。'),
  })
  proof!: string;
  @Field(() => CalendarDateScalar, { nullable: true, description: both('Last day.', '截止日。') })
  until?: string | null;
}

@InputType('CaseItemInput', { description: both('A linked item of the case.', '关联事项。') })
export class CaseItemInput {
  @Field(() => ID, { description: both('Item of the matter.', '关联事项标识。') })
  id!: string;
  @Field(() => Region, {
    nullable: true,
    description: both('Where it is handled; the deciding region if left out.', '办理地区，缺省为业务属地。'),
  })
  region?: Region | null;
}

@InputType('ReceiveCaseInput', { description: both('What a case is opened with.', '收件内容。') })
export class ReceiveCaseInput {
  @Field(() => CaseModel, { description: both('How the regions share the handling.', '办理模式。') })
  model!: CaseModel;
  @Field(() => [CaseMode], { description: both('Modes of the matter that apply.', '适用的办理方式。') })
  modes!: CaseMode[];
  @Field(() => Region, { description: both('Region that decides.', '业务属地。') })
  decision!: Region;
  @Field(() => CaseFormScalar, { description: both('What the applicant filled in.', '申请表内容。') })
  form!: Readonly<Record<string, unknown>>;
  @Field(() => [ID], {
    nullable: true,
    description: both('Pieces of material gathered for the draft.', '已为草稿准备的材料。'),
  })
  materials?: string[] | null;
  @Field(() => [CaseItemInput], {
    nullable: true,
    description: both(
      'Optional items that are wanted, and items handled elsewhere than in the deciding region.',
      '所选的可选关联事项，以及由其他地区办理的关联事项。',
    ),
  })
  items?: CaseItemInput[] | null;
  @Field(() => CaseDelegateInput, { nullable: true, description: both('A delegate.', '帮办代办人。') })
  delegate?: CaseDelegateInput | null;
}

@InputType('CaseMissingInput', { description: both('One thing that is missing.', '需补正的一项内容。') })
export class CaseMissingInput {
  @Field(() => ID, { nullable: true, description: both('Material of the matter.', '材料标识。') })
  material?: string | null;
  @Field(() => String, { nullable: true, description: both('Field of the form.', '表单字段。') })
  field?: string | null;
  @Field(() => String, { description: both('What is wrong, up to 500 characters.', '说明，至多 500 字。') })
  text!: string;
}

const member = (english: string, chinese: string) => ({
  nullable: true as const,
  description: both(english, chinese),
});

@InputType('CaseStepInput', {
  description: both(
    'What is entered for a step; a member that the step does not take is refused.',
    '各步骤所需内容；与该步骤无关的内容将被拒绝。',
  ),
})
export class CaseStepInput {
  @Field(
    () => String,
    member(
      'Of a hand-over: `document`, `face` or `authorisation`.',
      '移交：身份核验方式 `document`、`face` 或 `authorisation`。',
    ),
  )
  identityCheck?: string | null;
  @Field(() => String, member('Of a hand-over: a remark.', '移交：备注。'))
  note?: string | null;
  @Field(
    () => [CaseMissingInput],
    member('Of a correction that is asked: all that is missing.', '补正告知：一次性告知的全部内容。'),
  )
  missing?: CaseMissingInput[] | null;
  @Field(
    () => [ID],
    member('Pieces of material that are held for the case.', '补正、增加材料、补齐容缺：本办件的材料。'),
  )
  materials?: string[] | null;
  @Field(() => CaseFormScalar, member('Of a correction: the whole form anew.', '补正：更正后的完整表单。'))
  form?: Readonly<Record<string, unknown>> | null;
  @Field(() => String, member('Why.', '理由。'))
  reason?: string | null;
  @Field(
    () => String,
    member('Of a refusal or revocation: how to seek review.', '不予受理、不通过、撤销：救济途径。'),
  )
  remedy?: string | null;
  @Field(
    () => String,
    member(
      'Of a special procedure: `hearing`, `inspection`, `testing`, `expert-review`, `publication`, `auction` or `other`.',
      '特别程序：听证、检验、检测、专家评审、公示、拍卖或其他。',
    ),
  )
  procedure?: string | null;
  @Field(() => String, member('Of a special procedure: its basis.', '特别程序：依据。'))
  basis?: string | null;
  @Field(() => Int, member('Of a special procedure: working days expected.', '特别程序：预计工作日。'))
  expectedDays?: number | null;
  @Field(() => Int, member('Of an extension: working days.', '延期：工作日数。'))
  days?: number | null;
  @Field(
    () => String,
    member('Result of a special procedure, or answer to a rating.', '特别程序结果，或差评整改答复。'),
  )
  text?: string | null;
  @Field(
    () => DigestScalar,
    member(
      'Digest of a file held for the case: result, signed pledge, what is delivered.',
      '本办件文件摘要：结果文件、签署的承诺书或送达文书。',
    ),
  )
  document?: string | null;
  @Field(() => String, member('Identifier of the licence that was issued.', '所发证照的标识。'))
  licence?: string | null;
  @Field(
    () => String,
    member('Of a delivery: `counter`, `post` or `online`.', '送达方式：`counter`、`post` 或 `online`。'),
  )
  way?: string | null;
  @Field(() => Int, member('Of a rating: 1 to 5.', '评价：1 至 5 星。'))
  stars?: number | null;
  @Field(
    () => String,
    member('Of a rating: its words, up to 1,000 characters.', '评价：意见，至多 1000 字。'),
  )
  comment?: string | null;
  @Field(() => [ID], member('Of a pledge: materials that come later.', '容缺承诺：后补的材料。'))
  pledged?: string[] | null;
  @Field(
    () => CalendarDateScalar,
    member(
      'Last day of a pledge, as the terms of the case say if left out; or of a period that is over.',
      '承诺期限届满日（不填则按办件条款），或已超期的期限届满日。',
    ),
  )
  due?: string | null;
  @Field(
    () => String,
    member(
      'Of a pledge: `revoke` or `rectify`; as the terms of the case say if left out.',
      '容缺承诺的后果：`revoke` 或 `rectify`；不填则按办件条款。',
    ),
  )
  consequence?: string | null;
  @Field(() => ID, member('Item of the bundle.', '关联事项标识。'))
  item?: string | null;
  @Field(
    () => String,
    member(
      'Of an item: `approved`, `answered`, `nothing-found`, `refused` or `not-available`.',
      '关联事项答复：`approved`、`answered`、`nothing-found`、`refused` 或 `not-available`。',
    ),
  )
  outcome?: string | null;
  @Field(
    () => InstantScalar,
    member('Of an item that is not available: until when.', '暂不可用的关联事项：预计恢复时间。'),
  )
  until?: string | null;
  @Field(() => CaseDelegateInput, member('Delegate to be named.', '拟指定的帮办代办人。'))
  delegate?: CaseDelegateInput | null;
  @Field(() => HolderInput, member('Delegate whose delegation ends.', '终止委托的帮办代办人。'))
  person?: HolderInput | null;
  @Field(() => CaseClockKind, member('Period that is over.', '已超期的期限。'))
  clock?: CaseClockKind | null;
  @Field(() => String, member('Either `parcel` or `notice`.', '`parcel` 寄出或 `notice` 公示。'))
  what?: string | null;
  @Field(() => String, member('Number of the parcel or notice.', '邮件或公示编号。'))
  reference?: string | null;
}
