import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { CalendarDateScalar, InstantScalar, LicenceTypeCodeScalar } from '../scalars.js';
import { HolderType, Region } from './enums.js';
import { PageInfoType } from './lookup.type.js';

/** The values are those of src/eligibility. */
export enum EligibilityState {
  COLLECTING = 'collecting',
  JUDGING = 'judging',
  JUDGED = 'judged',
  OPENING = 'opening',
  DONE = 'done',
  PAUSED = 'paused',
  REFUSED = 'refused',
  CANCELLED = 'cancelled',
}
export enum EligibilityStep {
  PAUSE = 'pause',
  RESUME = 'resume',
  RERUN = 'rerun',
  APPROVE = 'approve',
  CANCEL = 'cancel',
}
export enum EligibilityVerdict {
  ELIGIBLE = 'eligible',
  NOT_ELIGIBLE = 'not-eligible',
  UNKNOWN = 'unknown',
}

registerEnumType(EligibilityState, {
  name: 'EligibilityState',
  description: both('Where a batch of candidates stands.', '免申办批次的状态。'),
  valuesMap: {
    COLLECTING: { description: both('Candidates are being taken in.', '正在收集候选人。') },
    JUDGING: { description: both('Sources are asked.', '正在核验。') },
    JUDGED: { description: both('Everybody has a verdict; it waits for approval.', '核验完毕，待审批。') },
    OPENING: { description: both('Cases are opened.', '正在生成办件。') },
    DONE: { description: both('Over.', '已完成。') },
    PAUSED: { description: both('Somebody stopped it for now.', '已暂停。') },
    REFUSED: { description: both('A source may not be asked; see `code`.', '数据源不允许查询，见 `code`。') },
    CANCELLED: { description: both('Given up.', '已取消。') },
  },
});
registerEnumType(EligibilityStep, {
  name: 'EligibilityStep',
  description: both('What may be done with a batch.', '对批次可进行的操作。'),
  valuesMap: {
    PAUSE: { description: both('Stop for now.', '暂停。') },
    RESUME: { description: both('Go on, also after a crash.', '继续（包括中断之后）。') },
    RERUN: {
      description: both(
        'Ask again about the unknown; where there are none, try again the cases that could not be opened.',
        '对结果不明者重新核验；无不明者时，重试未能生成的办件。',
      ),
    },
    APPROVE: { description: both('A second person approves the list.', '由另一人审批名单。') },
    CANCEL: { description: both('Give it up.', '取消。') },
  },
});
registerEnumType(EligibilityVerdict, {
  name: 'EligibilityVerdict',
  description: both('What was found of a candidate.', '对候选人的核验结论。'),
  valuesMap: {
    ELIGIBLE: { description: both('Fulfils the condition.', '符合条件。') },
    NOT_ELIGIBLE: { description: both('Does not fulfil it.', '不符合条件。') },
    UNKNOWN: {
      description: both(
        'A source could not say; never counted as a yes or a no.',
        '数据源未能答复，不视为符合或不符合。',
      ),
    },
  },
});

@ObjectType('EligibilityReason', {
  description: both('Why candidates are not eligible or unknown.', '不符合或不明的原因。'),
})
export class EligibilityReasonType {
  @Field(() => String, {
    description: both(
      'The question that decided (`<source>/<field>`), before it the code of what kept a source from answering.',
      '起决定作用的问题（`<数据源>/<字段>`），前缀为数据源未答复的代码。',
    ),
  })
  reason!: string;
  @Field(() => Int, { description: both('How many candidates.', '人数。') })
  count!: number;
}

@ObjectType('EligibilityRun', {
  description: both(
    'A batch of candidates of a matter that is granted without an application.',
    '免申办批次：对候选人逐一以“是/否”核验，不提供任何数据内容。',
  ),
})
export class EligibilityRunType {
  @Field(() => ID, { description: both('Id of the batch.', '批次编号。') })
  id!: string;
  @Field(() => EligibilityState, { description: both('Where it stands.', '状态。') })
  state!: EligibilityState;
  @Field(() => String, {
    nullable: true,
    description: both('Why it was refused or given up.', '被拒绝或取消的代码。'),
  })
  code?: string | null;
  @Field(() => String, { description: both('Id of the matter.', '事项标识。') })
  matter!: string;
  @Field(() => Int, {
    description: both('Version of the definition that it judges by.', '所依据的事项版本。'),
  })
  matterVersion!: number;
  @Field(() => CalendarDateScalar, {
    description: both('Day of judging, the same for everybody.', '核验基准日，对所有候选人一致。'),
  })
  today!: string;
  @Field(() => Int, {
    description: both(
      '1, and one more each time the unknown are asked about again.',
      '轮次，从 1 起，每次重新核验加一。',
    ),
  })
  edition!: number;
  @Field(() => Int, { description: both('Candidates, each once.', '候选人数（去重）。') })
  candidates!: number;
  @Field(() => Int, { description: both('Candidates with a verdict of this edition.', '本轮已核验人数。') })
  judged!: number;
  @Field(() => Int, { description: both('How many are eligible.', '符合人数。') })
  eligible!: number;
  @Field(() => Int, { description: both('How many are not.', '不符合人数。') })
  ineligible!: number;
  @Field(() => Int, { description: both('Of how many it is not known.', '不明人数。') })
  unknown!: number;
  @Field(() => Int, { description: both('Cases that were opened.', '已生成的办件数。') })
  opened!: number;
  @Field(() => [EligibilityReasonType], {
    description: both('Why not, the most frequent first.', '原因，按人数降序。'),
  })
  reasons!: EligibilityReasonType[];
  @Field(() => Int, {
    nullable: true,
    description: both('The edition that a second person approved.', '已由另一人审批的轮次。'),
  })
  approvedEdition?: number | null;
  @Field(() => InstantScalar, { description: both('When it was begun.', '发起时间。') })
  startedAt!: string;
  @Field(() => InstantScalar, { description: both('Last progress.', '最近进展时间。') })
  changedAt!: string;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was over.', '结束时间。') })
  endedAt?: string | null;
}

