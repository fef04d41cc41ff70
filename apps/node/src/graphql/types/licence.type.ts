import { Field, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import {
  Base64Scalar,
  CalendarDateScalar,
  DigestScalar,
  InstantScalar,
  LicenceIdentifierScalar,
  LicenceTypeCodeScalar,
} from '../scalars.js';
import { DocumentVerdictType } from './document-verdict.type.js';
import { HolderType, LicenceStatus } from './enums.js';

@ObjectType('LicenceAttribute', {
  description: both('A type-specific field of a licence [KZ_*].', '证照特有信息项 [KZ_*]。'),
})
export class LicenceAttributeType {
  @Field(() => String, { description: both('Code of the field.', '信息项代码。') })
  code!: string;

  @Field(() => String, { description: both('Name of the field in Chinese.', '信息项中文名称。') })
  labelZh!: string;

  @Field(() => String, { description: both('Name of the field in English.', '信息项英文名称。') })
  labelEn!: string;

  @Field(() => String, { nullable: true, description: both('Value as text.', '信息项的值。') })
  value?: string | null;
}

/** Every field may be null: a field that was not released is null and listed in `withheld` of the lookup. */
@ObjectType('Licence', {
  description: both(
    'An e-licence, or that part of it which was released.',
    '电子证照（或其获准返回的部分）。',
  ),
})
export class LicenceType {
  @Field(() => LicenceIdentifierScalar, {
    nullable: true,
    description: both('E-licence identifier [ZZBS].', '电子证照标识 [ZZBS]。'),
  })
  identifier?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Name of the licence [ZZMC].', '证照名称 [ZZMC]。'),
  })
  name?: string | null;

  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both('Licence type code [ZZLXDM].', '证照类型代码 [ZZLXDM]。'),
  })
  typeCode?: string | null;

  @Field(() => String, { nullable: true, description: both('Licence number [ZZBH].', '证照编号 [ZZBH]。') })
  number?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Name of the issuer [ZZBFJG].', '证照颁发机构 [ZZBFJG]。'),
  })
  issuerName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Code of the issuer [ZZBFJGDM].', '证照颁发机构代码 [ZZBFJGDM]。'),
  })
  issuerCode?: string | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both('Date of issue [ZZBFRQ].', '证照颁发日期 [ZZBFRQ]。'),
  })
  issueDate?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Name of the holder [CZZT].', '持证主体 [CZZT]。'),
  })
  holderName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Code of the holder [CZZTDM].', '持证主体代码 [CZZTDM]。'),
  })
  holderCode?: string | null;

  @Field(() => HolderType, {
    nullable: true,
    description: both('Kind of the holder code [CZZTDMLX].', '持证主体代码类型 [CZZTDMLX]。'),
  })
  holderType?: HolderType | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both('Valid from [ZZYXQQSRQ].', '有效期起始日期 [ZZYXQQSRQ]。'),
  })
  validFrom?: string | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: both(
      'Valid until [ZZYXQJZRQ]; null where it does not end.',
      '有效期截止日期 [ZZYXQJZRQ]，长期有效时为空。',
    ),
  })
  validUntil?: string | null;

  @Field(() => String, { nullable: true, description: both('Sealed by [ZZQZR].', '签章人 [ZZQZR]。') })
  sealedBy?: string | null;

  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Sealed at [ZZQZSJ].', '签章时间 [ZZQZSJ]。'),
  })
  sealedAt?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Division code of the area, GB/T 2260.', '行政区划代码（GB/T 2260）。'),
  })
  areaCode?: string | null;

  @Field(() => LicenceStatus, { nullable: true, description: both('Status of the licence.', '证照状态。') })
  status?: LicenceStatus | null;

  @Field(() => DocumentVerdictType, {
    nullable: true,
    description: both(
      'Verdict on the seals of its document, by the node that holds it; null where there is no document. Verified only where it is asked for.',
      '证照文件签章核验结论（由持有节点作出）；无文件时为空。仅在请求该字段时核验。',
    ),
  })
  documentVerdict?: DocumentVerdictType | null;

  /** Resolved with the argument `codes` by the resolver of this field. */
  attributes?: LicenceAttributeType[] | null;
}

