import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { Credentials } from '../../credentials/index.js';
import { CREDENTIALS } from '../../tokens.js';
import { holderOf } from '../arguments.js';
import { both } from '../describe.js';
import { contextOf } from '../lookup-context.js';
import type { OperationContext } from '../operation-context.js';
import { toIssued, toOffer, toPresentation, toPresentationRequest } from '../present-credential.js';
import { LicenceIdentifierScalar } from '../scalars.js';
import {
  CredentialOfferType,
  IssuedCredentialType,
  PresentationRequestType,
  PresentationType,
} from '../types/credential.type.js';
import { HolderInput, LookupContextInput } from '../types/inputs.js';

const LONGEST_TYPE = 64;

/** Credentials that holders carry: issue, revocation, presentation at a counter. */
@Resolver()
export class CredentialsResolver {
  constructor(@Inject(CREDENTIALS) private readonly credentials: Credentials) {}

  @Mutation(() => CredentialOfferType, {
    description: both(
      'Offers a licence on record as a credential: to its holder, signed in, or by a clerk who has the holder before them.',
      '将在册证照签发为凭证：由已登录的持证主体本人发起，或由窗口人员在持证主体到场时发起。',
    ),
  })
  @Allow(...DUTIES.credentialOffer)
  async offerCredential(
    @Args('identifier', {
      type: () => LicenceIdentifierScalar,
      description: both('E-licence identifier.', '电子证照标识。'),
    })
    id: string,
    @Args('holder', {
      type: () => HolderInput,
      nullable: true,
      description: both(
        'Who stands before the clerk, by the document that was shown; from clerks only.',
        '到场持证主体（按出示的身份证件填写），仅窗口人员填写。',
      ),
    })
    holder: HolderInput | undefined,
    @Context() { caller }: OperationContext,
  ): Promise<CredentialOfferType> {
    return toOffer(await this.credentials.offers.start(caller, id, holder ? holderOf(holder) : undefined));
  }

  @Query(() => [IssuedCredentialType], {
    description: both(
      'Credentials that were issued on the licences of the signed-in holder, the newest 200.',
      '以已登录持证主体的证照签发的凭证（最近 200 份）。',
    ),
  })
  @Allow(...DUTIES.ownCredentials)
  async myCredentials(@Context() { caller }: OperationContext): Promise<IssuedCredentialType[]> {
    return (await this.credentials.own.list(caller)).map(toIssued);
  }

  @Mutation(() => IssuedCredentialType, {
    description: both('Revokes a credential of one’s own, for good.', '吊销本人的凭证，不可恢复。'),
  })
  @Allow(...DUTIES.ownCredentials)
  async revokeMyCredential(
    @Args('id', { type: () => ID, description: both('Its id.', '凭证编号。') }) id: string,
    @Context() { caller }: OperationContext,
  ): Promise<IssuedCredentialType> {
    return toIssued(await this.credentials.own.revoke(caller, id));
  }

  @Mutation(() => PresentationRequestType, {
    description: both(
      'Asks the holder at the counter to show fields of a licence, as many as the matter needs.',
      '请持证主体在窗口出示证照中该事项所需的字段。',
    ),
  })
  @Allow(...DUTIES.presentation)
  async startPresentation(
    @Args('licenceType', { type: () => String, description: both('Licence type code.', '证照类型代码。') })
    licenceType: string,
    @Args('fields', {
      type: () => [String],
      nullable: true,
      description: both(
        'Only these of the fields that the matter needs; by default all of them.',
        '限定字段；默认该事项所需的全部字段。',
      ),
    })
    fields: string[] | undefined,
    @Args('context', {
      type: () => LookupContextInput,
      nullable: true,
      description: both('For which matter and case; required.', '事项与办件，必填。'),
    })
    why: LookupContextInput | undefined,
    @Context() operation: OperationContext,
  ): Promise<PresentationRequestType> {
    const wanted = { licenceType: licenceType.slice(0, LONGEST_TYPE), fields: fields ?? undefined };
    const context = contextOf(operation, why);
    return toPresentationRequest(
      await this.credentials.presentations.start(operation.caller, wanted, context),
    );
  }

  @Query(() => PresentationType, {
    description: both(
      'What came of a presentation; told only to the clerk who began it. Ask again while it waits.',
      '出示结果，仅告知发起的窗口人员；等待期间可重复查询。',
    ),
  })
  @Allow(...DUTIES.presentation)
  async presentation(
    @Args('id', { type: () => ID, description: both('Id of the request.', '请求编号。') }) id: string,
    @Context() { caller }: OperationContext,
  ): Promise<PresentationType> {
    return toPresentation(await this.credentials.presented.read(caller, id), this.credentials.catalogue);
  }
}
