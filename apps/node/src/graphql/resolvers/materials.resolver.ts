import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Refusal } from '#libs/errors';
import { Allow, DUTIES, type ClientCaller } from '../../callers/index.js';
import type { FetchInput, Materials } from '../../materials/index.js';
import { MATERIALS } from '../../tokens.js';
import { asRegion, holderOf } from '../arguments.js';
import { both } from '../describe.js';
import type { OperationContext } from '../operation-context.js';
import { toCaseMaterial, toCaseMaterials, toFetch } from '../present-materials.js';
import { FetchMaterialInput, FetchMaterialsInput, ReuseMaterialInput } from '../types/materials-inputs.js';
import { CaseMaterialsType, CaseMaterialType, MaterialFetchType } from '../types/materials.type.js';

const id = { type: () => ID, description: both('Number of the case or draft.', '办件编号。') };

/** Materials of cases (办件材料). Their bytes go by `POST /cases/{id}/materials` and `GET /cases/{id}/files/{digest}`. */
@Resolver()
export class MaterialsResolver {
  constructor(@Inject(MATERIALS) private readonly materials: Materials) {}

  @Query(() => CaseMaterialsType, {
    description: both(
      'What the matter asks for, what is there of it, and what sharing gives.',
      '事项要求的材料、已有材料及可共享获取的材料。',
    ),
  })
  @Allow(...DUTIES.cases)
  async caseMaterials(
    @Args('id', id) caseId: string,
    @Context() operation: OperationContext,
  ): Promise<CaseMaterialsType> {
    return toCaseMaterials(await this.materials.reading.ofCase(caseId, clientOf(operation)));
  }

  @Query(() => CaseMaterialType, {
    description: both(
      'The newest of one material, with what the lookup said that fetched it. Logged.',
      '某材料的最新一份及共享返回的数据；留痕。',
    ),
  })
  @Allow(...DUTIES.cases)
  async caseMaterial(
    @Args('id', id) caseId: string,
    @Args('material', { type: () => String, description: both('Material of the matter.', '事项材料。') })
    material: string,
    @Context() operation: OperationContext,
  ): Promise<CaseMaterialType> {
    const { record, files, sheet } = await this.materials.reading.one(caseId, material, clientOf(operation));
    return toCaseMaterial(record, files, sheet);
  }

  @Mutation(() => CaseMaterialType, {
    description: both(
      'Fetches one material by lookup and keeps it with its verdict and receipt. Logged on both sides.',
      '通过数据共享获取一个材料，保存核验结论和回执；双方留痕。',
    ),
  })
  @Allow(...DUTIES.counter)
  async fetchCaseMaterial(
    @Args('input', { type: () => FetchMaterialInput, description: both('What is fetched.', '获取内容。') })
    input: FetchMaterialInput,
    @Context() operation: OperationContext,
  ): Promise<CaseMaterialType> {
    const { fetching, reading } = this.materials;
    const caller = clientOf(operation);
    const asked = {
      ...(await inputOf(input, operation)),
      ...(input.identifier ? { identifier: input.identifier } : {}),
    };
    await fetching.one(input.case, input.material, asked, caller);
    const { record, files } = await reading.shown(input.case, input.material, caller);
    return toCaseMaterial(record, files);
  }

  @Mutation(() => [MaterialFetchType], {
    description: both(
      'Begins to fetch all that sharing gives of a case and is not there yet; `caseMaterials` shows the progress source by source. What broke off is asked again by calling this again.',
      '开始获取本办件可共享且尚缺的全部材料；通过 `caseMaterials` 查看各来源进度，中断后可再次调用。',
    ),
  })
  @Allow(...DUTIES.counter)
  async fetchAllCaseMaterials(
    @Args('input', { type: () => FetchMaterialsInput, description: both('For whom.', '获取信息。') })
    input: FetchMaterialsInput,
    @Context() operation: OperationContext,
  ): Promise<MaterialFetchType[]> {
    const { fetching, reading } = this.materials;
    const caller = clientOf(operation);
    await fetching.all(input.case, await inputOf(input, operation), caller, (material) =>
      reading.isThere(input.case, material),
    );
    return (await reading.progress(input.case, caller)).map(toFetch);
  }

  @Mutation(() => CaseMaterialType, {
    description: both(
      'Takes a material over from another case of the same holder that the caller may see; a licence is asked after again, yes or no. Logged.',
      '复用同一持证主体其他办件的材料（须有权查看来源办件），证照重新核验是否有效；留痕。',
    ),
  })
  @Allow(...DUTIES.cases)
  async reuseCaseMaterial(
    @Args('input', { type: () => ReuseMaterialInput, description: both('What is taken over.', '复用内容。') })
    input: ReuseMaterialInput,
    @Context() operation: OperationContext,
  ): Promise<CaseMaterialType> {
    const { reusing, reading } = this.materials;
    const caller = clientOf(operation);
    const { material, fromCase, fromMaterial, digest, channel, person } = input;
    if (caller.person && person) throw new Refusal('PERSON_NOT_ACCEPTED');
    await reusing.take(
      input.case,
      {
        material,
        fromCase,
        fromMaterial,
        channel,
        ...(digest ? { digest } : {}),
        ...(person ? { person: { id: person.id, name: person.name } } : {}),
      },
      caller,
    );
    const { record, files } = await reading.shown(input.case, material, caller);
    return toCaseMaterial(record, files);
  }
}

function clientOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind === 'client') return caller;
  throw new Refusal('ROLE_NOT_ALLOWED');
}

async function inputOf(input: FetchMaterialsInput, operation: OperationContext): Promise<FetchInput> {
  const { caller } = operation;
  const { channel, holder, region, person, holderAuthorisationId } = input;
  if (caller.kind === 'client' && caller.person && person) throw new Refusal('PERSON_NOT_ACCEPTED');
  return {
    channel,
    ...(holder ? { holder: holderOf(holder) } : {}),
    ...(region ? { region: asRegion(region) } : {}),
    ...(person ? { person: { id: person.id, name: person.name } } : {}),
    ...(holderAuthorisationId
      ? { holderAuthorisation: await operation.authorisationOf(holderAuthorisationId) }
      : {}),
  };
}
