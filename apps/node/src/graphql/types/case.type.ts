import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CaseFormScalar } from '../form-scalar.js';
import { CalendarDateScalar, DigestScalar, InstantScalar, ItemCodeScalar } from '../scalars.js';
import {
  CaseClockKind,
  CaseMaterialOrigin,
  CaseMaterialVerdict,
  CaseMode,
  CaseModel,
  CaseRoleKind,
  CaseStateKind,
  CaseStepKind,
} from './case-enums.js';
import { HolderType, Region } from './enums.js';
import { BilingualTextType } from './matter.type.js';
import { PageInfoType } from './lookup.type.js';

@ObjectType('CaseDraft', {
  description: both('A case that was not received yet.', '尚未收件的办件草稿。'),
})
export class CaseDraftType {
  @Field(() => ID, { description: both('Number of the case.', '办件编号。') })
  id!: string;
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  matter!: string;
  @Field(() => InstantScalar, { description: both('When it is forgotten.', '草稿失效时间。') })
  expiresAt!: string;
}

@ObjectType('CaseMatter', { description: both('The definition that holds for a case.', '办件依据的事项。') })
export class CaseMatterType {
  @Field(() => ID, { description: both('The matter.', '事项标识。') })
  id!: string;
  @Field(() => Int, { description: both('Version.', '版本。') })
  version!: number;
  @Field(() => DigestScalar, { description: both('Digest of that version.', '该版本摘要。') })
  digest!: string;
  @Field(() => ItemCodeScalar, { description: both('The authority’s own item code.', '实施编码。') })
  itemCode!: string;
}

@ObjectType('HeldCaseMaterial', { description: both('A material that counts in the case.', '办件材料。') })
export class HeldCaseMaterialType {
  @Field(() => ID, { description: both('Material of the matter.', '材料标识。') })
  id!: string;
  @Field(() => DigestScalar, { description: both('Digest of the file.', '文件摘要。') })
  digest!: string;
  @Field(() => CaseMaterialOrigin, { description: both('Where it comes from.', '来源。') })
  origin!: CaseMaterialOrigin;
  @Field(() => String, { description: both('Level of trust, A to D.', '可信等级，A 至 D。') })
  trust!: string;
  @Field(() => CaseMaterialVerdict, { description: both('What was found of it.', '核验结论。') })
  verdict!: CaseMaterialVerdict;
  @Field(() => ID, {
    nullable: true,
    description: both('Case that it was taken over from.', '复用自的办件。'),
  })
  fromCase?: string | null;
}

@ObjectType('CaseMissing', { description: both('One thing that was missing.', '补正内容。') })
export class CaseMissingType {
  @Field(() => ID, { nullable: true, description: both('Material of the matter.', '材料标识。') })
  material?: string | null;
  @Field(() => String, { nullable: true, description: both('Field of the form.', '表单字段。') })
  field?: string | null;
  @Field(() => String, { description: both('What is wrong.', '说明。') })
  text!: string;
}

@ObjectType('CaseCorrection', { description: both('What was missing, told once.', '一次性告知的补正。') })
export class CaseCorrectionType {
  @Field(() => InstantScalar, { description: both('When it was told.', '告知时间。') })
  askedAt!: string;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was supplied.', '补正时间。') })
  doneAt?: string | null;
  @Field(() => [CaseMissingType], { description: both('All of it.', '全部内容。') })
  missing!: CaseMissingType[];
}

@ObjectType('CaseClock', { description: both('A period of the case.', '办件期限。') })
export class CaseClockType {
  @Field(() => CaseClockKind, { description: both('Which.', '期限种类。') })
  name!: CaseClockKind;
  @Field(() => String, {
    description: both('Either `running`, `stopped`, `overdue` or `ended`.', '计时、中止、超期或已结束。'),
  })
  state!: string;
  @Field(() => Int, { description: both('Working days that have passed.', '已用工作日。') })
  used!: number;
  @Field(() => Int, {
    description: both('Working days left; negative when overdue.', '剩余工作日，超期为负。'),
  })
  left!: number;
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both('Last day in Beijing; none while it stands still.', '届满日（北京时间），中止时为空。'),
  })
  due?: string | null;
  @Field(() => Boolean, { description: both('Whether it was not kept.', '是否超期。') })
  overdue!: boolean;
}

