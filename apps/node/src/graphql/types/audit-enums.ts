import { registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';

/** Enums of the auditors' part; values are the words of the log. */

export enum AuditEntryKind {
  ANSWER = 'answer',
  HOME = 'home',
  INTENT = 'intent',
  OUTCOME = 'outcome',
  REFUSAL = 'refusal',
  AUDIT_READ = 'audit-read',
  REVIEW = 'review',
  FINDING = 'finding',
  RECONCILIATION = 'reconciliation',
  ADMINISTRATION = 'administration',
  SUBJECT_READ = 'subject-read',
  CASE = 'case',
}

export enum AuditEntryOutcome {
  GRANTED = 'granted',
  REDUCED = 'reduced',
  DENIED = 'denied',
  NOT_FOUND = 'not-found',
  FAILED = 'failed',
  ASKED = 'asked',
  MIXED = 'mixed',
}

export enum AuditCallerKind {
  PEER = 'peer',
  CLIENT = 'client',
  UNKNOWN = 'unknown',
  OPERATOR = 'operator',
  NODE = 'node',
}

export enum LookupOperation {
  BY_IDENTIFIER = 'byIdentifier',
  BY_NUMBER = 'byNumber',
  BY_HOLDER = 'byHolder',
  VERIFY = 'verify',
  DOCUMENT = 'document',
  CREDENTIAL = 'credential',
  PRESENTATION = 'presentation',
  RECORDS = 'records',
  JUDGE = 'judge',
}

export enum AuditEntryOrder {
  NEWEST = 'newest',
  OLDEST = 'oldest',
}

export enum AuditProofState {
  PENDING = 'pending',
  PROVISIONAL = 'provisional',
  FINAL = 'final',
}

export enum AuditCounterpartState {
  RECONCILED = 'reconciled',
  MISSING = 'missing',
  ALTERED = 'altered',
  NOT_DUE = 'not-due',
  NONE = 'none',
}

export enum AuditCountKey {
  OUTCOME = 'outcome',
  KIND = 'kind',
  CODE = 'code',
  CALLER = 'caller',
  ORGANISATION = 'organisation',
  COUNTERPART = 'counterpart',
  ITEM = 'item',
  CASE = 'case',
  LICENCE_TYPE = 'licenceType',
  HOUR = 'hour',
  DAY = 'day',
  PERSON = 'person',
}

export enum AuditGrouping {
  CASE = 'case',
  PERSON = 'person',
  SESSION = 'session',
}

export enum AuditDocumentVerdict {
  TOTAL_PASSED = 'TOTAL_PASSED',
  TOTAL_FAILED = 'TOTAL_FAILED',
  INDETERMINATE = 'INDETERMINATE',
  NOT_CHECKED = 'NOT_CHECKED',
}

registerEnumType(AuditEntryKind, {
  name: 'AuditEntryKind',
  description: both('What an entry of the log speaks of.', '审计条目类别。'),
  valuesMap: {
    ANSWER: { description: both('An answer to another node.', '对其他节点的应答。') },
    HOME: { description: both('An answer from our own store to our own callers.', '本地区内部查询。') },
    INTENT: { description: both('What we were about to ask another node.', '向其他节点发出查询前的登记。') },
    OUTCOME: { description: both('What came of it.', '向其他节点查询的结果。') },
    REFUSAL: { description: both('Refused before anything was looked up.', '查询前即被拒绝。') },
    AUDIT_READ: { description: both('A read or an export of an auditor.', '审计员的查阅或导出。') },
    REVIEW: { description: both('A verdict on a sampled entry.', '抽样复核结论。') },
    FINDING: { description: both('A finding or its handling.', '审计发现及其处置。') },
    RECONCILIATION: { description: both('A comparison with another node’s log.', '与其他节点对账。') },
    ADMINISTRATION: { description: both('An act of those who keep the log.', '日志管理操作。') },
    CASE: { description: both('A step of a case.', '办件的一步。') },
    SUBJECT_READ: { description: both('A read of a data subject.', '当事人查阅。') },
  },
});
registerEnumType(AuditEntryOutcome, {
  name: 'AuditEntryOutcome',
  description: both('What came of it.', '处理结果。'),
  valuesMap: {
    GRANTED: { description: both('All that was asked for.', '全部提供。') },
    REDUCED: { description: both('Part of it.', '部分提供。') },
    DENIED: { description: both('Refused.', '拒绝。') },
    NOT_FOUND: { description: both('Nothing was found.', '未查到。') },
    FAILED: { description: both('It failed.', '失败。') },
    ASKED: { description: both('Asked, outcome to follow.', '已发出，结果待登记。') },
    MIXED: { description: both('Its lookups differ.', '各项结果不一。') },
  },
});
registerEnumType(AuditCallerKind, {
  name: 'AuditCallerKind',
  description: both('What kind of caller it was.', '调用方类别。'),
  valuesMap: {
    PEER: { description: both('Another node.', '其他节点。') },
    CLIENT: { description: both('A system or person of this region.', '本地区系统或人员。') },
    UNKNOWN: { description: both('Nobody that could be identified.', '无法识别。') },
    OPERATOR: { description: both('An operator at the command line.', '命令行运维人员。') },
    NODE: { description: both('The node itself.', '节点自身。') },
  },
});
registerEnumType(LookupOperation, {
  name: 'LookupOperation',
  description: both('Way of asking for licences and datasets.', '查询方式。'),
  valuesMap: {
    BY_IDENTIFIER: { description: both('By identifier.', '按标识查询。') },
    BY_NUMBER: { description: both('By type and number.', '按类型和编号查询。') },
    BY_HOLDER: { description: both('By holder.', '按持证主体查询。') },
    VERIFY: { description: both('Comparison of values.', '核验。') },
    DOCUMENT: { description: both('The document.', '获取证照文件。') },
    CREDENTIAL: {
      description: both('A credential was issued to the holder, or revoked.', '向持证主体签发或吊销凭证。'),
    },
    PRESENTATION: {
      description: both('The holder showed a credential at a counter.', '持证主体在窗口出示凭证。'),
    },
    RECORDS: { description: both("A department's records on a holder.", '查询部门数据集。') },
    JUDGE: {
      description: both(
        'Yes or no to questions about a subject; nothing is released.',
        '按条件判断，不返回数据。',
      ),
    },
  },
});
registerEnumType(AuditEntryOrder, {
  name: 'AuditEntryOrder',
  description: both('Order of entries.', '排序。'),
  valuesMap: {
    NEWEST: { description: both('Newest first.', '由新到旧。') },
    OLDEST: { description: both('Oldest first.', '由旧到新。') },
  },
});
registerEnumType(AuditProofState, {
  name: 'AuditProofState',
  description: both('How far the proof of an entry has come.', '条目存证状态。'),
  valuesMap: {
    PENDING: { description: both('In no witnessed checkpoint yet.', '尚未进入经见证的检查点。') },
    PROVISIONAL: { description: both('Confirmed by one witness.', '已有一方见证。') },
    FINAL: { description: both('Confirmed by enough witnesses.', '见证方数量已满足要求。') },
  },
});
registerEnumType(AuditCounterpartState, {
  name: 'AuditCounterpartState',
  description: both('Whether the other node has the entry that belongs to it.', '对端节点是否有对应条目。'),
  valuesMap: {
    RECONCILED: { description: both('It has.', '已对上。') },
    MISSING: { description: both('One side lacks it.', '一方缺失。') },
    ALTERED: { description: both('It says something else.', '双方内容不一致。') },
    NOT_DUE: { description: both('Not compared yet.', '尚未对账。') },
    NONE: { description: both('There is no other side.', '无对端。') },
  },
});
registerEnumType(AuditCountKey, {
  name: 'AuditCountKey',
  description: both('What entries are counted by.', '统计维度。'),
  valuesMap: {
    OUTCOME: { description: both('Outcome.', '处理结果。') },
    KIND: { description: both('Kind.', '条目类别。') },
    CODE: { description: both('Code of the refusal.', '拒绝原因代码。') },
    CALLER: { description: both('Caller.', '调用方。') },
    ORGANISATION: { description: both('Organisation.', '机构。') },
    COUNTERPART: { description: both('Other node.', '对端节点。') },
    ITEM: { description: both('Matter.', '事项。') },
    CASE: { description: both('Case.', '办件。') },
    LICENCE_TYPE: { description: both('Licence type.', '证照类型。') },
    HOUR: { description: both('Hour, China Standard Time.', '小时（北京时间）。') },
    DAY: { description: both('Day, China Standard Time.', '日期（北京时间）。') },
    PERSON: { description: both('Acting person.', '经办人。') },
  },
});
registerEnumType(AuditGrouping, {
  name: 'AuditGrouping',
  description: both('What entries are put together by.', '分组方式。'),
  valuesMap: {
    CASE: { description: both('Case.', '按办件。') },
    PERSON: { description: both('Acting person.', '按经办人。') },
    SESSION: {
      description: both('One person in one case without a long pause.', '同一人员同一办件的连续操作。'),
    },
  },
});
registerEnumType(AuditDocumentVerdict, {
  name: 'AuditDocumentVerdict',
  description: both('Verdict on a licence’s document (ETSI EN 319 102-1).', '证照文件验证结论。'),
  valuesMap: {
    TOTAL_PASSED: { description: both('Passed.', '通过。') },
    TOTAL_FAILED: { description: both('Failed.', '不通过。') },
    INDETERMINATE: { description: both('Cannot be said.', '无法判定。') },
    NOT_CHECKED: { description: both('Not verified.', '未验证。') },
  },
});
