import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { ADOPTION_STATES, type MattersRoom } from '../../matters/index.js';
import { MATTERS } from '../../tokens.js';
import { asRegion, pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import {
  adoptionInput,
  reasonOf,
  toAdoptionProposal,
  toMatterOffer,
  toMatterOffering,
} from '../present-matters.js';
import { administratorOf } from '../present-sharing.js';
import { Region } from '../types/enums.js';
import {
  MatterAdoptionInput,
  MatterAdoptionProposalType,
  MatterAdoptionState,
  MatterOfferingType,
  MatterOfferType,
} from '../types/matter-adoption.type.js';

const id = { type: () => ID, description: both('Its id.', '提案编号。') };
const matter = { type: () => ID, description: both('The matter.', '事项标识。') };
const first = {
  type: () => Int,
  defaultValue: 20,
  description: both('How many, 1 to 100.', '条数，1 至 100。'),
};
const note = { type: () => String, description: both('Why. No personal data.', '理由，不得含个人信息。') };

/** 一地创新、多地复用: definitions offered to other regions, and those of others adopted here by two persons. */
@Resolver()
export class MatterAdoptionResolver {
  constructor(@Inject(MATTERS) private readonly room: MattersRoom) {}

  @Query(() => [MatterOfferType], {
    description: both(
      'What other regions offer, newest first, compared with what is held here.',
      '其他地区发布的事项定义及与本地区的差异，新者在前。',
    ),
  })
  @Allow(...DUTIES.matters)
  async matterOffers(
    @Args('matter', { ...matter, nullable: true }) of: string | undefined,
    @Args('first', first) size: number,
  ): Promise<MatterOfferType[]> {
    const offers = await this.room.reading.offers(pageOf(size, undefined).first, of ?? undefined);
    return offers.map(toMatterOffer);
  }

  @Query(() => [MatterOfferingType], {
    description: both('What this region offers to others.', '本地区向其他地区发布的事项。'),
  })
  @Allow(...DUTIES.matters)
  async matterOfferings(): Promise<MatterOfferingType[]> {
    return (await this.room.reading.offerings()).map(toMatterOffering);
  }

  @Query(() => [MatterAdoptionProposalType], {
    description: both('Proposals to adopt a matter, newest first.', '事项采用提案，新者在前。'),
  })
  @Allow(...DUTIES.matters)
  async matterAdoptions(
    @Args('states', {
      type: () => [MatterAdoptionState],
      nullable: true,
      description: both('Only in these states.', '限定状态。'),
    })
    states: MatterAdoptionState[] | undefined,
    @Args('first', first) size: number,
  ): Promise<MatterAdoptionProposalType[]> {
    const wanted = states ?? ADOPTION_STATES;
    return (await this.room.reading.proposals(wanted, pageOf(size, undefined).first)).map(toAdoptionProposal);
  }

  @Mutation(() => [MatterOfferingType], {
    description: both(
      'Offers a matter and its later versions to other regions. Logged.',
      '向其他地区发布事项及其后续版本；留痕。',
    ),
  })
  @Allow(...DUTIES.security)
  async offerMatter(
    @Args('matter', matter) of: string,
    @Args('regions', { type: () => [Region], description: both('To whom.', '接收地区。') }) regions: Region[],
    @Context() operation: OperationContext,
  ): Promise<MatterOfferingType[]> {
    const caller = administratorOf(operation);
    const peers = await Promise.all(
      [...new Set(regions)].map((region) => this.room.peerOf(asRegion(region))),
    );
    await this.room.offering.offer(of, peers, caller);
    return this.matterOfferings();
  }

  @Mutation(() => [MatterOfferingType], {
    description: both('Offers a matter no longer to a region. Logged.', '停止向某地区发布事项；留痕。'),
  })
  @Allow(...DUTIES.security)
  async stopOfferingMatter(
    @Args('matter', matter) of: string,
    @Args('region', { type: () => Region, description: both('To whom.', '接收地区。') }) region: Region,
    @Context() operation: OperationContext,
  ): Promise<MatterOfferingType[]> {
    const caller = administratorOf(operation);
    await this.room.offering.stop(of, await this.room.peerOf(asRegion(region)), caller);
    return this.matterOfferings();
  }

  @Mutation(() => MatterAdoptionProposalType, {
    description: both(
      'Proposes that a definition be adopted here. A signed-in person only; logged.',
      '提出在本地区采用事项定义；须由登录人员办理并留痕。',
    ),
  })
  @Allow(...DUTIES.security)
  async proposeMatterAdoption(
    @Args('input', { type: () => MatterAdoptionInput, description: both('What to adopt.', '采用内容。') })
    input: MatterAdoptionInput,
    @Context() operation: OperationContext,
  ): Promise<MatterAdoptionProposalType> {
    const { adopting, reading } = this.room;
    const proposal = await adopting.propose(administratorOf(operation), adoptionInput(input));
    return toAdoptionProposal(reading.show(proposal));
  }

  @Mutation(() => MatterAdoptionProposalType, {
    description: both('Approves what somebody else proposed. Logged.', '批准他人提出的采用提案；留痕。'),
  })
  @Allow(...DUTIES.security)
  async approveMatterAdoption(
    @Args('id', id) proposal: string,
    @Args('note', { ...note, nullable: true }) why: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<MatterAdoptionProposalType> {
    const { adopting, reading } = this.room;
    const said = why ? reasonOf(why) : undefined;
    return toAdoptionProposal(
      reading.show(await adopting.approve(administratorOf(operation), proposal, said)),
    );
  }

  @Mutation(() => MatterAdoptionProposalType, {
    description: both('Refuses what somebody else proposed. Logged.', '否决他人提出的采用提案；留痕。'),
  })
  @Allow(...DUTIES.security)
  async refuseMatterAdoption(
    @Args('id', id) proposal: string,
    @Args('note', note) why: string,
    @Context() operation: OperationContext,
  ): Promise<MatterAdoptionProposalType> {
    const { adopting, reading } = this.room;
    return toAdoptionProposal(
      reading.show(await adopting.refuse(administratorOf(operation), proposal, reasonOf(why))),
    );
  }

  @Mutation(() => MatterAdoptionProposalType, {
    description: both('Withdraws an own proposal. Logged.', '撤回本人提出的采用提案；留痕。'),
  })
  @Allow(...DUTIES.security)
  async withdrawMatterAdoption(
    @Args('id', id) proposal: string,
    @Context() operation: OperationContext,
  ): Promise<MatterAdoptionProposalType> {
    const { adopting, reading } = this.room;
    return toAdoptionProposal(reading.show(await adopting.withdraw(administratorOf(operation), proposal)));
  }
}
