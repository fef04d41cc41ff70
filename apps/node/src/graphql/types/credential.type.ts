import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { Region } from './enums.js';

export enum CredentialStatus {
  VALID = 'VALID',
  SUSPENDED = 'SUSPENDED',
  REVOKED = 'REVOKED',
}

registerEnumType(CredentialStatus, {
  name: 'CredentialStatus',
  description: both('State of a credential, as its status list says.', '凭证状态（与状态列表一致）。'),
  valuesMap: {
    VALID: { description: both('Valid, as long as it has not expired.', '有效（未过期时）。') },
    SUSPENDED: { description: both('Suspended with its licence.', '随证照暂停。') },
    REVOKED: { description: both('Revoked for good.', '已吊销，不可恢复。') },
  },
});

export enum PresentationPhase {
  WAITING = 'waiting',
  SHOWN = 'shown',
  REFUSED = 'refused',
  DECLINED = 'declined',
  EXPIRED = 'expired',
}

registerEnumType(PresentationPhase, {
  name: 'PresentationPhase',
  description: both('How far a presentation has come.', '出示进展。'),
  valuesMap: {
    WAITING: { description: both('Nothing has come yet; ask again.', '等待出示，请稍后再查。') },
    SHOWN: { description: both('Verified; see `shown`.', '已出示且验证通过。') },
    REFUSED: { description: both('What came did not verify; see `code`.', '验证未通过，原因见 code。') },
    DECLINED: { description: both('The holder declined.', '持证主体拒绝出示。') },
    EXPIRED: { description: both('Over; what was shown is gone.', '已过期，出示内容已清除。') },
  },
});

@ObjectType('CredentialOffer', {
  description: both(
    'An offer that the holder’s wallet redeems (OpenID4VCI 1.0). Works once.',
    '凭证邀约（OpenID4VCI 1.0），由持证主体的钱包兑换，仅可使用一次。',
  ),
})
export class CredentialOfferType {
  @Field(() => String, {
    description: both('For a QR code: the offer by reference.', '二维码内容：邀约引用地址。'),
  })
  uri!: string;
  @Field(() => String, {
    description: both('For a link on the same device: the offer by value.', '同一设备上的链接：邀约全文。'),
  })
  uriByValue!: string;
  @Field(() => String, {
    description: both(
      'Transaction code. Tell it to the holder by another way than the QR code.',
      '交易码，须以二维码以外的方式告知持证主体。',
    ),
  })
  transactionCode!: string;
  @Field(() => InstantScalar, { description: both('Until when it can be redeemed.', '兑换截止时间。') })
  expiresAt!: string;
}

@ObjectType('IssuedCredential', {
  description: both('A credential on a licence of yours.', '以本人证照签发的凭证。'),
})
export class IssuedCredentialType {
  @Field(() => ID, { description: both('Its id, for revoking it.', '编号，用于吊销。') })
  id!: string;
  @Field(() => String, { description: both('E-licence identifier.', '电子证照标识。') })
  licenceIdentifier!: string;
  @Field(() => String, { description: both('Licence type code.', '证照类型代码。') })
  licenceType!: string;
  @Field(() => InstantScalar, { description: both('When it was issued.', '签发时间。') })
  issuedAt!: string;
  @Field(() => InstantScalar, { description: both('When it expires.', '到期时间。') })
  expiresAt!: string;
  @Field(() => CredentialStatus, { description: both('Its state.', '状态。') })
  status!: CredentialStatus;
}

@ObjectType('PresentationRequest', {
  description: both(
    'A request to show a licence at the counter (OpenID4VP 1.0), answered once.',
    '窗口出示请求（OpenID4VP 1.0），仅接受一次应答。',
  ),
})
export class PresentationRequestType {
  @Field(() => ID, { description: both('Its id; ask `presentation` with it.', '编号，用于查询结果。') })
  id!: string;
  @Field(() => String, {
    description: both('For the QR code on the counter’s screen.', '窗口屏幕上的二维码内容。'),
  })
  uri!: string;
  @Field(() => [String], { description: both('Fields that are asked for.', '请求出示的字段。') })
  fields!: string[];
  @Field(() => InstantScalar, { description: both('Until when it can be answered.', '应答截止时间。') })
  expiresAt!: string;
}

@ObjectType('ShownField', { description: both('A field that the holder has shown.', '已出示的字段。') })
export class ShownFieldType {
  @Field(() => String, { description: both('Name of the field.', '字段名。') })
  name!: string;
  @Field(() => String, { nullable: true, description: both('Its name in Chinese.', '中文名称。') })
  zh?: string | null;
  @Field(() => String, { nullable: true, description: both('Its name in English.', '英文名称。') })
  en?: string | null;
  @Field(() => String, { description: both('The value that the issuer signed.', '签发方签署的值。') })
  value!: string;
}

@ObjectType('ShownCredential', {
  description: both(
    'What was shown: signed by a trusted issuer, held by who showed it, neither expired nor revoked.',
    '已出示内容：由可信签发方签署、由本人持有、未过期且未吊销。',
  ),
})
export class ShownCredentialType {
  @Field(() => String, { description: both('Entity identifier of the issuing node.', '签发节点标识。') })
  issuer!: string;
  @Field(() => Region, { nullable: true, description: both('Its region.', '签发地区。') })
  region?: Region | null;
  @Field(() => String, { description: both('Licence type code.', '证照类型代码。') })
  licenceType!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When the credential expires.', '凭证到期时间。'),
  })
  expiresAt?: string | null;
  @Field(() => [ShownFieldType], { description: both('What was asked for and shown.', '请求并出示的字段。') })
  fields!: ShownFieldType[];
}

@ObjectType('Presentation', { description: both('What came of a presentation request.', '出示结果。') })
export class PresentationType {
  @Field(() => ID, { description: both('Id of the request.', '请求编号。') })
  id!: string;
  @Field(() => PresentationPhase, { description: both('How far it has come.', '进展。') })
  phase!: PresentationPhase;
  @Field(() => String, {
    nullable: true,
    description: both('Error code where it was refused or declined.', '拒绝或未通过时的错误码。'),
  })
  code?: string | null;
  @Field(() => ShownCredentialType, { nullable: true, description: both('What was shown.', '出示内容。') })
  shown?: ShownCredentialType | null;
  @Field(() => InstantScalar, { description: both('When it is forgotten.', '清除时间。') })
  expiresAt!: string;
}
