import { registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';

/** Regions by their GB/T 2260 province code. */
export enum Region {
  BEIJING = '110000',
  TIANJIN = '120000',
  HEBEI = '130000',
}

export enum LookupStatus {
  FOUND = 'FOUND',
  REDUCED = 'REDUCED',
  NOT_FOUND = 'NOT_FOUND',
  DENIED = 'DENIED',
  UNAVAILABLE = 'UNAVAILABLE',
}

/** Status codes of e-licences, by their national code. */
export enum LicenceStatus {
  VALID = '01',
  SUSPENDED = '02',
  WITHDRAWN = '03',
  CANCELLED = '04',
  LAPSED = '05',
  TRANSFERRING = '06',
  REVOKED = '07',
  OTHER = '99',
}

export enum HolderType {
  USCC = '001',
  CITIZEN_NUMBER = '111',
  PASSPORT = '414',
  TAIWAN_PERMIT = '511',
  HK_MACAO_PERMIT = '516',
  OTHER = '099',
  OTHER_NATURAL_PERSON = '999',
}

export enum Channel {
  COUNTER = 'counter',
  WEB = 'web',
  HOTLINE = 'hotline',
  TERMINAL = 'terminal',
}

export enum CheckOutcome {
  PASSED = 'passed',
  FAILED = 'failed',
  NOT_CHECKED = 'not-checked',
}

/** Its members are ETSI's words, and one of our own for what nobody could check. */
export enum DocumentIndication {
  TOTAL_PASSED = 'TOTAL_PASSED',
  TOTAL_FAILED = 'TOTAL_FAILED',
  INDETERMINATE = 'INDETERMINATE',
  NOT_CHECKED = 'NOT_CHECKED',
}

export enum IssuerMatch {
  MATCH = 'match',
  MISMATCH = 'mismatch',
  NOT_COMPARED = 'not-compared',
}

export enum RecordOperator {
  EQUALS = 'equals',
  BELOW = 'below',
  AT_MOST = 'at-most',
  ABOVE = 'above',
  AT_LEAST = 'at-least',
  EXISTS = 'exists',
}

export enum RecordVerdictWord {
  YES = 'yes',
  NO = 'no',
  UNKNOWN = 'unknown',
}

registerEnumType(RecordOperator, {
  name: 'RecordOperator',
  description: both('What a question about an item asks.', '对信息项的判断方式。'),
  valuesMap: {
    EQUALS: { description: both('Equal to the value.', '等于给定值。') },
    BELOW: { description: both('Below the value.', '小于给定值。') },
    AT_MOST: { description: both('The value or below.', '不大于给定值。') },
    ABOVE: { description: both('Above the value.', '大于给定值。') },
    AT_LEAST: { description: both('The value or above.', '不小于给定值。') },
    EXISTS: { description: both('There is one; no value is given.', '有记录；不填值。') },
  },
});
registerEnumType(RecordVerdictWord, {
  name: 'RecordVerdict',
  description: both('Answer to a question about an item.', '判断结果。'),
  valuesMap: {
    YES: { description: both('Yes, it is so.', '是，符合。') },
    NO: { description: both('No, it is not so.', '否，不符合。') },
    UNKNOWN: {
      description: both('The source cannot say, or the item is withheld.', '无法判断，或该项未予提供。'),
    },
  },
});
registerEnumType(Region, {
  name: 'Region',
  description: both('A region that runs an exchange node.', '运行交换节点的地区。'),
  valuesMap: {
    BEIJING: { description: both('Beijing, 110000.', '北京市，110000。') },
    TIANJIN: { description: both('Tianjin, 120000.', '天津市，120000。') },
    HEBEI: { description: both('Hebei, 130000.', '河北省，130000。') },
  },
});
registerEnumType(LookupStatus, {
  name: 'LookupStatus',
  description: both('How a lookup ended in one region.', '某地区一次查询的结果。'),
  valuesMap: {
    FOUND: { description: both('Found; every asked field was released.', '已查到，所请求的字段全部返回。') },
    REDUCED: { description: both('Found; some asked fields were withheld.', '已查到，部分字段未予返回。') },
    NOT_FOUND: { description: both('Nothing is on record.', '未查到。') },
    DENIED: { description: both('Not released; `refusal` says why.', '未予返回，原因见 `refusal`。') },
    UNAVAILABLE: {
      description: both(
        'No trustworthy answer came; `refusal` says why.',
        '未得到可信应答，原因见 `refusal`。',
      ),
    },
  },
});
registerEnumType(LicenceStatus, {
  name: 'LicenceStatus',
  description: both('Status of an e-licence.', '电子证照状态。'),
  valuesMap: {
    VALID: { description: both('01 valid.', '01 有效。') },
    SUSPENDED: { description: both('02 suspended.', '02 暂停。') },
    WITHDRAWN: { description: both('03 withdrawn.', '03 撤回。') },
    CANCELLED: { description: both('04 cancelled.', '04 注销。') },
    LAPSED: { description: both('05 lapsed.', '05 失效。') },
    TRANSFERRING: { description: both('06 being transferred.', '06 转移中。') },
    REVOKED: { description: both('07 revoked.', '07 吊销。') },
    OTHER: { description: both('99 other.', '99 其他。') },
  },
});
registerEnumType(HolderType, {
  name: 'HolderType',
  description: both('Kind of code that names a holder.', '持证主体代码类型。'),
  valuesMap: {
    USCC: { description: both('001 unified social credit code.', '001 统一社会信用代码。') },
    CITIZEN_NUMBER: { description: both('111 citizen number.', '111 公民身份号码。') },
    PASSPORT: { description: both('414 passport.', '414 护照。') },
    TAIWAN_PERMIT: { description: both('511 Taiwan residents permit.', '511 台湾居民来往大陆通行证。') },
    HK_MACAO_PERMIT: {
      description: both('516 Hong Kong and Macao residents permit.', '516 港澳居民来往内地通行证。'),
    },
    OTHER: { description: both('099 other, organisations.', '099 其他法人或其他组织有效证件代码。') },
    OTHER_NATURAL_PERSON: {
      description: both('999 other, natural persons.', '999 其他自然人有效证件代码。'),
    },
  },
});
registerEnumType(Channel, {
  name: 'Channel',
  description: both('Where the matter is handled.', '办理渠道。'),
  valuesMap: {
    COUNTER: { description: both('Service counter.', '窗口。') },
    WEB: { description: both('Web or app.', '网上。') },
    HOTLINE: { description: both('12345 hotline.', '12345 热线。') },
    TERMINAL: { description: both('Self-service terminal.', '自助终端。') },
  },
});
registerEnumType(CheckOutcome, {
  name: 'CheckOutcome',
  description: both('Outcome of one check.', '单项核查结果。'),
  valuesMap: {
    PASSED: { description: both('Passed.', '通过。') },
    FAILED: { description: both('Failed.', '未通过。') },
    NOT_CHECKED: { description: both('Not checked.', '未核查。') },
  },
});
registerEnumType(DocumentIndication, {
  name: 'DocumentIndication',
  description: both(
    'What the verification of a document came to, ETSI EN 319 102-1.',
    '文件签章核验结论（ETSI EN 319 102-1）。',
  ),
  valuesMap: {
    TOTAL_PASSED: {
      description: both('Every check was made and passed.', '全部检查项均已核验并通过。'),
    },
    TOTAL_FAILED: {
      description: both(
        'Altered, forged, revoked or otherwise not valid; `subIndication` says why.',
        '核验不通过（被篡改、伪造、已吊销等），原因见 `subIndication`。',
      ),
    },
    INDETERMINATE: {
      description: both(
        'Neither valid nor invalid by what is known here; `subIndication` says what is missing.',
        '现有信息不足以判定，缺少何种依据见 `subIndication`。',
      ),
    },
    NOT_CHECKED: {
      description: both(
        'Not verified; `code` says why. Nothing is known of its seals.',
        '未核验，原因见 `code`；签章情况未知。',
      ),
    },
  },
});
registerEnumType(IssuerMatch, {
  name: 'IssuerMatch',
  description: both(
    "The signer's organisation and seal number against the licence's issuer.",
    '签章主体、印章编号与证照颁发机构的比对结果。',
  ),
  valuesMap: {
    MATCH: { description: both('They are the same.', '一致。') },
    MISMATCH: { description: both('They differ.', '不一致。') },
    NOT_COMPARED: { description: both('There was nothing to compare.', '无可比对。') },
  },
});