@ObjectType('CaseReminder', { description: both('What somebody should know.', '期限提醒。') })
export class CaseReminderType {
  @Field(() => CaseClockKind, { description: both('About which period.', '所涉期限。') })
  about!: CaseClockKind;
  @Field(() => String, {
    description: both(
      'Either `approaching`, `overdue`, `deemed-accepted` or `broken`.',
      '`approaching` 即将届满、`overdue` 超期、`deemed-accepted` 视为受理或 `broken` 未履行承诺。',
    ),
  })
  kind!: string;
  @Field(() => CalendarDateScalar, { description: both('Last day.', '届满日。') })
  due!: string;
  @Field(() => Int, { description: both('Working days left after today.', '今日之后剩余工作日。') })
  left!: number;
}

@ObjectType('CaseItem', { description: both('A linked item.', '关联事项。') })
export class CaseItemType {
  @Field(() => ID, { description: both('Item of the matter.', '关联事项标识。') })
  id!: string;
  @Field(() => ID, { description: both('Department by its key.', '部门标识。') })
  department!: string;
  @Field(() => Region, { description: both('Where it is handled.', '办理地区。') })
  region!: Region;
  @Field(() => Boolean, { description: both('Whether its department leads.', '是否牵头。') })
  lead!: boolean;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was begun.', '开始时间。') })
  begunAt?: string | null;
  @Field(() => String, { nullable: true, description: both('What was answered.', '答复。') })
  outcome?: string | null;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was answered.', '答复时间。') })
  answeredAt?: string | null;
  @Field(() => String, { nullable: true, description: both('Why.', '理由。') })
  reason?: string | null;
}

@ObjectType('CasePledge', { description: both('What the applicant pledged to supply.', '容缺承诺。') })
export class CasePledgeType {
  @Field(() => [ID], { description: both('Materials that come later.', '后补的材料。') })
  missing!: string[];
  @Field(() => CalendarDateScalar, { description: both('Last day.', '届满日。') })
  due!: string;
  @Field(() => String, { description: both('What follows otherwise.', '未履行的后果。') })
  consequence!: string;
  @Field(() => String, {
    description: both(
      'Either `offered`, `open`, `fulfilled` or `broken`.',
      '`offered` 已承诺、`open` 待履行、`fulfilled` 已履行或 `broken` 未履行。',
    ),
  })
  state!: string;
  @Field(() => DigestScalar, {
    description: both('Digest of the pledge as the applicant signed it.', '申请人签署的承诺书摘要。'),
  })
  signed!: string;
}

@ObjectType('CaseDelegate', {
  description: both('Somebody who acts for the applicant.', '帮办代办人。'),
})
export class CaseDelegateType {
  @Field(() => String, {
    description: both(
      'Either `delegate`, `guardian` or `representative`.',
      '`delegate` 代办、`guardian` 监护人或 `representative` 代表人。',
    ),
  })
  capacity!: string;
  @Field(() => DigestScalar, { description: both('Digest of the authorisation.', '授权文件摘要。') })
  proof!: string;
  @Field(() => CalendarDateScalar, { nullable: true, description: both('Last day.', '截止日。') })
  until?: string | null;
  @Field(() => HolderType, {
    nullable: true,
    description: both('Document of the person, in the region that named them.', '证件类型（仅登记地区）。'),
  })
  document?: HolderType | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'The last four characters of its number, in the region that named them.',
      '证件号码末四位（仅登记地区）。',
    ),
  })
  ending?: string | null;
}

