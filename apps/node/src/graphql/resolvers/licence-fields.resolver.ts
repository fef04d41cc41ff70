import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { both } from '../describe.js';
import { AttributeCodeScalar } from '../scalars.js';
import { LicenceAttributeType, LicenceType } from '../types/licence.type.js';

@Resolver(() => LicenceType)
export class LicenceFieldsResolver {
  @ResolveField('attributes', () => [LicenceAttributeType], {
    nullable: true,
    description: both('Type-specific fields [KZ_*].', '特有信息项 [KZ_*]。'),
  })
  attributes(
    @Parent() licence: LicenceType,
    @Args('codes', {
      type: () => [AttributeCodeScalar],
      nullable: true,
      description: both('Codes wanted; all by default.', '所需信息项代码，默认全部。'),
    })
    codes: string[] | undefined,
  ): LicenceAttributeType[] | null {
    return licence.attributes?.filter(({ code }) => !codes || codes.includes(code)) ?? null;
  }
}
