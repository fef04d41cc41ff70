import { Inject } from '@nestjs/common';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES } from '../../callers/index.js';
import type { MattersRoom } from '../../matters/index.js';
import { MATTERS } from '../../tokens.js';
import { both } from '../describe.js';
import { toMatter } from '../present-matters.js';
import { MatterType } from '../types/matter.type.js';

/** What this region handles: public within the network, nothing of persons. */
@Resolver()
export class MattersResolver {
  constructor(@Inject(MATTERS) private readonly room: MattersRoom) {}

  @Query(() => [MatterType], {
    description: both('Matters in force today, by id.', '当前有效的事项清单。'),
  })
  @Allow(...DUTIES.catalogue)
  matters(): MatterType[] {
    const { known } = this.room;
    return known.list().map((held) => toMatter(held, known));
  }

  @Query(() => MatterType, {
    description: both(
      'One matter with its form, materials, items and periods.',
      '查看一个事项：表单、材料、关联事项与时限。',
    ),
  })
  @Allow(...DUTIES.catalogue)
  matter(
    @Args('id', { type: () => ID, description: both('Its name.', '事项标识。') }) id: string,
    @Args('version', {
      type: () => Int,
      nullable: true,
      description: both(
        'Number of the version; the one in force, by default.',
        '版本号，默认为当前有效版本。',
      ),
    })
    version: number | undefined,
  ): MatterType {
    const { known } = this.room;
    const held = known.find(id, version ?? undefined);
    if (!held) throw new Refusal('MATTER_UNKNOWN', { hint: id.slice(0, 64) });
    return toMatter(held, known);
  }
}