@ObjectType('CaseDecision', { description: both('What was decided.', '办理结果。') })
export class CaseDecisionType {
  @Field(() => String, {
    description: both(
      'Either `approved`, `approved-with-pledge`, `refused` or `not-accepted`.',
      '办结通过、容缺通过、不通过或不予受理。',
    ),
  })
  outcome!: string;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => DigestScalar, { nullable: true, description: both('Digest of the result.', '结果文件摘要。') })
  result?: string | null;
  @Field(() => String, { nullable: true, description: both('Licence that was issued.', '所发证照标识。') })
  licence?: string | null;
}

@ObjectType('CaseRating', { description: both('How the applicant rated it.', '好差评。') })
export class CaseRatingType {
  @Field(() => Int, { description: both('From 1 to 5.', '1 至 5 星。') })
  stars!: number;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When a rectification was opened.', '整改开始时间。'),
  })
  rectificationOpenedAt?: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it was answered.', '整改答复时间。'),
  })
  rectificationAnsweredAt?: string | null;
}

@ObjectType('CaseStepTaken', { description: both('A step that took effect.', '已生效的步骤。') })
export class CaseStepTakenType {
  @Field(() => DigestScalar, { description: both('Digest of the signed event.', '签名记录摘要。') })
  id!: string;
  @Field(() => CaseStepKind, { description: both('The step.', '操作。') })
  kind!: CaseStepKind;
  @Field(() => Region, { description: both('Region that took it.', '办理地区。') })
  region!: Region;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => CaseRoleKind, { description: both('In which role.', '办理角色。') })
  role!: CaseRoleKind;
  @Field(() => String, { description: both('Code of the body that took it.', '办理机构代码。') })
  organisation!: string;
  @Field(() => BilingualTextType, {
    nullable: true,
    description: both('Its name, where this region knows it.', '办理机构名称（本地区已知时）。'),
  })
  body?: BilingualTextType | null;
  @Field(() => CaseStateKind, {
    nullable: true,
    description: both('State that it led to; none where it stayed.', '变更后的状态，未变更为空。'),
  })
  to?: CaseStateKind | null;
  @Field(() => ID, {
    nullable: true,
    description: both('Entry of this node’s audit log.', '本节点审计日志条目编号。'),
  })
  entryId?: string | null;
}

@ObjectType('CaseStepOffer', {
  description: both(
    'A step that the caller may take as the case stands.',
    '您在办件当前状态下可进行的操作。',
  ),
})
export class CaseStepOfferType {
  @Field(() => CaseStepKind, { description: both('The step.', '操作。') })
  step!: CaseStepKind;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Code of what it still waits for; null where it can be taken now.',
      '尚待满足的条件（错误码），可立即办理时为空。',
    ),
  })
  waitsFor?: string | null;
}

@ObjectType('CaseSetAside', {
  description: both(
    'A signed step that could not take effect, because the other region acted first or by rule.',
    '因另一地区已先行办理或不符合规则而未生效的步骤。',
  ),
})
export class CaseSetAsideType {
  @Field(() => DigestScalar, { description: both('Digest of the signed event.', '签名记录摘要。') })
  id!: string;
  @Field(() => CaseStepKind, { description: both('The step.', '操作。') })
  kind!: CaseStepKind;
  @Field(() => Region, { description: both('Region that took it.', '办理地区。') })
  region!: Region;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => String, { description: both('Why it could not.', '未生效原因代码。') })
  code!: string;
  @Field(() => DigestScalar, {
    nullable: true,
    description: both('The step that took precedence.', '优先的步骤。'),
  })
  insteadOf?: string | null;
}

