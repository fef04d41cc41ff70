import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { both } from '../describe.js';
import { InstantScalar } from '../scalars.js';
import { PageInfoType, RefusalType } from './lookup.type.js';
import {
  ChainState,
  ConnectionStepName,
  ConnectionStepOutcome,
  LicenceImportState,
  LogState,
  OwnKeyState,
  OwnKeyUse,
  SettingOrigin,
  TrustState,
  TrustStoreKind,
  WaitingState,
} from './upkeep-enums.js';

@ObjectType('FederationMark', { description: both('A trust mark of an entity.', '信任标识。') })
export class MarkType {
  @Field(() => String, { description: both('Its type.', '类型。') })
  type!: string;
  @Field(() => String, { description: both('Who gave it.', '颁发方。') })
  issuer!: string;
  @Field(() => InstantScalar, { nullable: true, description: both('When it ends.', '到期时间。') })
  expiresAt!: string | null;
}

@ObjectType('FederationChain', {
  description: both('Whether an entity is trusted, how long yet, and why not.', '信任链情况。'),
})
export class ChainType {
  @Field(() => ChainState, { description: both('Its state.', '状态。') })
  state!: ChainState;
  @Field(() => [String], {
    description: both(
      'From the entity to the anchor; empty where there is no way.',
      '从实体到信任锚的路径；无路径时为空。',
    ),
  })
  path!: string[];
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it ends, unless it is renewed.', '到期时间（未更新时）。'),
  })
  expiresAt!: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it was last looked at.', '最近一次核查时间。'),
  })
  lookedAt!: string | null;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why the last look found no better.', '最近一次核查未通过的原因。'),
  })
  refusal!: RefusalType | null;
  @Field(() => [MarkType], { description: both('Its trust marks.', '信任标识。') })
  marks!: MarkType[];
}

@ObjectType('FederationAnchor', { description: both('An anchor of trust.', '信任锚。') })
export class AnchorType {
  @Field(() => String, { description: both('Its entity identifier.', '实体标识。') })
  entityId!: string;
  @Field(() => [String], { description: both('Keys that count.', '有效密钥标识。') })
  kids!: string[];
}

@ObjectType('PeerFailureCount', {
  description: both('How often calls ended in one code since the start.', '启动以来某一错误的次数。'),
})
export class FailureType {
  @Field(() => String, { description: both('The code.', '错误码。') })
  code!: string;
  @Field(() => Int, { description: both('Times.', '次数。') })
  times!: number;
}

@ObjectType('PeerLine', { description: both('How the way to a peer is doing.', '到对方节点的线路状态。') })
export class LineType {
  @Field(() => String, {
    description: both(
      'Either `closed`, `open` or `half-open`.',
      '熔断状态：`closed` 正常、`open` 暂停、`half-open` 试探。',
    ),
  })
  circuit!: string;
  @Field(() => InstantScalar, { description: both('Since when.', '起始时间。') })
  since!: string;
  @Field(() => Int, { description: both('Failures in a row.', '连续失败次数。') })
  failuresInRow!: number;
  @Field(() => Int, { description: both('Calls under way.', '进行中的请求数。') })
  inFlight!: number;
  @Field(() => Int, { description: both('Calls that wait.', '等待中的请求数。') })
  waiting!: number;
  @Field(() => Int, { description: both('Calls since the start.', '启动以来的请求数。') })
  calls!: number;
  @Field(() => Int, { description: both('Answers since the start.', '启动以来的应答数。') })
  answers!: number;
  @Field(() => Int, {
    nullable: true,
    description: both('Median of the last answers, milliseconds.', '近期应答耗时中位数（毫秒）。'),
  })
  medianMs!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: both(
      '95th percentile of the last answers, milliseconds.',
      '近期应答耗时第 95 百分位（毫秒）。',
    ),
  })
  p95Ms!: number | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When the last answer came.', '最近一次应答时间。'),
  })
  lastAnswerAt!: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When a call failed last.', '最近一次失败时间。'),
  })
  lastFailureAt!: string | null;
  @Field(() => RefusalType, { nullable: true, description: both('How.', '失败原因。') })
  lastFailure!: RefusalType | null;
  @Field(() => [FailureType], { description: both('Failures by code.', '失败分类统计。') })
  failures!: FailureType[];
}

