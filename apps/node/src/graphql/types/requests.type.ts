import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import {
  CalendarDateScalar,
  InstantScalar,
  LicenceIdentifierScalar,
  LicenceTypeCodeScalar,
} from '../scalars.js';
import { PageInfoType } from './lookup.type.js';
import {
  DataObjectionState,
  SharingAttribute,
  SharingRequestState,
  SharingWay,
  UseRecordKind,
} from './requests-enums.js';

@ObjectType('SharingClock', { description: both('A statutory period that runs.', '正在计算的法定期限。') })
export class SharingClockType {
  @Field(() => String, {
    description: both(
      'Either `answer`, `supply` or `objection`.',
      '`answer` 答复、`supply` 提供或 `objection` 校核。',
    ),
  })
  name!: string;
  @Field(() => String, {
    description: both(
      'Either `running`, `stopped` or `overdue`.',
      '`running` 计时、`stopped` 中止或 `overdue` 超期。',
    ),
  })
  state!: string;
  @Field(() => Int, { description: both('Working days that have passed.', '已用工作日。') })
  used!: number;
  @Field(() => Int, {
    description: both('Working days left; negative when overdue.', '剩余工作日，超期为负数。'),
  })
  left!: number;
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both(
      'Last day in Beijing; none while it stands still.',
      '期限届满日（北京时间），中止时为空。',
    ),
  })
  due?: string | null;
  @Field(() => Boolean, {
    description: both('Whether every year counted has a holiday notice.', '所涉年份是否均有放假安排通知。'),
  })
  certain!: boolean;
}

@ObjectType('SharingEvent', {
  description: both('One step of a matter, the same on both sides.', '办理过程中的一步，双方一致。'),
})
export class SharingEventType {
  @Field(() => Int, { description: both('Place in the history, from 1.', '序号，从 1 起。') })
  n!: number;
  @Field(() => String, { description: both('What was done.', '操作。') })
  action!: string;
  @Field(() => String, {
    description: both(
      'Whose step it was: `requester` or `provider`.',
      '由哪一方办理：`requester` 申请方或 `provider` 提供方。',
    ),
  })
  side!: string;
  @Field(() => String, { description: both('Role of who did it.', '经办角色。') })
  role!: string;
  @Field(() => InstantScalar, {
    description: both('When, by the provider’s clock.', '时间（以提供方时钟为准）。'),
  })
  at!: string;
  @Field(() => String, {
    nullable: true,
    description: both('Reason, question or answer.', '理由、问题或答复。'),
  })
  text?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: both('Entry of this node’s audit log.', '本节点审计日志条目编号。'),
  })
  entryId?: string | null;
}

@ObjectType('SharingPending', {
  description: both('A step that the provider has not confirmed yet.', '尚未得到提供方确认的步骤。'),
})
export class SharingPendingType {
  @Field(() => String, { description: both('What was asked for.', '操作。') })
  action!: string;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
}

@ObjectType('SharingDeclined', {
  description: both('A step that the provider’s rules did not allow.', '被提供方规则拒绝的步骤。'),
})
export class SharingDeclinedType extends SharingPendingType {
  @Field(() => String, { description: both('Code of the refusal.', '拒绝代码。') })
  code!: string;
}

@ObjectType({ isAbstract: true })
abstract class MatterType {
  @Field(() => ID, { description: both('Its id, the same on both sides.', '编号，双方一致。') })
  id!: string;
  @Field(() => String, { description: both('Entity id of the requester’s node.', '申请方节点的实体标识。') })
  requester!: string;
  @Field(() => String, { description: both('Entity id of the provider’s node.', '提供方节点的实体标识。') })
  provider!: string;
  @Field(() => SharingClockType, {
    nullable: true,
    description: both('The period that runs.', '正在计算的期限。'),
  })
  clock?: SharingClockType | null;
  @Field(() => SharingPendingType, {
    nullable: true,
    description: both('A step that is on its way to the provider.', '正在送达提供方的步骤。'),
  })
  pending?: SharingPendingType | null;
  @Field(() => SharingDeclinedType, {
    nullable: true,
    description: both('The last step that was declined.', '最近一次被拒绝的步骤。'),
  })
  declined?: SharingDeclinedType | null;
  @Field(() => [SharingEventType], {
    description: both('What has happened; empty until the provider has it.', '办理过程；提供方收到前为空。'),
  })
  history!: SharingEventType[];
  @Field(() => InstantScalar, { description: both('When it was made at this node.', '本节点建立时间。') })
  openedAt!: string;
}

@ObjectType('SharingScope', { description: both('A licence type and its fields.', '证照类型及其字段。') })
export class SharingScopeType {
  @Field(() => LicenceTypeCodeScalar, { description: both('Licence type.', '证照类型代码。') })
  typeCode!: string;
  @Field(() => [String], { description: both('Names of fields.', '字段名称。') })
  fields!: string[];
}

@ObjectType('SharingRequest', { description: both('A request for data.', '数据共享申请。') })
export class SharingRequestType extends MatterType {
  @Field(() => SharingRequestState, { description: both('Its state.', '状态。') })
  state!: SharingRequestState;
  @Field(() => String, { description: both('Social credit code of who asks.', '申请机构统一社会信用代码。') })
  organisationCode!: string;
  @Field(() => String, { description: both('Name of who asks.', '申请机构名称。') })
  organisationName!: string;
  @Field(() => SharingAttribute, { description: both('How the data is shared.', '共享属性。') })
  attribute!: SharingAttribute;
  @Field(() => String, { description: both('Legal basis.', '申请依据。') })
  basis!: string;
  @Field(() => String, { description: both('Scenario of use.', '使用场景。') })
  scenario!: string;
  @Field(() => [SharingScopeType], { description: both('Types and fields.', '申请范围。') })
  scope!: SharingScopeType[];
  @Field(() => SharingWay, { description: both('Way of sharing.', '共享方式。') })
  way!: SharingWay;
  @Field(() => CalendarDateScalar, { description: both('First day of use.', '使用期限起始日。') })
  from!: string;
  @Field(() => CalendarDateScalar, { description: both('Last day of use.', '使用期限截止日。') })
  until!: string;
}

