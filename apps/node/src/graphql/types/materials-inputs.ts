import { Field, ID, InputType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, LicenceIdentifierScalar } from '../scalars.js';
import { Channel, Region } from './enums.js';
import { ActingPersonInput, HolderInput } from './inputs.js';

@InputType('FetchMaterialsInput', {
  description: both('By whom and for whom materials are fetched.', '获取材料的经办与持有人信息。'),
})
export class FetchMaterialsInput {
  @Field(() => ID, { description: both('Number of the case or draft.', '办件编号。') })
  case!: string;
  @Field(() => Channel, { description: both('Channel of handling.', '办理渠道。') })
  channel!: Channel;
  @Field(() => HolderInput, {
    nullable: true,
    description: both('Whose they are; the applicant if left out.', '持证主体；不填为申请人。'),
  })
  holder?: HolderInput | null;
  @Field(() => Region, {
    nullable: true,
    description: both('Ask this region alone.', '仅查询该地区。'),
  })
  region?: Region | null;
  @Field(() => ActingPersonInput, {
    nullable: true,
    description: both('Acting person, from systems only.', '经办人，仅系统接入方填写。'),
  })
  person?: ActingPersonInput | null;
  @Field(() => ID, {
    nullable: true,
    description: both(
      'Request by which this node got the authorisation of the holder.',
      '本节点取得持证主体授权的请求编号。',
    ),
  })
  holderAuthorisationId?: string | null;
}

@InputType('FetchMaterialInput', { description: both('One material to fetch.', '获取单个材料。') })
export class FetchMaterialInput extends FetchMaterialsInput {
  @Field(() => String, { description: both('Material of the matter.', '事项材料。') })
  material!: string;
  @Field(() => LicenceIdentifierScalar, {
    nullable: true,
    description: both('Take this licence, of several.', '有多个证照时指定其一。'),
  })
  identifier?: string | null;
}

@InputType('ReuseMaterialInput', {
  description: both('A material of another case to take over.', '复用其他办件的材料。'),
})
export class ReuseMaterialInput {
  @Field(() => Channel, { description: both('Channel of handling.', '办理渠道。') })
  channel!: Channel;
  @Field(() => ActingPersonInput, {
    nullable: true,
    description: both('Acting person, from systems only.', '经办人，仅系统接入方填写。'),
  })
  person?: ActingPersonInput | null;
  @Field(() => ID, { description: both('Number of this case.', '本办件编号。') })
  case!: string;
  @Field(() => String, { description: both('Material of this case.', '本办件的材料。') })
  material!: string;
  @Field(() => ID, { description: both('Number of the other case.', '来源办件编号。') })
  fromCase!: string;
  @Field(() => String, { description: both('Material of the other case.', '来源办件的材料。') })
  fromMaterial!: string;
  @Field(() => DigestScalar, {
    nullable: true,
    description: both(
      'Which file, of several; the newest if left out.',
      '有多个文件时指定其一；不填取最新。',
    ),
  })
  digest?: string | null;
}
