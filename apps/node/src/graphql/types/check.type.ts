import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { DigestScalar, InstantScalar } from '../scalars.js';
import { Region } from './enums.js';
import { LookupContextInput } from './inputs.js';
import { PageInfoType } from './lookup.type.js';

export enum CheckState {
  ASKING = 'asking',
  REPORTED = 'reported',
  COMPLETE = 'complete',
  STOPPED = 'stopped',
}
registerEnumType(CheckState, {
  name: 'CheckState',
  description: both('How a check stands.', '核查进度。'),
  valuesMap: {
    ASKING: { description: both('Sources are being asked; no report yet.', '正在查询，尚未出具报告。') },
    REPORTED: {
      description: both(
        'There is a report; late sources are asked again and join a later edition.',
        '已出具报告；未答复的来源将再次查询，答复并入修订版。',
      ),
    },
    COMPLETE: { description: both('The newest edition is the last.', '最新版次即最终版。') },
    STOPPED: { description: both('Given up with its case.', '随办件终止。') },
  },
});

export enum CheckSourceState {
  OPEN = 'open',
  LATE = 'late',
  SETTLED = 'settled',
  GIVEN_UP = 'given-up',
}
registerEnumType(CheckSourceState, {
  name: 'CheckSourceState',
  description: both('How a source stands.', '来源进度。'),
  valuesMap: {
    OPEN: { description: both('It is being asked.', '正在查询。') },
    LATE: { description: both('It did not answer; it is asked again.', '未答复，将再次查询。') },
    SETTLED: { description: both('It has said what there is.', '已答复。') },
    GIVEN_UP: { description: both('It was asked as often as it may be.', '多次未答复，不再查询。') },
  },
});

export enum CheckOutcomeOfSource {
  ANSWERED = 'answered',
  NOTHING_FOUND = 'nothing-found',
  REFUSED = 'refused',
  NOT_AVAILABLE = 'not-available',
}
registerEnumType(CheckOutcomeOfSource, {
  name: 'CheckSourceOutcome',
  description: both('What a source said.', '来源的答复。'),
  valuesMap: {
    ANSWERED: { description: both('It has records.', '有登记信息。') },
    NOTHING_FOUND: { description: both('It has nothing on record.', '未查到。') },
    REFUSED: { description: both('It refused, with a reason.', '不予提供，附理由。') },
    NOT_AVAILABLE: { description: both('It did not answer in time.', '暂不可用。') },
  },
});

@ObjectType('CheckSource', { description: both('One source of one region.', '一个地区的一个数据来源。') })
export class CheckSourceType {
  @Field(() => ID, { description: both('`<region>:<dataset>`.', '`地区:数据集`。') })
  key!: string;
  @Field(() => Region, { description: both('Region.', '地区。') })
  region!: Region;
  @Field(() => String, { description: both('Dataset of the catalogue.', '目录中的数据集。') })
  dataset!: string;
  @Field(() => String, { description: both('What is asked for, in Chinese.', '核查内容。') })
  titleZh!: string;
  @Field(() => String, { description: both('What is asked for, in English.', '核查内容（英文）。') })
  titleEn!: string;
  @Field(() => String, { description: both('Department, as it names itself.', '部门名称。') })
  department!: string;
  @Field(() => CheckSourceState, { description: both('How it stands.', '进度。') })
  state!: CheckSourceState;
  @Field(() => CheckOutcomeOfSource, {
    nullable: true,
    description: both('What it said; null while it is asked for the first time.', '答复；首次查询中为空。'),
  })
  outcome?: CheckOutcomeOfSource | null;
  @Field(() => Int, { nullable: true, description: both('Records that it gave.', '返回的记录数。') })
  records?: number | null;
  @Field(() => String, { nullable: true, description: both('Its reason, in Chinese.', '理由。') })
  reasonZh?: string | null;
  @Field(() => String, { nullable: true, description: both('Its reason, in English.', '理由（英文）。') })
  reasonEn?: string | null;
  @Field(() => String, { nullable: true, description: both('Code from the error list.', '错误码。') })
  code?: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it hopes to answer.', '预计答复时间。'),
  })
  until?: string | null;
  @Field(() => Int, { description: both('How often it was asked.', '查询次数。') })
  attempts!: number;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it was last asked.', '最近查询时间。'),
  })
  askedAt?: string | null;
  @Field(() => InstantScalar, { nullable: true, description: both('When it answered.', '答复时间。') })
  answeredAt?: string | null;
  @Field(() => InstantScalar, { nullable: true, description: both('State of its data.', '数据截至时间。') })
  asOf?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: both('Edition that its answer stands in.', '答复所在版次。'),
  })
  edition?: number | null;
  @Field(() => String, {
    nullable: true,
    description: both('Audit receipt of the answer.', '答复的审计回执。'),
  })
  receipt?: string | null;
}

