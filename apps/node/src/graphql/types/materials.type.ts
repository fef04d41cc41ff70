import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CalendarDateScalar, DigestScalar, InstantScalar, LicenceTypeCodeScalar } from '../scalars.js';
import { DocumentVerdictType } from './document-verdict.type.js';
import { WordsType } from './document.type.js';
import { Region } from './enums.js';
import { LicenceAttributeType } from './licence.type.js';
import { WithheldFieldType } from './lookup.type.js';
import { MaterialFetchState, MaterialOrigin, MaterialTrust, MaterialVerdict } from './materials-enums.js';

@ObjectType('MaterialFetch', {
  description: both('One source that is asked for one material.', '某材料的一个获取来源。'),
})
export class MaterialFetchType {
  @Field(() => String, { description: both('Material of the matter.', '事项材料。') }) material!: string;
  @Field(() => Region, { description: both('Region that is asked.', '被查询地区。') }) region!: Region;
  @Field(() => MaterialFetchState, { description: both('How far it has come.', '进度。') })
  state!: MaterialFetchState;
  @Field(() => String, {
    nullable: true,
    description: both('Why it gave nothing: a code of the error list.', '未获取原因（错误码）。'),
  })
  code?: string | null;
  @Field(() => InstantScalar, { description: both('When it began.', '开始时间。') }) begunAt!: string;
  @Field(() => InstantScalar, { nullable: true, description: both('When it ended.', '结束时间。') })
  endedAt?: string | null;
}

@ObjectType('MaterialField', {
  description: both('One value that a lookup released.', '共享返回的一项数据。'),
})
export class MaterialFieldType {
  @Field(() => String, { description: both('Name of the field.', '字段名。') }) name!: string;
  @Field(() => String, { nullable: true, description: both('Its value.', '值。') }) value?: string | null;
}

@ObjectType('MaterialSheet', {
  description: both('What the lookup said that fetched a material.', '数据共享获取材料时返回的内容。'),
})
export class MaterialSheetType {
  @Field(() => Region, { description: both('Region that answered.', '应答地区。') }) region!: Region;
  @Field(() => InstantScalar, { description: both('When it answered.', '应答时间。') }) at!: string;
  @Field(() => String, { nullable: true, description: both('Licence.', '证照标识。') })
  identifier?: string | null;
  @Field(() => [MaterialFieldType], { description: both('Its data.', '证照数据。') })
  fields!: MaterialFieldType[];
  @Field(() => [LicenceAttributeType], { description: both('Type-specific data.', '特有信息项。') })
  attributes!: LicenceAttributeType[];
  @Field(() => [WithheldFieldType], { description: both('What was not released.', '未返回的字段。') })
  withheld!: WithheldFieldType[];
  @Field(() => String, {
    nullable: true,
    description: both('Why no document came with it.', '未附文件的原因。'),
  })
  noDocument?: string | null;
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both('Recognised in place of this type.', '互认替代的证照类型。'),
  })
  acceptedFor?: string | null;
}

@ObjectType('CaseMaterial', { description: both('A material that a case holds.', '办件持有的材料。') })
export class CaseMaterialType {
  @Field(() => ID, {
    description: both('Id of this piece, as steps of the case name it.', '材料编号，办理步骤以此引用。'),
  })
  id!: string;
  @Field(() => String, { description: both('Material of the matter.', '事项材料。') }) material!: string;
  @Field(() => DigestScalar, { description: both('SHA-256 of its file.', '文件 SHA-256 摘要。') })
  digest!: string;
  @Field(() => MaterialOrigin, { description: both('How it came.', '来源方式。') }) origin!: MaterialOrigin;
  @Field(() => MaterialTrust, { description: both('How far to trust it.', '可信等级。') })
  trust!: MaterialTrust;
  @Field(() => MaterialVerdict, { description: both('Whether it holds.', '核验结论。') })
  verdict!: MaterialVerdict;
  @Field(() => String, {
    nullable: true,
    description: both('Receipt of the answering node: log and leaf.', '应答节点的审计回执。'),
  })
  receipt?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Case that it was taken over from.', '复用自的办件。'),
  })
  fromCase?: string | null;
  @Field(() => CalendarDateScalar, { nullable: true, description: both('Last day.', '有效期止。') })
  validUntil?: string | null;
  @Field(() => InstantScalar, { description: both('When it came.', '取得时间。') }) madeAt!: string;
  @Field(() => DocumentVerdictType, {
    nullable: true,
    description: both(
      'What this node found of its seals; null until it has looked, and for data.',
      '本节点的签章核验结论；尚未核验或为数据时为空。',
    ),
  })
  document?: DocumentVerdictType | null;
  @Field(() => Boolean, {
    description: both('Its time of keeping is over and the bytes are gone.', '保留期满，文件已删除。'),
  })
  erased!: boolean;
  @Field(() => MaterialSheetType, {
    nullable: true,
    description: both('What the lookup said; of one material only.', '共享返回内容（仅查看单个材料时）。'),
  })
  sheet?: MaterialSheetType | null;
}

@ObjectType('CaseMaterialAsked', {
  description: both(
    'A material that the matter asks for, with what is there of it.',
    '事项要求的材料及持有情况。',
  ),
})
export class AskedMaterialType {
  @Field(() => String, { description: both('Material of the matter.', '事项材料。') }) material!: string;
  @Field(() => WordsType, { description: both('Its name.', '材料名称。') }) name!: WordsType;
  @Field(() => Boolean, { description: both('It has to be there.', '必要材料。') }) required!: boolean;
  @Field(() => MaterialTrust, { description: both('Lowest level that suffices.', '最低可信等级。') })
  trust!: MaterialTrust;
  @Field(() => Boolean, {
    description: both(
      'Sharing gives it: it is fetched, and asked of nobody.',
      '可通过共享获取，不得要求申请人提交。',
    ),
  })
  givenBySharing!: boolean;
  @Field(() => Boolean, { description: both('One that is good enough is there.', '已有符合要求的材料。') })
  satisfied!: boolean;
  @Field(() => [CaseMaterialType], {
    description: both('What is there, the newest first.', '已有材料（新的在前）。'),
  })
  held!: CaseMaterialType[];
  @Field(() => [MaterialFetchType], { description: both('Sources and their progress.', '来源及进度。') })
  fetches!: MaterialFetchType[];
}

@ObjectType('CaseMaterials', { description: both('The materials of a case or draft.', '办件材料。') })
export class CaseMaterialsType {
  @Field(() => ID, { description: both('Number of the case.', '办件编号。') }) id!: string;
  @Field(() => [AskedMaterialType], { description: both('What the matter asks for.', '事项要求的材料。') })
  asked!: AskedMaterialType[];
  @Field(() => [String], {
    description: both(
      'Required ones that are not there, or not good enough.',
      '缺少或不符合要求的必要材料。',
    ),
  })
  missing!: string[];
  @Field(() => Int, { description: both('Files that are held.', '持有的文件数。') }) files!: number;
}
