import { Inject } from '@nestjs/common';
import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { UPKEEP } from '../../tokens.js';
import type { Upkeep } from '../../upkeep/index.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import {
  toAuthority,
  toFederationMap,
  toLicenceImportPage,
  toLogStanding,
  toOwnKey,
  toSetting,
} from '../present-upkeep.js';
import {
  AuthorityType,
  FederationMapType,
  LicenceImportPageType,
  LogStandingType,
  OwnKeyType,
  SettingType,
} from '../types/upkeep.type.js';

/** The machine and its trust, for those who keep the node running; never what passes through it. */
@Resolver()
export class UpkeepResolver {
  constructor(@Inject(UPKEEP) private readonly upkeep: Upkeep) {}

  @Query(() => FederationMapType, {
    description: both('The federation as this node sees it.', '本节点所见的联盟现状。'),
  })
  @Allow(...DUTIES.trust)
  async federationMap(): Promise<FederationMapType> {
    return toFederationMap(await this.upkeep.federation.read());
  }

  @Query(() => [OwnKeyType], {
    description: both('Keys and certificates of this node.', '本节点的密钥与证书。'),
  })
  @Allow(...DUTIES.trust)
  async ownKeys(): Promise<OwnKeyType[]> {
    return (await this.upkeep.keys.read()).map(toOwnKey);
  }

  @Query(() => [AuthorityType], { description: both('Whom this node believes.', '本节点的信任库。') })
  @Allow(...DUTIES.trust)
  trustedAuthorities(): AuthorityType[] {
    return this.upkeep.trust.read().map(toAuthority);
  }

  @Query(() => LogStandingType, {
    description: both('How far the publication of the audit log is.', '审计日志发布进度。'),
  })
  @Allow(...DUTIES.logHealth)
  async logStanding(): Promise<LogStandingType> {
    return toLogStanding(await this.upkeep.log());
  }

  @Query(() => LicenceImportPageType, {
    description: both('Bulk imports, newest first.', '证照批量导入任务，新者在前。'),
  })
  @Allow(...DUTIES.system)
  async licenceImports(
    @Args('first', {
      type: () => Int,
      defaultValue: 20,
      description: both('How many, 1 to 100.', '条数，1 至 100。'),
    })
    first: number,
    @Args('after', { type: () => String, nullable: true, description: both('Cursor.', '游标。') })
    after: string | undefined,
  ): Promise<LicenceImportPageType> {
    return toLicenceImportPage(await this.upkeep.imports(pageOf(first, after)));
  }

  @Query(() => [SettingType], {
    description: both(
      'The configuration as it holds; secrets are not told.',
      '运行中的有效配置；不含机密内容。',
    ),
  })
  @Allow(...DUTIES.system)
  effectiveSettings(): SettingType[] {
    return this.upkeep.settings().map(toSetting);
  }
}
