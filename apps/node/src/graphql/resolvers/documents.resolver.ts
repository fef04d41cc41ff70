import { Inject } from '@nestjs/common';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '../../callers/index.js';
import type { VerifyLicenceDocument } from '../../documents/verify-licence-document.js';
import { VERIFY_LICENCE_DOCUMENT } from '../../tokens.js';
import { regionFor } from '../arguments.js';
import { both } from '../describe.js';
import { contextFor } from '../lookup-context.js';
import type { OperationContext } from '../operation-context.js';
import { toDocumentVerification } from '../present.js';
import { LicenceIdentifierScalar } from '../scalars.js';
import { DocumentVerificationType } from '../types/document.type.js';
import { Region } from '../types/enums.js';
import { LookupContextInput } from '../types/inputs.js';

@Resolver()
export class DocumentsResolver {
  constructor(@Inject(VERIFY_LICENCE_DOCUMENT) private readonly verification: VerifyLicenceDocument) {}

  @Query(() => DocumentVerificationType, {
    description: both(
      'Verifies the seals and signatures of a licence’s document; a lookup of the document like any other.',
      '验证证照文件上的签章与签名；按获取证照文件授权并留痕。',
    ),
  })
  @Allow('integrator', 'windowClerk')
  async verifyDocument(
    @Args('identifier', {
      type: () => LicenceIdentifierScalar,
      description: both('E-licence identifier.', '电子证照标识。'),
    })
    id: string,
    @Args('region', {
      type: () => Region,
      nullable: true,
      description: both(
        'Region whose document it is; by default the one that the identifier’s issuer belongs to.',
        '证照所属地区；默认取标识中发证机构所属地区。',
      ),
    })
    where: Region | undefined,
    @Args('context', {
      type: () => LookupContextInput,
      nullable: true,
      description: both('Why the lookup is made; required.', '查询事由，必填。'),
    })
    why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<DocumentVerificationType> {
    const question = {
      region: regionFor(id, where),
      identifier: id,
      context: await contextFor(operation, why),
    };
    return toDocumentVerification(await this.verification.verify(question, operation));
  }
}
