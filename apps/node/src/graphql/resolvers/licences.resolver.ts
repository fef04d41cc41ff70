import { Args, Context, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { asRegion, claimsOf, holderOf, numberOf, pageOf, regionFor } from '../arguments.js';
import { askedFields, verdictsAsked } from '../asked-fields.js';
import { contextFor } from '../lookup-context.js';
import type { OperationContext } from '../operation-context.js';
import { toDocumentLookup, toHolderLookup, toLicenceLookup, toVerification } from '../present.js';
import { both } from '../describe.js';
import { LicenceIdentifierScalar, LicenceTypeCodeScalar } from '../scalars.js';
import { Region } from '../types/enums.js';
import { ClaimInput, HolderInput, LookupContextInput } from '../types/inputs.js';
import {
  DocumentLookupType,
  HolderLookupType,
  LicenceLookupType,
  LicenceVerificationType,
} from '../types/lookup.type.js';

const identifier = {
  type: () => LicenceIdentifierScalar,
  description: both('E-licence identifier.', '电子证照标识。'),
};
const optionalRegion = {
  type: () => Region,
  nullable: true,
  description: both(
    'Region to ask; by default the one that the identifier’s issuer belongs to.',
    '查询地区；默认取标识中发证机构所属地区。',
  ),
};
const region = { type: () => Region, description: both('Region to ask.', '查询地区。') };
const context = {
  type: () => LookupContextInput,
  nullable: true,
  description: both(
    'Why the lookup is made; required of every caller but peers.',
    '查询事由；除对端节点外必填。',
  ),
};
const typeCodes = {
  type: () => [LicenceTypeCodeScalar],
  nullable: true,
  description: both(
    'Licence types wanted; all that may be asked by default.',
    '所需证照类型，默认全部可查类型。',
  ),
};
const first = {
  type: () => Int,
  defaultValue: 20,
  description: both('Items per page, 1 to 100.', '每页条数，1 至 100。'),
};
const after = {
  type: () => String,
  nullable: true,
  description: both('Cursor to go on from.', '起始游标。'),
};
const holder = { type: () => HolderInput, description: both('The holder.', '持证主体。') };

@Resolver()
export class LicencesResolver {
  @Query(() => LicenceLookupType, {
    description: both('One licence by its identifier.', '按电子证照标识查询。'),
  })
  @Allow(...DUTIES.lookup)
  async licence(
    @Args('identifier', identifier) id: string,
    @Args('region', optionalRegion) where: Region | undefined,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LicenceLookupType> {
    const fields = askedFields(info, ['licence']);
    const lookup = { operation: 'byIdentifier', identifier: id, fields } as const;
    return toLicenceLookup(
      await operation.lookups.ask(regionFor(id, where), lookup, await contextFor(operation, why)),
    );
  }

  @Query(() => LicenceLookupType, {
    description: both('One licence by type and number.', '按证照类型和编号查询。'),
  })
  @Allow(...DUTIES.lookup)
  async licenceByNumber(
    @Args('typeCode', { type: () => LicenceTypeCodeScalar, description: both('Licence type.', '证照类型。') })
    typeCode: string,
    @Args('number', { type: () => String, description: both('Licence number.', '证照编号。') })
    number: string,
    @Args('region', region) where: Region,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LicenceLookupType> {
    const fields = askedFields(info, ['licence']);
    const lookup = { operation: 'byNumber', typeCode, number: numberOf(number), fields } as const;
    return toLicenceLookup(
      await operation.lookups.ask(asRegion(where), lookup, await contextFor(operation, why)),
    );
  }

  @Query(() => HolderLookupType, {
    description: both('Licences of a holder in one region.', '按持证主体查询某地区证照。'),
  })
  @Allow(...DUTIES.lookup)
  async licencesByHolder(
    @Args('holder', holder) of: HolderInput,
    @Args('region', region) where: Region,
    @Args('typeCodes', typeCodes) types: string[] | undefined,
    @Args('first', first) size: number,
    @Args('after', after) cursor: string | undefined,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<HolderLookupType> {
    const fields = askedFields(info, ['licences', 'edges', 'node']);
    const lookup = {
      operation: 'byHolder',
      holder: holderOf(of),
      typeCodes: types ?? [],
      ...pageOf(size, cursor),
      fields,
    } as const;
    return toHolderLookup(
      await operation.lookups.ask(asRegion(where), lookup, await contextFor(operation, why)),
    );
  }

  @Query(() => [HolderLookupType], {
    description: both(
      'Licences of a holder in several regions, a result per region; one that fails spoils no other.',
      '同时查询多个地区，逐地区返回结果；某地区失败不影响其他地区。',
    ),
  })
  @Allow('integrator', 'windowClerk')
  async licencesAcrossRegions(
    @Args('holder', holder) of: HolderInput,
    @Args('regions', { type: () => [Region], description: both('Regions to ask.', '查询地区。') })
    regions: Region[],
    @Args('typeCodes', typeCodes) types: string[] | undefined,
    @Args('first', first) size: number,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<HolderLookupType[]> {
    const fields = askedFields(info, ['licences', 'edges', 'node']);
    const lookup = {
      operation: 'byHolder',
      holder: holderOf(of),
      typeCodes: types ?? [],
      ...pageOf(size, undefined),
      fields,
    } as const;
    const reason = await contextFor(operation, why);
    const asked = [...new Set(regions)].map((where) =>
      operation.lookups.ask(asRegion(where), lookup, reason),
    );
    return (await Promise.all(asked)).map(toHolderLookup);
  }

  @Query(() => LicenceVerificationType, {
    description: both(
      '核验: does this match? Yes or no per field; nothing is released.',
      '核验：逐项返回是否一致，不返回数据。',
    ),
  })
  @Allow(...DUTIES.lookup)
  async verifyLicence(
    @Args('identifier', identifier) id: string,
    @Args('claims', { type: () => [ClaimInput], description: both('Values to compare.', '待核验的值。') })
    claims: ClaimInput[],
    @Args('region', optionalRegion) where: Region | undefined,
    @Args('context', context) why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<LicenceVerificationType> {
    const lookup = { operation: 'verify', identifier: id, claims: claimsOf(claims) } as const;
    return toVerification(
      await operation.lookups.ask(regionFor(id, where), lookup, await contextFor(operation, why)),
    );
  }

  @Query(() => DocumentLookupType, { description: both('The document of a licence.', '获取证照文件。') })
  @Allow(...DUTIES.lookup)
  async licenceDocument(
    @Args('identifier', identifier) id: string,
    @Args('region', optionalRegion) where: Region | undefined,
    @Args('context', context) why: LookupContextInput | undefined,
    @Args('original', {
      type: () => Boolean,
      defaultValue: false,
      description: both(
        'The document as its issuer made it, without a note; governed as `documentOriginal`.',
        '未加注的原件；按 `documentOriginal` 授权。',
      ),
    })
    whole: boolean,
    @Context() operation: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DocumentLookupType> {
    const verdicts = verdictsAsked(info);
    const lookup = {
      operation: 'document',
      identifier: id,
      verdicts,
      ...(whole ? { original: true } : {}),
    } as const;
    return toDocumentLookup(
      await operation.lookups.ask(regionFor(id, where), lookup, await contextFor(operation, why)),
    );
  }
}
