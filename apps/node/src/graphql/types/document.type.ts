import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { CheckOutcome, DocumentIndication } from './enums.js';
import { RefusalType, RegionalResult } from './lookup.type.js';

const text = (english: string, chinese: string, nullable = false) =>
  Field(() => String, { nullable, description: both(english, chinese) });
const time = (english: string, chinese: string) =>
  Field(() => InstantScalar, { nullable: true, description: both(`${english}.`, `${chinese}。`) });

@ObjectType('Words', { description: both('The same in both languages.', '中英文文字。') })
export class WordsType {
  @text('In Chinese.', '中文。') zh!: string;
  @text('In English.', '英文。') en!: string;
}

@ObjectType('DocumentCheck', { description: both('One check of a signature.', '签章的单项检查。') })
export class DocumentCheckType {
  @text('Stable name of the check.', '检查项代码。') name!: string;
  @Field(() => WordsType, { nullable: true, description: both('Its name in words.', '检查项名称。') })
  words?: WordsType | null;
  @Field(() => CheckOutcome, { description: both('Its outcome.', '结果。') })
  outcome!: CheckOutcome;
  @text('Clause that demands it.', '依据条款。') clause!: string;
  @text('What was found.', '说明。', true) detail?: string | null;
  @Field(() => Boolean, {
    description: both('It has a part in the indication; otherwise it only tells.', '是否影响结论。'),
  })
  decides!: boolean;
}

@ObjectType('DocumentCertificate', { description: both('A certificate in a report.', '报告中的证书。') })
export class DocumentCertificateType {
  @text('Subject, RFC 4514.', '主体（RFC 4514）。') subject!: string;
  @text('Issuer, RFC 4514.', '签发者（RFC 4514）。') issuer!: string;
  @text('Common name.', '通用名。', true) commonName?: string | null;
  @Field(() => [String], {
    description: both(
      'Values of O: of government certificates the unified social credit code and the name.',
      '单位（O）：政务证书中为统一社会信用代码和名称。',
    ),
  })
  organisations!: string[];
  @text('Serial number in hexadecimal.', '序列号（十六进制）。') serial!: string;
  @time('Valid from', '有效期起') notBefore?: string | null;
  @time('Valid until', '有效期止') notAfter?: string | null;
  @text('SHA-256 in hexadecimal.', 'SHA-256 指纹（十六进制）。') fingerprint!: string;
}

@ObjectType('SealPicture', { description: both('The picture of a seal.', '印章图片。') })
export class SealPictureType {
  @text('Media type.', '媒体类型。') mediaType!: string;
  @Field(() => Float, { description: both('Width in millimetres.', '宽（毫米）。') }) widthMm!: number;
  @Field(() => Float, { description: both('Height in millimetres.', '高（毫米）。') }) heightMm!: number;
  @text('The picture in base64.', '图片数据（base64）。') data!: string;
}

@ObjectType('DocumentSeal', { description: both('An electronic seal.', '电子印章。') })
export class DocumentSealType {
  @text('V1, V4 or V5.', '版本：V1、V4 或 V5。') version!: string;
  @text('Number of the seal.', '印章编码。') id!: string;
  @text('Name of the seal.', '印章名称。') name!: string;
  @Field(() => Int, { description: both('1 an organisation’s, 2 a person’s.', '1 单位章，2 个人章。') })
  type!: number;
  @text('Who made it, as the seal says.', '制章者标识。') makerId!: string;
  @time('Made at', '制作时间') createdAt?: string | null;
  @time('Valid from', '有效期起') validFrom?: string | null;
  @time('Valid until', '有效期止') validUntil?: string | null;
  @Field(() => SealPictureType, { description: both('Its picture.', '印章图片。') })
  picture!: SealPictureType;
}

@ObjectType('DocumentCoverage', { description: both('What a signature covers.', '签章覆盖范围。') })
export class DocumentCoverageType {
  @Field(() => Boolean, { description: both('Nothing is left out.', '是否覆盖整个文件。') }) whole!: boolean;
  @Field(() => [String], { description: both('Files or byte ranges.', '已覆盖的文件或字节范围。') })
  covered!: string[];
  @Field(() => [String], { description: both('What is left out.', '未覆盖的部分。') })
  uncovered!: string[];
}

