import { Field, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar } from '../scalars.js';
import { CheckOutcome, DocumentIndication, IssuerMatch } from './enums.js';

@ObjectType('DocumentVerdictSeal', { description: both('The seal on a document.', '文件上的电子印章。') })
export class DocumentVerdictSealType {
  @Field(() => String, { description: both('Number of the seal (esID).', '印章编号（esID）。') })
  id!: string;
  @Field(() => String, { description: both('Name of the seal.', '印章名称。') })
  name!: string;
  @Field(() => InstantScalar, { description: both('The seal is valid from.', '印章有效期起。') })
  validFrom!: string;
  @Field(() => InstantScalar, { description: both('The seal is valid until.', '印章有效期止。') })
  validUntil!: string;
}

@ObjectType('DocumentVerdictCheck', {
  description: both('One check of the document and its outcome.', '文件单项检查。'),
})
export class DocumentVerdictCheckType {
  @Field(() => String, { description: both('Name of the check.', '检查项名称。') })
  name!: string;
  @Field(() => CheckOutcome, {
    description: both('Its worst outcome over all signatures.', '检查结果（多个签章取最差）。'),
  })
  outcome!: CheckOutcome;
}

@ObjectType('DocumentVerdict', {
  description: both(
    'What verifying the seals and signatures of a document gave, by the trust of the node that verified it. Only `TOTAL_PASSED` together with `MATCH` means that the issuer sealed it.',
    '文件签章核验结论，以核验节点的信任库为准。仅当 `TOTAL_PASSED` 且 `MATCH` 时，方可认定由颁发机构签章。',
  ),
})
export class DocumentVerdictType {
  @Field(() => DigestScalar, { description: both('SHA-256 of the document.', '文件 SHA-256 摘要。') })
  sha256!: string;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Format: ofd, pdf, cms, jws, ses-seal or ses-signature; null where it was not recognised.',
      '文件格式：ofd、pdf、cms、jws、ses-seal、ses-signature；未识别时为空。',
    ),
  })
  format?: string | null;
  @Field(() => DocumentIndication, { description: both('The conclusion.', '结论。') })
  indication!: DocumentIndication;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Reason in the words of ETSI EN 319 102-1; null where it passed or was not checked.',
      '原因（ETSI EN 319 102-1 子结论）；通过或未核验时为空。',
    ),
  })
  subIndication?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Code from the error list where the document was not checked or could not be read.',
      '未核验或无法读取时的错误码。',
    ),
  })
  code?: string | null;
  @Field(() => IssuerMatch, {
    description: both(
      "Signer's organisation (O) and seal number (CN) against the issuer of the licence.",
      '签章证书主体（O）、印章编号（CN）与证照颁发机构的比对。',
    ),
  })
  issuer!: IssuerMatch;
  @Field(() => String, {
    nullable: true,
    description: both("Subject of the signer's certificate.", '签章证书主题。'),
  })
  signer?: string | null;
  @Field(() => DocumentVerdictSealType, {
    nullable: true,
    description: both('The seal; null for a signature without one.', '电子印章；无印章的签名为空。'),
  })
  seal?: DocumentVerdictSealType | null;
  @Field(() => String, {
    description: both('Edition of the trust that was used.', '所用信任库版本。'),
  })
  trustEdition!: string;
  @Field(() => InstantScalar, { description: both('When it was verified.', '核验时间。') })
  checkedAt!: string;
  @Field(() => [DocumentVerdictCheckType], {
    description: both('The checks, each name once.', '检查项（每项一行）。'),
  })
  checks!: DocumentVerdictCheckType[];
}