@ObjectType('Case', { description: both('A case, the same in all its regions.', '办件，各参与地区一致。') })
export class CaseType {
  @Field(() => ID, { description: both('Its number.', '办件编号。') })
  id!: string;
  @Field(() => CaseMatterType, { description: both('The definition that holds for it.', '所依据的事项。') })
  matter!: CaseMatterType;
  @Field(() => CaseStateKind, { description: both('State.', '状态。') })
  state!: CaseStateKind;
  @Field(() => CaseModel, { description: both('How the regions share the handling.', '办理模式。') })
  model!: CaseModel;
  @Field(() => [CaseMode], { description: both('Modes.', '办理方式。') })
  modes!: CaseMode[];
  @Field(() => Region, { description: both('Region of receipt.', '收件地。') })
  receipt!: Region;
  @Field(() => Region, { description: both('Region that decides.', '业务属地。') })
  decision!: Region;
  @Field(() => [Region], { description: both('Regions that support.', '协同办理地。') })
  supporting!: Region[];
  @Field(() => String, { description: both('Either `firm` or `person`.', '`firm` 法人或 `person` 自然人。') })
  applicantKind!: string;
  @Field(() => CaseFormScalar, {
    nullable: true,
    description: both(
      'What the applicant filled in, as it counts now.',
      '申请表内容（以最近一次补正为准）。',
    ),
  })
  form?: Readonly<Record<string, unknown>> | null;
  @Field(() => [HeldCaseMaterialType], { description: both('Materials that count.', '材料。') })
  materials!: HeldCaseMaterialType[];
  @Field(() => [ID], {
    description: both('Required materials that are missing or not trustworthy enough.', '尚缺的必要材料。'),
  })
  missingMaterials!: string[];
  @Field(() => Boolean, { description: both('Whether the counter has handed it over.', '是否已移交。') })
  handedOver!: boolean;
  @Field(() => Boolean, { description: both('Whether time accepted it.', '是否逾期视为受理。') })
  deemedAccepted!: boolean;
  @Field(() => CaseCorrectionType, { nullable: true, description: both('Correction.', '补正。') })
  correction?: CaseCorrectionType | null;
  @Field(() => [CaseClockType], { description: both('Periods that have begun.', '已开始的期限。') })
  clocks!: CaseClockType[];
  @Field(() => [CaseReminderType], {
    description: both('What is due, the most urgent first.', '期限提醒，最紧急的在前。'),
  })
  reminders!: CaseReminderType[];
  @Field(() => [CaseItemType], { description: both('Linked items.', '关联事项。') })
  items!: CaseItemType[];
  @Field(() => CasePledgeType, { nullable: true, description: both('Pledge.', '容缺承诺。') })
  pledge?: CasePledgeType | null;
  @Field(() => [CaseDelegateType], {
    description: both('Who acts for the applicant now.', '现有的帮办代办人。'),
  })
  delegates!: CaseDelegateType[];
  @Field(() => CaseDecisionType, { nullable: true, description: both('Decision.', '办理结果。') })
  decided?: CaseDecisionType | null;
  @Field(() => Int, {
    description: both('Answers that came after the decision.', '办结后收到的答复次数（结果修订号）。'),
  })
  revision!: number;
  @Field(() => CaseRatingType, { nullable: true, description: both('Rating.', '好差评。') })
  rating?: CaseRatingType | null;
  @Field(() => Int, { description: both('How often it was urged.', '催办次数。') })
  urged!: number;
  @Field(() => [CaseStepTakenType], { description: both('Steps that took effect.', '办理过程。') })
  history!: CaseStepTakenType[];
  @Field(() => [CaseSetAsideType], {
    description: both(
      'Steps that could not take effect: both regions acted.',
      '未生效的步骤（两地同时办理）。',
    ),
  })
  setAside!: CaseSetAsideType[];
  @Field(() => [DigestScalar], {
    description: both('Steps that wait for others to arrive.', '等待其他记录到达的步骤。'),
  })
  waiting!: string[];
  @Field(() => InstantScalar, { description: both('When it was received.', '收件时间。') })
  receivedAt!: string;
}

@ObjectType('CasePage', { description: both('A page of cases.', '办件列表页。') })
export class CasePageType {
  @Field(() => [CaseType], { description: both('The newest first.', '最新的在前。') })
  nodes!: CaseType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
}