@ObjectType('FederationMember', { description: both('A node of the federation.', '联盟节点。') })
export class MemberType {
  @Field(() => String, { description: both('Its entity identifier.', '实体标识。') })
  entityId!: string;
  @Field(() => String, {
    nullable: true,
    description: both('Its name in Chinese, once it is trusted.', '中文名称（受信任后可知）。'),
  })
  nameZh!: string | null;
  @Field(() => String, {
    nullable: true,
    description: both('Its name in English, once it is trusted.', '英文名称（受信任后可知）。'),
  })
  nameEn!: string | null;
  @Field(() => [String], { description: both('Divisions that it answers for.', '负责的行政区划。') })
  jurisdictions!: string[];
  @Field(() => ChainType, { description: both('Its trust chain.', '信任链。') })
  chain!: ChainType;
  @Field(() => LineType, {
    nullable: true,
    description: both('The way to it; null where it was never called.', '线路状态；从未请求时为空。'),
  })
  line!: LineType | null;
}

@ObjectType('FederationMap', {
  description: both('The federation as this node sees it now.', '本节点所见的联盟现状。'),
})
export class FederationMapType {
  @Field(() => MemberType, { description: both('This node.', '本节点。') })
  self!: MemberType;
  @Field(() => [AnchorType], { description: both('Whom all trust ends in.', '信任锚。') })
  anchors!: AnchorType[];
  @Field(() => [MemberType], {
    description: both('The other nodes, those that are not trusted too.', '其他节点（含不受信任的）。'),
  })
  peers!: MemberType[];
}

@ObjectType('OwnKey', {
  description: both(
    'A key or certificate of this node; nothing secret.',
    '本节点的密钥或证书，不含私密内容。',
  ),
})
export class OwnKeyType {
  @Field(() => OwnKeyUse, { description: both('What it is for.', '用途。') })
  use!: OwnKeyUse;
  @Field(() => String, {
    description: both(
      'Key id, fingerprint of the certificate, or verifier key of what signs notes (C2SP signed-note).',
      '密钥标识、证书指纹，或签署检查点的验证密钥（C2SP signed-note）。',
    ),
  })
  id!: string;
  @Field(() => String, { nullable: true, description: both('Suite of a key.', '算法套件。') })
  algorithm!: string | null;
  @Field(() => String, { nullable: true, description: both('Whom a certificate names.', '证书主体。') })
  subject!: string | null;
  @Field(() => String, { nullable: true, description: both('Who vouches for it.', '证书签发方。') })
  issuer!: string | null;
  @Field(() => OwnKeyState, { description: both('Where it stands.', '状态。') })
  state!: OwnKeyState;
  @Field(() => InstantScalar, { nullable: true, description: both('From when on.', '起始时间。') })
  from!: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('Until when, where that is known.', '截止时间（已知时）。'),
  })
  until!: string | null;
  @Field(() => Int, { nullable: true, description: both('Whole days left.', '剩余天数。') })
  daysLeft!: number | null;
  @Field(() => String, { description: both('File or folder.', '所在文件或目录。') })
  place!: string;
  @Field(() => String, {
    nullable: true,
    description: both(
      'Command that begins its rotation, for a key that signs and can be rotated.',
      '开始轮换的命令；仅限使用中且可轮换的密钥。',
    ),
  })
  command!: string | null;
}

@ObjectType('TrustedAuthority', {
  description: both('Somebody whom this node believes.', '本节点信任的机构。'),
})
export class AuthorityType {
  @Field(() => TrustStoreKind, { description: both('What for.', '信任库。') })
  store!: TrustStoreKind;
  @Field(() => String, { description: both('Its name in Chinese.', '中文名称。') })
  nameZh!: string;
  @Field(() => String, { description: both('Its name in English.', '英文名称。') })
  nameEn!: string;
  @Field(() => [String], { description: both('Key ids or fingerprint.', '密钥标识或指纹。') })
  ids!: string[];
  @Field(() => [String], {
    description: both('Purposes of an authority of documents.', '文件签发机构的用途。'),
  })
  purposes!: string[];
  @Field(() => TrustState, { description: both('Whether it is trusted now.', '状态。') })
  state!: TrustState;
  @Field(() => InstantScalar, { nullable: true, description: both('Until when.', '截止时间。') })
  until!: string | null;
  @Field(() => Int, { nullable: true, description: both('Whole days left.', '剩余天数。') })
  daysLeft!: number | null;
  @Field(() => String, { description: both('File or list.', '来源。') })
  origin!: string;
}

@ObjectType('CheckpointCosignature', {
  description: both('A witness that has signed a checkpoint.', '检查点的见证联署。'),
})
export class CosignatureType {
  @Field(() => String, { description: both('Its name.', '见证方名称。') })
  witness!: string;
  @Field(() => InstantScalar, { description: both('When it came.', '时间。') })
  at!: string;
}

