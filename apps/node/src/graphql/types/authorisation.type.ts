import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar, LicenceTypeCodeScalar } from '../scalars.js';

export enum AuthorisationState {
  PENDING = 'pending',
  GRANTED = 'granted',
  REFUSED = 'refused',
  EXPIRED = 'expired',
}
registerEnumType(AuthorisationState, {
  name: 'AuthorisationState',
  description: both('What came of a request for an authorisation.', '授权请求的状态。'),
  valuesMap: {
    PENDING: { description: both('The holder has not decided yet.', '持证主体尚未确认。') },
    GRANTED: {
      description: both('The holder agreed, perhaps to less.', '持证主体已同意（可能少于所请求）。'),
    },
    REFUSED: { description: both('The holder said no.', '持证主体不同意。') },
    EXPIRED: { description: both('Nobody decided in time.', '超时未确认。') },
  },
});

@InputType('AuthorisationLicenceInput', {
  description: both('Fields of one licence type.', '某类证照的字段。'),
})
export class AuthorisationLicenceInput {
  @Field(() => LicenceTypeCodeScalar, { description: both('Licence type.', '证照类型。') })
  typeCode!: string;
  @Field(() => [String], {
    description: both('Names of the fields, `attributes.KZ_...` for type-specific ones.', '字段名列表。'),
  })
  fields!: string[];
}

@ObjectType('AuthorisationLicence', {
  description: both('Fields of one licence type.', '某类证照的字段。'),
})
export class AuthorisationLicenceType {
  @Field(() => String, { description: both('Licence type.', '证照类型。') })
  typeCode!: string;
  @Field(() => [String], { description: both('Names of the fields.', '字段名列表。') })
  fields!: string[];
}

@ObjectType('GrantedAuthorisation', {
  description: both('What the holder agreed to.', '持证主体同意的内容。'),
})
export class GrantedAuthorisationType {
  @Field(() => String, { description: both('Id at the identity platform.', '平台授权编号。') })
  id!: string;
  @Field(() => [AuthorisationLicenceType], { description: both('Which fields of what.', '授权的字段。') })
  licences!: AuthorisationLicenceType[];
  @Field(() => String, {
    nullable: true,
    description: both(
      'Who agreed for the holder: delegate, guardian or representative; null for the holder.',
      '代为同意者的身份；本人同意时为空。',
    ),
  })
  capacity!: string | null;
  @Field(() => InstantScalar, { description: both('It ends then.', '有效期至。') })
  validUntil!: string;
}

@ObjectType('HolderAuthorisation', {
  description: both("A counter's request for a holder's authorisation.", '窗口向持证主体发起的授权请求。'),
})
export class HolderAuthorisationType {
  @Field(() => ID, { description: both('Names it in a lookup context.', '编号，用于查询背景。') })
  id!: string;
  @Field(() => AuthorisationState, { description: both('What came of it.', '状态。') })
  state!: AuthorisationState;
  @Field(() => String, { description: both('Address that the holder opens.', '持证主体打开的地址。') })
  url!: string;
  @Field(() => String, {
    description: both('The same as a QR code, SVG.', '同一地址的二维码（SVG）。'),
  })
  qrSvg!: string;
  @Field(() => InstantScalar, { description: both('The holder may decide until then.', '请求有效期至。') })
  expiresAt!: string;
  @Field(() => GrantedAuthorisationType, {
    nullable: true,
    description: both('What the holder agreed to; null before.', '同意的内容；此前为空。'),
  })
  granted!: GrantedAuthorisationType | null;
}

@ObjectType('AuthorisationPage', {
  description: both('Where a holder decides on a request.', '持证主体确认授权的页面。'),
})
export class AuthorisationPageType {
  @Field(() => String, { description: both('Address at the identity platform.', '身份认证平台上的地址。') })
  url!: string;
  @Field(() => String, { description: both('Name of the platform, in Chinese.', '平台名称（中文）。') })
  platformZh!: string;
  @Field(() => String, { description: both('Name of the platform, in English.', '平台名称（英文）。') })
  platformEn!: string;
}

@ObjectType('ReleasePreview', {
  description: both(
    'What would be told of one licence type, by the agreements in force. Names of fields only.',
    '按现行协议某类证照将提供的字段，仅列字段名称。',
  ),
})
export class ReleasePreviewType {
  @Field(() => String, { description: both('Licence type.', '证照类型。') })
  typeCode!: string;
  @Field(() => [String], { description: both('Fields that would be told.', '将提供的字段。') })
  released!: string[];
  @Field(() => [String], {
    description: both('Those of them that need your consent.', '其中须经您授权的字段。'),
  })
  byAuthorisation!: string[];
  @Field(() => String, {
    nullable: true,
    description: both('Legal basis of the agreement.', '协议的法律依据。'),
  })
  legalBasis!: string | null;
}