@ObjectType('CheckEdition', { description: both('One edition of the report.', '报告的一个版次。') })
export class CheckEditionType {
  @Field(() => Int, { description: both('From 1.', '版次，从 1 起。') })
  number!: number;
  @Field(() => InstantScalar, { description: both('When it was made.', '出具时间。') })
  madeAt!: string;
  @Field(() => [String], {
    description: both('Sources whose answers joined with it.', '本版新增答复的来源。'),
  })
  joined!: string[];
  @Field(() => DigestScalar, { description: both('SHA-256 of the sealed PDF.', '签章 PDF 的摘要。') })
  pdfDigest!: string;
  @Field(() => DigestScalar, { description: both('SHA-256 of the JSON.', 'JSON 的摘要。') })
  jsonDigest!: string;
  @Field(() => String, {
    description: both('Path of the sealed PDF on this listener.', '签章 PDF 的路径。'),
  })
  pdfPath!: string;
  @Field(() => String, { description: both('Path of the JSON.', 'JSON 的路径。') })
  jsonPath!: string;
  @Field(() => String, {
    description: both('Path of the evidence of all its lookups (ZIP).', '全部查询证据（ZIP）的路径。'),
  })
  evidencePath!: string;
}

@ObjectType('InformationCheck', {
  description: both(
    'A check of what departments hold about a firm: one form, one report.',
    '信息核查：一次申请，各部门并行答复，一份报告。',
  ),
})
export class CheckType {
  @Field(() => ID, { description: both('Identifier of the check.', '核查标识。') })
  id!: string;
  @Field(() => String, {
    description: both('Number of the report, the same for all editions.', '报告编号。'),
  })
  number!: string;
  @Field(() => String, {
    description: both('Public verification code, printed on the report.', '公开验证码，印在报告上。'),
  })
  code!: string;
  @Field(() => String, { nullable: true, description: both('Case that it belongs to.', '所属办件。') })
  caseId?: string | null;
  @Field(() => String, { description: both('Matter.', '事项。') })
  matter!: string;
  @Field(() => String, { description: both('Subject, by name.', '核查对象名称。') })
  subjectName!: string;
  @Field(() => String, { description: both('Subject, by code.', '核查对象代码。') })
  subjectCode!: string;
  @Field(() => CheckState, { description: both('How it stands.', '进度。') })
  state!: CheckState;
  @Field(() => Int, { description: both('Sources that have answered.', '已答复的来源数。') })
  settled!: number;
  @Field(() => Int, { description: both('All sources.', '来源总数。') })
  total!: number;
  @Field(() => InstantScalar, { description: both('When it began.', '开始时间。') })
  begunAt!: string;
  @Field(() => InstantScalar, { nullable: true, description: both('When it was complete.', '完成时间。') })
  finishedAt?: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Why the report could not be made yet.', '报告暂未出具的原因（错误码）。'),
  })
  problem?: string | null;
  @Field(() => [CheckSourceType], { description: both('Sources.', '数据来源。') })
  sources!: CheckSourceType[];
  @Field(() => [CheckEditionType], { description: both('Editions, the oldest first.', '版次，由旧到新。') })
  editions!: CheckEditionType[];
}

@ObjectType('InformationCheckPage', { description: both('A page of checks.', '核查分页。') })
export class CheckPageType {
  @Field(() => [CheckType], { description: both('The newest first.', '由新到旧。') })
  items!: CheckType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@InputType('CheckProofInput', { description: both('A proof that was handed in.', '已提交的证明材料。') })
export class CheckProofInput {
  @Field(() => String, { description: both('Material of the matter.', '事项材料标识。') })
  material!: string;
  @Field(() => DigestScalar, {
    description: both(
      'SHA-256 of the document, as `POST /checks/proofs` answered.',
      '文件摘要，取自 `POST /checks/proofs` 的应答。',
    ),
  })
  digest!: string;
}

@InputType('InformationCheckInput', { description: both('What is to be checked.', '核查申请。') })
export class CheckInput {
  @Field(() => String, {
    nullable: true,
    description: both(
      'Matter whose outcome is a report; `bankruptcy-check` if left out.',
      '以报告为结果的事项，默认 `bankruptcy-check`。',
    ),
  })
  matter?: string | null;
  @Field(() => String, { description: both('Name of the firm.', '企业名称。') })
  subjectName!: string;
  @Field(() => String, { description: both('Its unified social credit code.', '统一社会信用代码。') })
  subjectCode!: string;
  @Field(() => [String], {
    nullable: true,
    description: both(
      'Kinds of information (linked items); all if left out.',
      '信息种类（关联事项），默认全部。',
    ),
  })
  kinds?: string[] | null;
  @Field(() => [Region], {
    nullable: true,
    description: both('Regions to ask; the own one if left out.', '核查地区，默认本地区。'),
  })
  regions?: Region[] | null;
  @Field(() => [CheckProofInput], {
    description: both('Proofs of whoever asks, as the matter requires.', '申请人身份证明材料。'),
  })
  proofs!: CheckProofInput[];
  @Field(() => LookupContextInput, {
    description: both('In whose name and why; printed on the report.', '调用背景，将印在报告上。'),
  })
  context!: LookupContextInput;
  @Field(() => String, {
    nullable: true,
    description: both('Idempotency key: the same wish begins once.', '幂等键：同一申请只办理一次。'),
  })
  key?: string | null;
}
