import { registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';

/** The values are those of libs/handling and of the room of materials. */
export enum MaterialOrigin {
  LOOKUP = 'lookup',
  UPLOAD = 'upload',
  REUSE = 'reuse',
  AUTHORITY = 'authority',
  PLEDGE = 'pledge',
}
export enum MaterialTrust {
  A = 'A',
  B = 'B',
  C = 'C',
  D = 'D',
}
export enum MaterialVerdict {
  PASSED = 'passed',
  FAILED = 'failed',
  UNDECIDED = 'undecided',
}
export enum MaterialFetchState {
  WAITING = 'waiting',
  ASKING = 'asking',
  FOUND = 'found',
  NOTHING_FOUND = 'nothing-found',
  REFUSED = 'refused',
  NOT_AVAILABLE = 'not-available',
  NOT_NEEDED = 'not-needed',
}

registerEnumType(MaterialOrigin, {
  name: 'MaterialOrigin',
  description: both('How a material came into the case.', '材料来源方式。'),
  valuesMap: {
    LOOKUP: { description: both('Fetched by a lookup.', '数据共享获取。') },
    UPLOAD: { description: both('Handed in.', '上传。') },
    REUSE: { description: both('Taken over from another case.', '材料复用。') },
    AUTHORITY: { description: both('Made by the authority that handles it.', '办理机关制作。') },
    PLEDGE: { description: both('A pledge of the applicant.', '申请人承诺。') },
  },
});
registerEnumType(MaterialTrust, {
  name: 'MaterialTrust',
  description: both('How far a material is to be trusted.', '材料可信等级（国办函〔2016〕108号）。'),
  valuesMap: {
    A: { description: both('From its issuer.', '颁发机构出具。') },
    B: { description: both('Checked: by its seal, or against the original.', '经核验或与原件核对。') },
    C: { description: both('Handed in, the original is to be checked.', '上传，待核对原件。') },
    D: { description: both('Self-made, pledged.', '自制，承诺属实。') },
  },
});
registerEnumType(MaterialVerdict, {
  name: 'MaterialVerdict',
  description: both('Whether a material holds.', '材料核验结论。'),
  valuesMap: {
    PASSED: { description: both('It holds.', '通过。') },
    FAILED: { description: both('It does not.', '未通过。') },
    UNDECIDED: { description: both('Nobody can say; it counts as C at most.', '未定，至多按 C 级采信。') },
  },
});
registerEnumType(MaterialFetchState, {
  name: 'MaterialFetchState',
  description: both('How far asking a source has come.', '来源获取进度。'),
  valuesMap: {
    WAITING: { description: both('Not asked yet.', '待查询。') },
    ASKING: { description: both('Being asked.', '查询中。') },
    FOUND: { description: both('It gave the material.', '已获取。') },
    NOTHING_FOUND: { description: both('It has nothing that serves.', '未查到可用材料。') },
    REFUSED: { description: both('It refused.', '拒绝提供。') },
    NOT_AVAILABLE: { description: both('It could not answer.', '暂不可用。') },
    NOT_NEEDED: { description: both('Another source gave it.', '其他来源已提供，无须查询。') },
  },
});
