import { authorities as by } from './authorities.js';
import { kz, persons, type LicenceType } from './type.js';

const citizens = ['111'] as const;

/** Licences of natural persons. */
export const personTypes: readonly LicenceType[] = [
  {
    code: `${by.publicSecurity.code}001`,
    assumed: false,
    zh: '居民身份证',
    en: 'Resident identity card',
    authority: by.publicSecurity.name,
    holders: citizens,
    numberIsHolderCode: true,
    usedBy: ['新生儿出生', '教育入学', '社会保障卡居民服务', '残疾人服务', '退休', '企业变更'],
    fields: [
      kz('XB', '性别', 'Sex', 'text', 'personal'),
      kz('MZ', '民族', 'Ethnic group', 'text', 'sensitive'),
      kz('CSRQ', '出生日期', 'Date of birth', 'date', 'personal'),
      kz('ZZ', '住址', 'Address', 'text', 'personal'),
    ],
  },
  {
    code: `${by.publicSecurity.code}011`,
    assumed: true,
    zh: '居民户口簿',
    en: 'Household register page',
    authority: by.publicSecurity.name,
    holders: citizens,
    numberIsHolderCode: false,
    usedBy: ['新生儿出生', '教育入学', '退休'],
    fields: [
      kz('HH', '户号', 'Household number', 'code', 'personal'),
      kz('HZXM', '户主姓名', 'Head of the household', 'text', 'personal'),
      kz('YHZGX', '与户主关系', 'Relation to the head', 'text', 'personal'),
      kz('HJDZ', '户籍地址', 'Registered address', 'text', 'personal'),
      kz('QRRQ', '何时迁来本址', 'Date of moving in', 'date', 'personal', 'optional'),
    ],
  },
  {
    code: `${by.health.code}001`,
    assumed: true,
    zh: '出生医学证明',
    en: 'Birth medical certificate',
    authority: by.health.name,
    holders: persons,
    numberIsHolderCode: false,
    usedBy: ['新生儿出生', '教育入学'],
    fields: [
      kz('XSEXM', '新生儿姓名', 'Name of the child', 'text', 'sensitive'),
      kz('CSSJ', '出生日期', 'Date of birth', 'date', 'sensitive'),
      kz('XB', '性别', 'Sex', 'text', 'sensitive'),
      kz('MQXM', '母亲姓名', 'Mother', 'text', 'sensitive'),
      kz('FQXM', '父亲姓名', 'Father', 'text', 'sensitive', 'optional'),
      kz('JSJG', '接生机构', 'Medical institution', 'text', 'internal'),
    ],
  },
  {
    code: `${by.humanResources.code}001`,
    assumed: true,
    zh: '社会保障卡',
    en: 'Social security card',
    authority: by.humanResources.name,
    holders: persons,
    numberIsHolderCode: false,
    usedBy: ['社会保障卡居民服务', '退休', '新生儿出生'],
    fields: [
      kz('FKYH', '发卡银行', 'Bank', 'text', 'internal'),
      kz('YHKH', '银行卡号', 'Bank card number', 'code', 'sensitive', 'optional'),
      kz('FKRQ', '发卡日期', 'Date of the card', 'date', 'internal'),
    ],
  },
  {
    code: `${by.humanResources.code}002`,
    assumed: true,
    zh: '退休证',
    en: 'Retirement certificate',
    authority: by.humanResources.name,
    holders: persons,
    numberIsHolderCode: false,
    usedBy: ['退休'],
    fields: [
      kz('TXRQ', '退休日期', 'Date of retirement', 'date', 'personal'),
      kz('TXDW', '退休前单位', 'Last employer', 'text', 'personal'),
      kz('TXLB', '退休类别', 'Kind of retirement', 'text', 'personal'),
    ],
  },
  {
    code: `${by.disabledPersons.code}001`,
    assumed: true,
    zh: '残疾人证',
    en: 'Disability certificate',
    authority: by.disabledPersons.name,
    holders: persons,
    numberIsHolderCode: false,
    usedBy: ['残疾人服务'],
    fields: [
      kz('CJLB', '残疾类别', 'Kind of disability', 'text', 'sensitive'),
      kz('CJDJ', '残疾等级', 'Degree of disability', 'text', 'sensitive'),
      kz('JHRXM', '监护人姓名', 'Guardian', 'text', 'sensitive', 'optional'),
    ],
  },
];
