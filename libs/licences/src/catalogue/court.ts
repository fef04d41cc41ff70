import { authorities as by } from './authorities.js';
import { kz, organisations, type LicenceType } from './type.js';

/** What a bankruptcy administrator files to show the right to ask (企业破产信息核查). */
export const courtTypes: readonly LicenceType[] = [
  {
    code: `${by.supremeCourt.code}001`,
    assumed: true,
    zh: '受理破产申请裁定书',
    en: 'Ruling accepting a bankruptcy petition',
    authority: by.supremeCourt.name,
    holders: organisations,
    numberIsHolderCode: false,
    usedBy: ['企业破产信息核查'],
    fields: [
      kz('AH', '案号', 'Case number of the court', 'code', 'internal'),
      kz('SLFY', '受理法院', 'Court', 'text', 'public'),
      kz('SLRQ', '受理日期', 'Date of acceptance', 'date', 'public'),
      kz('SQR', '申请人', 'Petitioner', 'text', 'personal'),
    ],
  },
  {
    code: `${by.supremeCourt.code}002`,
    assumed: true,
    zh: '指定破产管理人决定书',
    en: 'Decision appointing a bankruptcy administrator',
    authority: by.supremeCourt.name,
    holders: organisations,
    numberIsHolderCode: false,
    usedBy: ['企业破产信息核查'],
    fields: [
      kz('AH', '案号', 'Case number of the court', 'code', 'internal'),
      kz('SLFY', '受理法院', 'Court', 'text', 'public'),
      kz('ZWRMC', '债务人名称', 'Debtor', 'text', 'public'),
      kz('ZWRDM', '债务人统一社会信用代码', 'Unified social credit code of the debtor', 'uscc', 'public'),
      kz('GLRFZR', '管理人负责人', 'Person in charge', 'text', 'personal'),
      kz('ZDRQ', '指定日期', 'Date of appointment', 'date', 'public'),
    ],
  },
];