@ObjectType('SealPlace', { description: both('Where a seal is drawn.', '签章位置。') })
export class SealPlaceType {
  @text('Page.', '页。') page!: string;
  @text('Boundary, in the words of the format.', '区域（按文件格式表示）。') boundary!: string;
}

@ObjectType('DocumentSignature', {
  description: both('One signature or seal of a document.', '文件中的一个签名或签章。'),
})
export class DocumentSignatureType {
  @text('Its name in the document.', '文件中的标识。') id!: string;
  @text('What kind it is.', '类别。') kind!: string;
  @Field(() => DocumentIndication, { description: both('What is to be held of it.', '结论。') })
  indication!: DocumentIndication;
  @text('Why (EN 319 102-1 sub-indication).', '原因代码（EN 319 102-1）。', true)
  subIndication?: string | null;
  @Field(() => WordsType, { nullable: true, description: both('Why, in words.', '原因。') })
  reason?: WordsType | null;
  @Field(() => DocumentCertificateType, { nullable: true, description: both('Who signed.', '签章人。') })
  signer?: DocumentCertificateType | null;
  @text('Authority that certified the signer.', '签发机构。', true) authority?: string | null;
  @Field(() => Boolean, { description: both('That authority is trusted here.', '签发机构是否受信任。') })
  authorityTrusted!: boolean;
  @text('Signature algorithm.', '签名算法。', true) algorithm?: string | null;
  @time('Time that the signer claims', '声称的签章时间') claimedAt?: string | null;
  @time('Time by which it is proven to have existed', '已证明的签章时间') provenAt?: string | null;
  @text('What proves it.', '时间证明。', true) provenBy?: string | null;
  @time('Instant for which certificates were judged', '证书判定时点') judgedAt?: string | null;
  @Field(() => DocumentSealType, { nullable: true, description: both('The seal used.', '所用印章。') })
  seal?: DocumentSealType | null;
  @Field(() => [SealPlaceType], { description: both('Where it is drawn.', '签章位置。') })
  places!: SealPlaceType[];
  @Field(() => DocumentCoverageType, { nullable: true, description: both('What it covers.', '覆盖范围。') })
  coverage?: DocumentCoverageType | null;
  @Field(() => [DocumentCheckType], { description: both('Every check.', '全部检查项。') })
  checks!: DocumentCheckType[];
  @Field(() => [DocumentCheckType], {
    description: both('Every rule of the certificate path.', '证书链全部规则。'),
  })
  pathChecks!: DocumentCheckType[];
}

@ObjectType('DocumentReport', { description: both('What was found of a document.', '文件验证报告。') })
export class DocumentReportType {
  @text('Format of the document.', '文件格式。') format!: string;
  @Field(() => DocumentIndication, {
    description: both('The worst of its signatures.', '结论（以最差的签章为准）。'),
  })
  indication!: DocumentIndication;
  @text('Why (EN 319 102-1 sub-indication).', '原因代码（EN 319 102-1）。', true)
  subIndication?: string | null;
  @Field(() => WordsType, { description: both('In plain words.', '通俗说明。') }) words!: WordsType;
  @Field(() => WordsType, { nullable: true, description: both('Why, in words.', '原因。') })
  reason?: WordsType | null;
  @text('Names the trust that the verdict rests on.', '所依据信任库的版次标识。') trustEdition!: string;
  @Field(() => [DocumentSignatureType], { description: both('Its signatures.', '各签章。') })
  signatures!: DocumentSignatureType[];
  @Field(() => [String], { description: both('What concerns no signature.', '其他说明。') })
  notes!: string[];
  @Field(() => [String], { description: both('Files that no signature covers.', '未被任何签章覆盖的文件。') })
  uncovered!: string[];
}

@ObjectType('DocumentVerification', {
  description: both('The document of a licence, verified.', '证照文件的验证结果。'),
})
export class DocumentVerificationType extends RegionalResult {
  @Field(() => DocumentReportType, { nullable: true, description: both('The report.', '报告。') })
  report?: DocumentReportType | null;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why the document could not be judged.', '文件未能验证的原因。'),
  })
  problem?: RefusalType | null;
}