@ObjectType('DocumentCopy', {
  description: both(
    'What a copy was released for; the note stands on its first page, and the original is whole inside of it.',
    '加注件信息：加注内容见首页，原件及其签章完整保留。',
  ),
})
export class DocumentCopyType {
  @Field(() => String, { description: both('Item code of the matter.', '事项实施编码。') })
  matterCode!: string;
  @Field(() => String, { description: both('Name of the matter.', '事项名称。') })
  matterName!: string;
  @Field(() => String, { description: both('Code of the organisation that it is for.', '使用单位代码。') })
  organisationCode!: string;
  @Field(() => String, { description: both('Organisation that it is for.', '使用单位。') })
  organisationName!: string;
  @Field(() => String, { description: both('Case that it is for.', '办件编号。') })
  caseNumber!: string;
  @Field(() => String, { description: both('Node that released it.', '加注节点。') })
  releasedBy!: string;
  @Field(() => InstantScalar, { description: both('When it was released.', '加注时间。') })
  releasedAt!: string;
  @Field(() => InstantScalar, { description: both('Until when it may be used.', '有效期至。') })
  validUntil!: string;
  @Field(() => Boolean, { description: both('That time has passed.', '是否已过期。') })
  expired!: boolean;
  @Field(() => DigestScalar, { description: both('SHA-256 of the original.', '原件 SHA-256 摘要。') })
  originalSha256!: string;
  @Field(() => Int, { description: both('Size of the original in bytes.', '原件大小（字节）。') })
  originalSize!: number;
}

@ObjectType('LicenceDocument', { description: both('The document of a licence.', '证照文件。') })
export class LicenceDocumentType {
  @Field(() => String, { description: both('Media type.', '媒体类型。') })
  mediaType!: string;

  @Field(() => DigestScalar, { description: both('SHA-256 of the bytes.', '文件 SHA-256 摘要。') })
  sha256!: string;

  @Field(() => Int, { description: both('Size in bytes.', '文件大小（字节）。') })
  size!: number;

  @Field(() => Base64Scalar, { description: both('The bytes.', '文件内容。') })
  content!: string;

  @Field(() => String, {
    nullable: true,
    description: both('Issuer of the licence, who should have sealed it.', '证照颁发机构（应签章单位）。'),
  })
  issuerName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: both('Code of the issuer of the licence.', '证照颁发机构代码。'),
  })
  issuerCode?: string | null;

  @Field(() => DocumentCopyType, {
    nullable: true,
    description: both(
      'Where it is an annotated copy: for what. Digest and size above are the copy’s.',
      '加注件信息，非加注件为空；上述摘要和大小为加注件的。',
    ),
  })
  copy?: DocumentCopyType | null;

  @Field(() => DocumentVerdictType, {
    nullable: true,
    description: both(
      "The answering node's own verdict on these bytes, by its own trust. At home it is released as `documentVerdict`.",
      '应答节点依据自身信任库对该文件作出的核验结论；本地区查询时按 `documentVerdict` 授权返回。',
    ),
  })
  verdict?: DocumentVerdictType | null;

  @Field(() => DocumentVerdictType, {
    nullable: true,
    description: both(
      'What the providing region says of the document; null where it does not release that, or is the own region.',
      '提供地区对该文件的核验结论；未授权返回或本地区查询时为空。',
    ),
  })
  providerVerdict?: DocumentVerdictType | null;

  @Field(() => Boolean, {
    nullable: true,
    description: both(
      'Both verdicts come to the same conclusion, reason and issuer; null where there are not two that were made.',
      '两方核验结论、原因及颁发机构比对是否一致；缺少一方或一方未核验时为空。',
    ),
  })
  verdictsAgree?: boolean | null;
}