@ObjectType('LogStanding', {
  description: both('How far the publication of the audit log is.', '审计日志发布进度。'),
})
export class LogStandingType {
  @Field(() => String, { description: both('Its name.', '日志名称。') })
  origin!: string;
  @Field(() => LogState, { description: both('Its state.', '状态。') })
  state!: LogState;
  @Field(() => RefusalType, { nullable: true, description: both('Why it is not well.', '异常原因。') })
  refusal!: RefusalType | null;
  @Field(() => String, {
    description: both(
      'Entries that no checkpoint covers yet, decimal.',
      '尚未纳入检查点的条目数（十进制）。',
    ),
  })
  unintegrated!: string;
  @Field(() => Int, {
    description: both('Age of the oldest of them, milliseconds.', '其中最早条目的滞后（毫秒）。'),
  })
  oldestPendingMs!: number;
  @Field(() => String, {
    nullable: true,
    description: both('Entries of the newest checkpoint, decimal.', '最新检查点的条目数（十进制）。'),
  })
  size!: string | null;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it was signed.', '检查点签署时间。'),
  })
  checkpointAt!: string | null;
  @Field(() => [CosignatureType], { description: both('Who has cosigned it.', '检查点的见证联署。') })
  cosignatures!: CosignatureType[];
}

@ObjectType('LicenceImportFinding', {
  description: both('Why rows were not taken as they were.', '导入差错统计。'),
})
export class ImportFindingType {
  @Field(() => String, { description: both('The code.', '代码。') })
  code!: string;
  @Field(() => String, {
    description: both(
      'Either `rejected`, `superseded` or `reported`.',
      '处理：`rejected` 未采用、`superseded` 被覆盖、`reported` 采用并提示。',
    ),
  })
  outcome!: string;
  @Field(() => Int, { description: both('Rows.', '行数。') })
  lines!: number;
}

@ObjectType('LicenceImport', {
  description: both(
    'A bulk import of licences; nothing of what stood in it.',
    '证照批量导入任务，不含内容。',
  ),
})
export class LicenceImportType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => LicenceImportState, { description: both('State.', '状态。') })
  state!: LicenceImportState;
  @Field(() => String, { description: both('Name of the file.', '文件名。') })
  source!: string;
  @Field(() => String, { description: both('Format.', '格式。') })
  format!: string;
  @Field(() => String, { description: both('Encoding.', '编码。') })
  encoding!: string;
  @Field(() => String, { description: both('Who began it.', '发起人。') })
  actor!: string;
  @Field(() => Int, { description: both('Rows read.', '已读行数。') })
  rowsRead!: number;
  @Field(() => Int, { description: both('Rows not taken.', '未采用行数。') })
  rowsRejected!: number;
  @Field(() => Int, { description: both('Rows that a later one replaced.', '被覆盖行数。') })
  rowsSuperseded!: number;
  @Field(() => Int, { description: both('Rows taken with a remark.', '带提示行数。') })
  rowsReported!: number;
  @Field(() => Int, { description: both('Licences that are new.', '新增证照数。') })
  rowsAdded!: number;
  @Field(() => Int, { description: both('Licences that changed.', '变更证照数。') })
  rowsChanged!: number;
  @Field(() => Int, { description: both('Licences that stayed.', '未变证照数。') })
  rowsUnchanged!: number;
  @Field(() => InstantScalar, { description: both('When it began.', '开始时间。') })
  startedAt!: string;
  @Field(() => InstantScalar, { description: both('When it last went on.', '最近进展时间。') })
  updatedAt!: string;
  @Field(() => [ImportFindingType], { description: both('What was wrong, by code.', '差错分类。') })
  findings!: ImportFindingType[];
}