@ObjectType('SharingRequestPage', {
  description: both('Requests, the newest first.', '申请列表，由新到旧。'),
})
export class SharingRequestPageType {
  @Field(() => [SharingRequestType], { description: both('The requests.', '申请。') })
  nodes!: SharingRequestType[];
  @Field(() => PageInfoType, { description: both('Position of this page.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('DataObjection', { description: both('An objection to data.', '数据校核申请。') })
export class DataObjectionType extends MatterType {
  @Field(() => DataObjectionState, { description: both('Its state.', '状态。') })
  state!: DataObjectionState;
  @Field(() => LicenceIdentifierScalar, { description: both('Licence that it is about.', '相关证照标识。') })
  identifier!: string;
  @Field(() => String, { description: both('Field that it is about.', '相关字段。') })
  field!: string;
  @Field(() => String, { description: both('What is held to be wrong.', '存在的问题。') })
  claim!: string;
  @Field(() => String, { nullable: true, description: both('What it should be.', '建议更正的内容。') })
  proposed?: string | null;
  @Field(() => String, {
    description: both('Either `requester` or `subject`.', '`requester` 数据使用方或 `subject` 数据主体。'),
  })
  raisedBy!: string;
}

@ObjectType('DataObjectionPage', {
  description: both('Objections, the newest first.', '校核申请列表，由新到旧。'),
})
export class DataObjectionPageType {
  @Field(() => [DataObjectionType], { description: both('The objections.', '校核申请。') })
  nodes!: DataObjectionType[];
  @Field(() => PageInfoType, { description: both('Position of this page.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('DataUseRecord', {
  description: both('What was done with supplied data.', '数据使用或销毁记录。'),
})
export class DataUseRecordType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => ID, { description: both('Request under which the data came.', '所属申请编号。') })
  requestId!: string;
  @Field(() => UseRecordKind, { description: both('Use or destruction.', '使用或销毁。') })
  kind!: UseRecordKind;
  @Field(() => InstantScalar, { description: both('When it was done.', '发生时间。') })
  at!: string;
  @Field(() => String, { nullable: true, description: both('Matter of the use.', '事项编码。') })
  itemCode?: string | null;
  @Field(() => String, { nullable: true, description: both('Case of the use.', '办件编号。') })
  caseNumber?: string | null;
  @Field(() => Int, { description: both('How many records.', '数据条数。') })
  count!: number;
  @Field(() => String, { nullable: true, description: both('A remark.', '备注。') })
  note?: string | null;
  @Field(() => InstantScalar, { description: both('When it was recorded.', '登记时间。') })
  recordedAt!: string;
  @Field(() => InstantScalar, { description: both('Until when it is kept at least.', '最短保存至。') })
  keptUntil!: string;
}

@ObjectType('DataUseRecordPage', { description: both('Records, the newest first.', '记录列表，由新到旧。') })
export class DataUseRecordPageType {
  @Field(() => [DataUseRecordType], { description: both('The records.', '记录。') })
  nodes!: DataUseRecordType[];
  @Field(() => PageInfoType, { description: both('Position of this page.', '分页信息。') })
  pageInfo!: PageInfoType;
}

registerEnumType(SharingRequestState, {
  name: 'SharingRequestState',
  description: both('State of a request.', '申请状态。'),
  valuesMap: {
    SUBMITTED: { description: both('Waits for an answer.', '待答复。') },
    SUPPLEMENT_ASKED: { description: both('Waits for a supplement.', '待补充。') },
    AGREED: { description: both('Agreed; the data is to be supplied.', '已同意，待提供。') },
    REFUSED: { description: both('Refused with a reason.', '不同意（已说明理由）。') },
    SUPPLIED: { description: both('The data is supplied.', '已提供。') },
    SUSPENDED: { description: both('Suspended by the provider.', '已暂停。') },
    TERMINATED: { description: both('At an end.', '已终止。') },
  },
});
registerEnumType(SharingAttribute, {
  name: 'SharingAttribute',
  description: both('How a dataset is shared.', '共享属性。'),
  valuesMap: {
    UNCONDITIONAL: { description: both('Without conditions.', '无条件共享。') },
    CONDITIONAL: { description: both('With conditions.', '有条件共享。') },
  },
});
registerEnumType(SharingWay, {
  name: 'SharingWay',
  description: both('Way of sharing.', '共享方式。'),
  valuesMap: {
    QUERY: { description: both('Query.', '查询。') },
    VERIFY: { description: both('Verification.', '核验。') },
    FILE: { description: both('File.', '文件。') },
    BATCH: { description: both('Batch.', '批量。') },
  },
});
registerEnumType(DataObjectionState, {
  name: 'DataObjectionState',
  description: both('State of an objection.', '校核申请状态。'),
  valuesMap: {
    RAISED: { description: both('Waits for an answer.', '待答复。') },
    CORRECTED: { description: both('Corrected and answered.', '已更正并答复。') },
    REJECTED: { description: both('Rejected with a reason.', '不予更正（已说明理由）。') },
  },
});
registerEnumType(UseRecordKind, {
  name: 'DataUseKind',
  description: both('Use or destruction.', '使用或销毁。'),
  valuesMap: {
    USE: { description: both('The data was used.', '使用。') },
    DESTRUCTION: { description: both('The data was destroyed.', '销毁。') },
  },
});
