import { Field, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DatasetItemScalar, InstantScalar } from '../scalars.js';
import { RecordVerdictWord } from './enums.js';
import { RegionalResult } from './lookup.type.js';

@ObjectType('SourceStatement', {
  description: both(
    'What a department’s source says beside its answer, or in its place.',
    '部门数据源随答复所附的说明，或未答复时的说明。',
  ),
})
export class SourceStatementType {
  @Field(() => String, { description: both('Code of the department.', '部门代码。') })
  departmentCode!: string;
  @Field(() => String, { description: both('Its name in Chinese.', '部门名称（中文）。') })
  departmentNameZh!: string;
  @Field(() => String, { description: both('Its name in English.', '部门名称（英文）。') })
  departmentNameEn!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('As of when the data is.', '数据截至时间。'),
  })
  asOf?: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it hopes to answer.', '预计可答复时间。'),
  })
  until?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('The department’s reason for refusing, in Chinese.', '部门不予答复的理由（中文）。'),
  })
  reasonZh?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('The department’s reason for refusing, in English.', '部门不予答复的理由（英文）。'),
  })
  reasonEn?: string | null;
}

@ObjectType({ isAbstract: true })
abstract class DatasetResult extends RegionalResult {
  @Field(() => SourceStatementType, {
    nullable: true,
    description: both('The department that was asked; null where none was.', '被查询的部门；未查询时为空。'),
  })
  source?: SourceStatementType | null;
}

@ObjectType('RecordValue', { description: both('Value of one item of a record.', '记录中一个信息项的值。') })
export class RecordValueType {
  @Field(() => DatasetItemScalar, { description: both('The item.', '信息项。') })
  item!: string;
  @Field(() => String, {
    nullable: true,
    description: both('Its value; null where there is none.', '值；无值时为空。'),
  })
  value?: string | null;
}

@ObjectType('DepartmentRecord', { description: both('A record of a department.', '部门数据记录。') })
export class DepartmentRecordType {
  @Field(() => [RecordValueType], {
    description: both(
      'Values of the items that were released, in the order asked.',
      '已提供的信息项，按请求顺序。',
    ),
  })
  values!: RecordValueType[];
}

@ObjectType('RecordsLookup', {
  description: both('A department’s records on a holder.', '按主体查询部门数据的结果。'),
})
export class RecordsLookupType extends DatasetResult {
  @Field(() => [DepartmentRecordType], {
    nullable: true,
    description: both('The records.', '记录。'),
  })
  records?: DepartmentRecordType[] | null;
  @Field(() => Boolean, { description: both('There are more than were told.', '尚有未返回的记录。') })
  truncated!: boolean;
}

@ObjectType('JudgedSubject', { description: both('Verdicts on one subject.', '对一个主体的判断结果。') })
export class JudgedSubjectType {
  @Field(() => [RecordVerdictWord], {
    description: both('One a question, in the order asked.', '逐项判断结果，按请求顺序。'),
  })
  verdicts!: RecordVerdictWord[];
}

@ObjectType('RecordsJudgement', {
  description: both(
    'Yes or no to questions about many subjects; nothing else is released.',
    '按条件逐一判断，不返回任何数据。',
  ),
})
export class RecordsJudgementType extends DatasetResult {
  @Field(() => [JudgedSubjectType], {
    nullable: true,
    description: both('One a subject, in the order asked.', '逐个主体的判断结果，按请求顺序。'),
  })
  judged?: JudgedSubjectType[] | null;
}