@ObjectType('LicenceImportPage', { description: both('Imports, newest first.', '导入任务列表，新者在前。') })
export class LicenceImportPageType {
  @Field(() => [LicenceImportType], { description: both('Items of this page.', '本页条目。') })
  items!: LicenceImportType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('EffectiveSetting', {
  description: both('A setting as it holds in the running node.', '运行中的有效配置项。'),
})
export class SettingType {
  @Field(() => String, { description: both('Its path.', '配置路径。') })
  path!: string;
  @Field(() => String, {
    nullable: true,
    description: both('JSON; null for a secret.', '取值（JSON）；机密项为空。'),
  })
  value!: string | null;
  @Field(() => Boolean, { description: both('It is secret.', '是否机密。') })
  secret!: boolean;
  @Field(() => Boolean, { description: both('It has a value.', '是否已设置。') })
  isSet!: boolean;
  @Field(() => SettingOrigin, { description: both('Where it comes from.', '来源。') })
  origin!: SettingOrigin;
}

@ObjectType('WaitingMessage', {
  description: both(
    'A message to another node that is not delivered; nothing of its content.',
    '待送达的节点消息，不含内容。',
  ),
})
export class WaitingMessageType {
  @Field(() => ID, { description: both('Its name (jti).', '消息标识（jti）。') })
  id!: string;
  @Field(() => String, { description: both('Receiver.', '接收节点。') })
  peer!: string;
  @Field(() => String, { description: both('Kind.', '类别。') })
  kind!: string;
  @Field(() => String, { description: both('What it is about.', '所涉对象。') })
  subject!: string;
  @Field(() => WaitingState, { description: both('State.', '状态。') })
  state!: WaitingState;
  @Field(() => Int, { description: both('Attempts.', '尝试次数。') })
  attempts!: number;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why it failed the last time.', '最近一次失败原因。'),
  })
  refusal!: RefusalType | null;
  @Field(() => InstantScalar, { description: both('Since when it waits.', '产生时间。') })
  madeAt!: string;
  @Field(() => InstantScalar, {
    nullable: true,
    description: both('When it is tried next.', '下次尝试时间。'),
  })
  nextAt!: string | null;
}

@ObjectType('WaitingMessagePage', {
  description: both('Messages that are not delivered, oldest first.', '待送达消息列表，旧者在前。'),
})
export class WaitingMessagePageType {
  @Field(() => Int, { description: both('How many on all pages.', '总数。') })
  total!: number;
  @Field(() => [WaitingMessageType], { description: both('Items of this page.', '本页条目。') })
  items!: WaitingMessageType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('WaitingJob', {
  description: both('A job that is not done; nothing of its data.', '未完成的后台任务，不含数据。'),
})
export class WaitingJobType {
  @Field(() => ID, { description: both('Its id.', '编号。') })
  id!: string;
  @Field(() => String, { description: both('Kind of job.', '任务类别。') })
  name!: string;
  @Field(() => WaitingState, { description: both('State.', '状态。') })
  state!: WaitingState;
  @Field(() => Int, { description: both('Attempts.', '尝试次数。') })
  attempts!: number;
  @Field(() => RefusalType, {
    nullable: true,
    description: both('Why it failed the last time.', '最近一次失败原因。'),
  })
  refusal!: RefusalType | null;
  @Field(() => InstantScalar, { description: both('Since when it waits.', '产生时间。') })
  madeAt!: string;
  @Field(() => InstantScalar, { description: both('Not before.', '最早执行时间。') })
  startAfter!: string;
}

@ObjectType('WaitingJobPage', {
  description: both('Jobs that are not done, oldest first.', '未完成任务列表，旧者在前。'),
})
export class WaitingJobPageType {
  @Field(() => Int, { description: both('How many on all pages.', '总数。') })
  total!: number;
  @Field(() => [WaitingJobType], { description: both('Items of this page.', '本页条目。') })
  items!: WaitingJobType[];
  @Field(() => PageInfoType, { description: both('Where the page ends.', '分页信息。') })
  pageInfo!: PageInfoType;
}

@ObjectType('ConnectionFact', { description: both('Something that was found.', '测试所得信息。') })
export class FactType {
  @Field(() => String, { description: both('Name.', '名称。') })
  name!: string;
  @Field(() => String, { description: both('Value.', '内容。') })
  value!: string;
}

@ObjectType('ConnectionStep', { description: both('A step of the way to a peer.', '连接测试的一步。') })
export class ConnectionStepType {
  @Field(() => ConnectionStepName, { description: both('Which.', '步骤。') })
  name!: ConnectionStepName;
  @Field(() => ConnectionStepOutcome, { description: both('What came of it.', '结果。') })
  outcome!: ConnectionStepOutcome;
  @Field(() => Int, { description: both('Milliseconds.', '耗时（毫秒）。') })
  tookMs!: number;
  @Field(() => [FactType], { description: both('What was found.', '所得信息。') })
  facts!: FactType[];
  @Field(() => RefusalType, {
    nullable: true,
    description: both('What is wrong and how to mend it.', '问题及处理办法。'),
  })
  refusal!: RefusalType | null;
}

@ObjectType('ConnectionTest', {
  description: both('The way to a peer, step by step.', '到对方节点的逐步连接测试。'),
})
export class ConnectionTestType {
  @Field(() => String, { description: both('Entity identifier.', '对方实体标识。') })
  peer!: string;
  @Field(() => InstantScalar, { description: both('When.', '时间。') })
  at!: string;
  @Field(() => [ConnectionStepType], { description: both('The steps in order.', '按顺序的步骤。') })
  steps!: ConnectionStepType[];
}
