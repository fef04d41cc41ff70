import { Field, ID, InputType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DatasetItemScalar, ItemCodeScalar } from '../scalars.js';
import { Channel, HolderType, RecordOperator } from './enums.js';

@InputType('HolderInput', { description: both('A holder by code.', '持证主体。') })
export class HolderInput {
  @Field(() => HolderType, { description: both('Kind of the code.', '代码类型。') })
  type!: HolderType;
  @Field(() => String, {
    description: both('The code; checked by the rules of its kind.', '代码，按其类型规则校验。'),
  })
  code!: string;
}

@InputType('ClaimInput', { description: both('A value to compare.', '待核验的值。') })
export class ClaimInput {
  @Field(() => String, {
    description: both(
      'Name of the field, `attributes.KZ_...` for type-specific ones.',
      '字段名；特有信息项为 `attributes.KZ_...`。',
    ),
  })
  field!: string;
  @Field(() => String, { description: both('The given value.', '给定值。') })
  value!: string;
}

@InputType('RecordQuestionInput', {
  description: both('A yes/no question about an item of a dataset.', '对数据集信息项的判断条件。'),
})
export class RecordQuestionInput {
  @Field(() => DatasetItemScalar, { description: both('The item.', '信息项。') })
  item!: string;
  @Field(() => RecordOperator, { description: both('What is asked of it.', '判断方式。') })
  operator!: RecordOperator;
  @Field(() => String, {
    nullable: true,
    description: both('The value to compare with; none with EXISTS.', '比较值；EXISTS 时不填。'),
  })
  value?: string | null;
}

@InputType('ActingPersonInput', { description: both('The person who acts.', '经办人。') })
export class ActingPersonInput {
  @Field(() => String, {
    description: both('Identifier of the person at the organisation.', '经办人在其机构内的标识。'),
  })
  id!: string;
  @Field(() => String, { description: both('Name of the person.', '经办人姓名。') })
  name!: string;
}

/** The five elements of the national interface and the basis on which they stand. */
@InputType('LookupContextInput', {
  description: both(
    'Why and for whom a lookup is made. Organisation and person come from the access token; a system names its acting person.',
    '查询的事由与依据。机构与人员取自访问令牌；系统接入方须填写经办人。',
  ),
})
export class LookupContextInput {
  @Field(() => ItemCodeScalar, { description: both('Code of the matter handled.', '事项编码。') })
  itemCode!: string;
  @Field(() => String, { description: both('Name of the matter handled.', '事项名称。') })
  itemName!: string;
  @Field(() => String, { description: both('Number of the case.', '办件编号。') })
  caseNumber!: string;
  @Field(() => String, { description: both('Legal basis of the lookup.', '法律依据。') })
  legalBasis!: string;
  @Field(() => String, { description: both('Reason of use.', '使用事由。') })
  reason!: string;
  @Field(() => Channel, { description: both('Channel of handling.', '办理渠道。') })
  channel!: Channel;
  @Field(() => ActingPersonInput, {
    nullable: true,
    description: both('Acting person, from systems only.', '经办人，仅系统接入方填写。'),
  })
  person?: ActingPersonInput | null;
  @Field(() => String, {
    nullable: true,
    description: both('Authorisation by the holder.', '持证主体授权。'),
  })
  holderAuthorisation?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: both(
      'In its place: the request by which this node got the authorisation.',
      '或填写本节点取得授权的请求编号。',
    ),
  })
  holderAuthorisationId?: string | null;
}
