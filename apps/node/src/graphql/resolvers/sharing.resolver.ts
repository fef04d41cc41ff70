import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import { PROPOSAL_STATES, type Sharing } from '../../sharing/index.js';
import { SHARING } from '../../tokens.js';
import { pageOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import {
  administratorOf,
  noteOf,
  proposalInput,
  toSharingProposal,
  toSharingVersion,
} from '../present-sharing.js';
import { InstantScalar } from '../scalars.js';
import {
  SharingChangesInput,
  SharingProposalState,
  SharingProposalType,
  SharingVersionType,
} from '../types/sharing.type.js';

const id = { type: () => ID, description: both('Its id.', '提案编号。') };
const first = {
  type: () => Int,
  defaultValue: 20,
  description: both('How many, 1 to 100.', '条数，1 至 100。'),
};
const note = { type: () => String, description: both('Why. No personal data.', '理由，不得含个人信息。') };

/** What this region shares with whom, and how that changes: one person proposes, another approves. */
@Resolver()
export class SharingResolver {
  constructor(@Inject(SHARING) private readonly sharing: Pick<Sharing, 'read' | 'change'>) {}

  @Query(() => SharingVersionType, {
    description: both('One version; the one that holds, by default.', '一个版本，默认为当前有效版本。'),
  })
  @Allow(...DUTIES.sharing)
  async sharingVersion(
    @Args('version', {
      type: () => Int,
      nullable: true,
      description: both('Number of the version.', '版本号。'),
    })
    version: number | undefined,
  ): Promise<SharingVersionType> {
    const { read } = this.sharing;
    return toSharingVersion(await read.version(version ?? undefined), read.standing);
  }

  @Query(() => [SharingVersionType], { description: both('Versions, newest first.', '版本列表，新者在前。') })
  @Allow(...DUTIES.sharing)
  async sharingVersions(
    @Args('first', first) size: number,
    @Args('before', {
      type: () => Int,
      nullable: true,
      description: both('Only versions below this number.', '仅列出小于该版本号的版本。'),
    })
    before: number | undefined,
  ): Promise<SharingVersionType[]> {
    const { read } = this.sharing;
    const versions = await read.versions(pageOf(size, undefined).first, before ?? undefined);
    return versions.map((version) => toSharingVersion(version, read.standing));
  }

  @Query(() => [SharingProposalType], {
    description: both('Proposals with what they change, newest first.', '提案及其变更内容，新者在前。'),
  })
  @Allow(...DUTIES.sharing)
  async sharingProposals(
    @Args('states', {
      type: () => [SharingProposalState],
      nullable: true,
      description: both('Only in these states.', '限定状态。'),
    })
    states: SharingProposalState[] | undefined,
    @Args('first', first) size: number,
  ): Promise<SharingProposalType[]> {
    const wanted = states ?? PROPOSAL_STATES;
    return (await this.sharing.read.proposals(wanted, pageOf(size, undefined).first)).map(toSharingProposal);
  }

  @Mutation(() => SharingProposalType, {
    description: both(
      'Proposes a change. A signed-in person only; logged.',
      '提出变更；须由登录人员办理并留痕。',
    ),
  })
  @Allow(...DUTIES.security)
  async proposeSharing(
    @Args('changes', { type: () => SharingChangesInput, description: both('What to change.', '变更内容。') })
    changes: SharingChangesInput,
    @Args('note', note) why: string,
    @Args('effectiveAt', {
      type: () => InstantScalar,
      nullable: true,
      description: both('From when on; at once, if left out.', '生效时间；不填则批准即生效。'),
    })
    effectiveAt: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<SharingProposalType> {
    const input = proposalInput(changes, why, effectiveAt);
    const proposal = await this.sharing.change.propose(administratorOf(operation), input);
    return toSharingProposal(await this.sharing.read.show(proposal));
  }

  @Mutation(() => SharingProposalType, {
    description: both(
      'Approves what somebody else proposed; it becomes a version. Logged.',
      '批准他人提出的变更，生成新版本；留痕。',
    ),
  })
  @Allow(...DUTIES.security)
  async approveSharing(
    @Args('id', id) proposal: string,
    @Args('note', { ...note, nullable: true }) why: string | undefined,
    @Context() operation: OperationContext,
  ): Promise<SharingProposalType> {
    const { change, read } = this.sharing;
    const said = why ? noteOf(why) : undefined;
    return toSharingProposal(
      await read.show(await change.approve(administratorOf(operation), proposal, said)),
    );
  }

  @Mutation(() => SharingProposalType, {
    description: both('Refuses what somebody else proposed. Logged.', '否决他人提出的变更；留痕。'),
  })
  @Allow(...DUTIES.security)
  async refuseSharing(
    @Args('id', id) proposal: string,
    @Args('note', note) why: string,
    @Context() operation: OperationContext,
  ): Promise<SharingProposalType> {
    const { change, read } = this.sharing;
    return toSharingProposal(
      await read.show(await change.refuse(administratorOf(operation), proposal, noteOf(why))),
    );
  }

  @Mutation(() => SharingProposalType, {
    description: both('Withdraws an own proposal. Logged.', '撤回本人提出的变更；留痕。'),
  })
  @Allow(...DUTIES.security)
  async withdrawSharing(
    @Args('id', id) proposal: string,
    @Context() operation: OperationContext,
  ): Promise<SharingProposalType> {
    const { change, read } = this.sharing;
    return toSharingProposal(await read.show(await change.withdraw(administratorOf(operation), proposal)));
  }
}
