/**
 * Defining authorities. The first three are known from real type codes; the codes with `TB` inside are invented,
 * with valid check characters, and every type under them is marked as assumed.
 */
export const authorities = {
  marketRegulation: { code: '11100000MB0143028R', name: '国家市场监督管理总局' },
  publicSecurity: { code: '11100000000013127D', name: '公安部' },
  naturalResources: { code: '11100000MB03271699', name: '自然资源部' },
  transport: { code: '11100000TB000001XB', name: '交通运输部' },
  health: { code: '11100000TB0000028B', name: '国家卫生健康委员会' },
  humanResources: { code: '11100000TB00000366', name: '人力资源和社会保障部' },
  disabledPersons: { code: '11100000TB00000441', name: '中国残疾人联合会' },
  customs: { code: '11100000TB0000052U', name: '海关总署' },
  taxation: { code: '11100000TB0000060N', name: '国家税务总局' },
  centralBank: { code: '11100000TB0000079K', name: '中国人民银行' },
  supremeCourt: { code: '11100000TB0000087E', name: '最高人民法院' },
} as const;
