import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import {
  CalendarDateScalar,
  InstantScalar,
  ItemCodeScalar,
  LicenceIdentifierScalar,
  LicenceTypeCodeScalar,
} from '../scalars.js';
import { Region } from './enums.js';
import {
  DataObjectionAnswer,
  SharingAttribute,
  SharingRequestStep,
  SharingWay,
  UseRecordKind,
} from './requests-enums.js';

registerEnumType(SharingRequestStep, {
  name: 'SharingRequestStep',
  description: both('What may be done with a request.', '对申请可办理的操作。'),
  valuesMap: {
    ASK_SUPPLEMENT: {
      description: both('The provider says once what is lacking.', '提供方一次性告知补充。'),
    },
    SUPPLEMENT: { description: both('The requester supplies what was lacking.', '申请方补充材料。') },
    EXTEND: {
      description: both('The provider extends the period and says why.', '提供方延长期限并告知理由。'),
    },
    AGREE: { description: both('The provider agrees.', '提供方同意。') },
    REFUSE: { description: both('The provider refuses and says why.', '提供方不同意并说明理由。') },
    SUPPLY: { description: both('The provider has supplied the data.', '提供方已提供数据。') },
    SUSPEND: { description: both('The provider suspends the supply.', '提供方暂停共享。') },
    RESUME: { description: both('The provider goes on.', '提供方恢复共享。') },
    CORRECT: { description: both('The provider has corrected the data.', '提供方更正数据。') },
    TERMINATE: { description: both('Either side ends it.', '任一方终止。') },
  },
});
registerEnumType(DataObjectionAnswer, {
  name: 'DataObjectionAnswer',
  description: both('Answer to an objection.', '校核答复。'),
  valuesMap: {
    CORRECT: { description: both('The data was corrected.', '已更正。') },
    REJECT: { description: both('The data stays as it is.', '不予更正。') },
  },
});

@InputType('SharingScopeInput', { description: both('A licence type and its fields.', '证照类型及其字段。') })
export class SharingScopeInput {
  @Field(() => LicenceTypeCodeScalar, { description: both('Licence type.', '证照类型代码。') })
  typeCode!: string;
  @Field(() => [String], {
    description: both(
      'Names of fields, `attributes.*` for all specific ones.',
      '字段名称，`attributes.*` 表示全部特有信息项。',
    ),
  })
  fields!: string[];
}

@InputType('SharingRequestInput', { description: both('What is asked for.', '申请内容。') })
export class SharingRequestInput {
  @Field(() => Region, { description: both('Region that is to provide the data.', '提供数据的地区。') })
  region!: Region;
  @Field(() => SharingAttribute, { description: both('How the data is shared.', '共享属性。') })
  attribute!: SharingAttribute;
  @Field(() => String, { description: both('Legal basis, up to 500 characters.', '申请依据，至多 500 字。') })
  basis!: string;
  @Field(() => String, {
    description: both('Scenario of use, up to 1,000 characters.', '使用场景，至多 1000 字。'),
  })
  scenario!: string;
  @Field(() => [SharingScopeInput], {
    description: both('Types and fields, up to 50 types.', '申请范围，至多 50 种证照。'),
  })
  scope!: SharingScopeInput[];
  @Field(() => SharingWay, { description: both('Way of sharing.', '共享方式。') })
  way!: SharingWay;
  @Field(() => CalendarDateScalar, { description: both('First day of use.', '使用期限起始日。') })
  from!: string;
  @Field(() => CalendarDateScalar, { description: both('Last day of use.', '使用期限截止日。') })
  until!: string;
}

@InputType('DataObjectionInput', { description: both('What is held to be wrong.', '校核申请内容。') })
export class DataObjectionInput {
  @Field(() => LicenceIdentifierScalar, { description: both('The licence.', '证照标识。') })
  identifier!: string;
  @Field(() => Region, {
    nullable: true,
    description: both(
      'Region that provides it; by the identifier if left out.',
      '提供地区，缺省时由证照标识判断。',
    ),
  })
  region?: Region | null;
  @Field(() => String, { description: both('The field.', '字段名称。') })
  field!: string;
  @Field(() => String, {
    description: both('What is wrong, up to 1,000 characters.', '存在的问题，至多 1000 字。'),
  })
  claim!: string;
  @Field(() => String, {
    nullable: true,
    description: both('What it should be, up to 512 characters.', '建议更正的内容，至多 512 字。'),
  })
  proposed?: string | null;
}

@InputType('DataUseRecordInput', {
  description: both('What was done with supplied data.', '使用或销毁情况。'),
})
export class DataUseRecordInput {
  @Field(() => UseRecordKind, { description: both('Use or destruction.', '使用或销毁。') })
  kind!: UseRecordKind;
  @Field(() => InstantScalar, { description: both('When it was done.', '发生时间。') })
  at!: string;
  @Field(() => ItemCodeScalar, {
    nullable: true,
    description: both('Matter of the use; a use needs it.', '事项编码，使用记录必填。'),
  })
  itemCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Case of the use.', '办件编号。') })
  caseNumber?: string | null;
  @Field(() => Int, { description: both('How many records.', '数据条数。') })
  count!: number;
  @Field(() => String, {
    nullable: true,
    description: both('A remark without personal data.', '备注，不得含个人信息。'),
  })
  note?: string | null;
}