@ObjectType('EligibilityCandidate', {
  description: both('A candidate with the verdict.', '候选人及结论。'),
})
export class EligibilityCandidateType {
  @Field(() => HolderType, { description: both('Kind of code.', '代码类型。') })
  holderType!: HolderType;
  @Field(() => String, { description: both('Code of the person or firm.', '证件号码或统一社会信用代码。') })
  code!: string;
  @Field(() => EligibilityVerdict, { description: both('Verdict.', '结论。') })
  verdict!: EligibilityVerdict;
  @Field(() => String, {
    nullable: true,
    description: both('Why not, as in `reasons` of the batch.', '原因，同批次的 `reasons`。'),
  })
  reason?: string | null;
  @Field(() => ID, { nullable: true, description: both('The case that was opened.', '已生成的办件编号。') })
  caseId?: string | null;
}

@ObjectType('EligibilityCandidatePage', { description: both('Candidates, page by page.', '候选人分页。') })
export class EligibilityCandidatePageType {
  @Field(() => [EligibilityCandidateType], { description: both('Candidates of this page.', '本页候选人。') })
  nodes!: EligibilityCandidateType[];
  @Field(() => PageInfoType, { description: both('Where it goes on.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@InputType('EligibilitySourceInput', {
  description: both('Where a source is asked.', '数据源所在地区。'),
})
export class EligibilitySourceInput {
  @Field(() => String, {
    nullable: true,
    description: both('Code of a dataset of the condition.', '条件所用数据集的代码。'),
  })
  dataset?: string | null;
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both(
      'Licence type of the condition; of the own region alone.',
      '条件所用证照类型，仅限本地区。',
    ),
  })
  licenceType?: string | null;
  @Field(() => [Region], {
    description: both(
      'Regions, asked one after another until one says yes.',
      '依次查询的地区，任一答“是”即止。',
    ),
  })
  regions!: Region[];
}

@InputType('EligibilityFormEntryInput', {
  description: both('What a field of the form is filled in with.', '表单字段的取值。'),
})
export class EligibilityFormEntryInput {
  @Field(() => String, { description: both('Name of the field.', '字段名。') })
  field!: string;
  @Field(() => String, { nullable: true, description: both('The same in every case.', '固定值。') })
  value?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Attribute of the candidate; `code` is the candidate’s code.',
      '候选人属性；`code` 为其代码。',
    ),
  })
  attribute?: string | null;
}

@InputType('EligibilityRunInput', { description: both('A batch to begin.', '发起批次。') })
export class EligibilityRunInput {
  @Field(() => String, { description: both('Id of the matter.', '事项标识。') })
  matter!: string;
  @Field(() => LicenceTypeCodeScalar, {
    nullable: true,
    description: both(
      'Candidates are the holders of valid licences of this type; without it they come by file: POST /eligibility/{id}/candidates.',
      '候选人取自该类型有效证照的持有人；不填则以文件提交：POST /eligibility/{id}/candidates。',
    ),
  })
  holdersOf?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: both(
      'Leave invalid lines of the file out instead of refusing it.',
      '跳过文件中的无效行而不整体拒绝。',
    ),
  })
  skipInvalid?: boolean | null;
  @Field(() => [EligibilitySourceInput], {
    nullable: true,
    description: both(
      'Sources that are asked elsewhere than in the own region.',
      '需在其他地区查询的数据源。',
    ),
  })
  sources?: EligibilitySourceInput[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: both('Open a case for each who is eligible.', '为符合者生成免申办办件。'),
  })
  opensCases?: boolean | null;
  @Field(() => [EligibilityFormEntryInput], {
    nullable: true,
    description: both('How the form of those cases is filled in.', '办件表单的填写方式。'),
  })
  form?: EligibilityFormEntryInput[] | null;
  @Field(() => [String], {
    nullable: true,
    description: both('Optional items that the cases are about.', '办件所含的可选事项。'),
  })
  items?: string[] | null;
}
