import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import type { Authorisations } from '../../authorisations/index.js';
import { Allow, DUTIES } from '../../callers/index.js';
import { AUTHORISATIONS } from '../../tokens.js';
import { asRegion } from '../arguments.js';
import { both } from '../describe.js';
import { contextOf } from '../lookup-context.js';
import type { OperationContext } from '../operation-context.js';
import { toHolderAuthorisation } from '../present-authorisation.js';
import { ItemCodeScalar } from '../scalars.js';
import {
  AuthorisationLicenceInput,
  AuthorisationPageType,
  HolderAuthorisationType,
  ReleasePreviewType,
} from '../types/authorisation.type.js';
import { Region } from '../types/enums.js';
import { LookupContextInput } from '../types/inputs.js';

/** Asking a holder at a counter (扫码授权). */
@Resolver()
export class AuthorisationsResolver {
  constructor(@Inject(AUTHORISATIONS) private readonly authorisations: Authorisations) {}

  @Mutation(() => HolderAuthorisationType, {
    description: both(
      'Asks a holder by way of the identity platform; show the QR code, then ask what came of it.',
      '经身份认证平台请求持证主体授权；展示二维码后查询结果。',
    ),
  })
  @Allow(...DUTIES.counter)
  async requestHolderAuthorisation(
    @Args('region', { type: () => Region, description: both('Who would answer.', '提供信息的地区。') })
    region: Region,
    @Args('licences', {
      type: () => [AuthorisationLicenceInput],
      description: both('Which fields of what, 1 to 16 types.', '请求的证照类型与字段，1 至 16 类。'),
    })
    licences: AuthorisationLicenceInput[],
    @Args('context', {
      type: () => LookupContextInput,
      description: both('For what; shown to the holder.', '办理背景，向持证主体展示。'),
    })
    context: LookupContextInput,
    @Context() operation: OperationContext,
  ): Promise<HolderAuthorisationType> {
    const { requests } = this.authorisations;
    return toHolderAuthorisation(
      await requests.request(asRegion(region), licences, contextOf(operation, context)),
    );
  }

  @Query(() => HolderAuthorisationType, {
    description: both("What came of a request of the caller's organisation.", '查询本机构授权请求的结果。'),
  })
  @Allow(...DUTIES.counter)
  async holderAuthorisation(
    @Args('id', { type: () => ID, description: both('Its id.', '编号。') }) id: string,
    @Context() { caller }: OperationContext,
  ): Promise<HolderAuthorisationType> {
    if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
    return toHolderAuthorisation(await this.authorisations.reading.read(id, caller.organisation.code));
  }

  @Query(() => AuthorisationPageType, {
    description: both(
      'Where the code of a counter leads: only to the identity platform of this region, else it is refused.',
      '窗口二维码所指向的页面：仅限本地区身份认证平台，否则拒绝。',
    ),
  })
  @Allow(...DUTIES.ownAuthorisations)
  async authorisationPage(
    @Args('code', {
      description: both('Address in the picture, or its last part.', '二维码中的地址或其末段编码。'),
    })
    code: string,
  ): Promise<AuthorisationPageType> {
    const { url, platform } = await this.authorisations.holders.pageOf(code.trim());
    return { url, platformZh: platform.zh, platformEn: platform.en };
  }

  @Query(() => [ReleasePreviewType], {
    description: both(
      'What this region would tell another one about you, by the agreements alone.',
      '按现行协议，本地区将向其他地区提供您的哪些信息。',
    ),
  })
  @Allow(...DUTIES.ownAuthorisations)
  async releasePreview(
    @Args('region', { type: () => Region, description: both('Who would ask.', '请求信息的地区。') })
    region: Region,
    @Args('itemCode', { type: () => ItemCodeScalar, description: both('For which matter.', '事项编码。') })
    itemCode: string,
    @Args('licences', {
      type: () => [AuthorisationLicenceInput],
      description: both('Which fields of what, 1 to 16 types.', '证照类型与字段，1 至 16 类。'),
    })
    licences: AuthorisationLicenceInput[],
  ): Promise<ReleasePreviewType[]> {
    const told = await this.authorisations.holders.preview(asRegion(region), itemCode, licences);
    return told.map((one) => ({ ...one, legalBasis: one.legalBasis ?? null }));
  }
}
