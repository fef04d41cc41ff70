import type { Spoiled } from '../recipes.js';

/** What was done to a spoiled sample, as it stands at the foot of its page and in the list of samples. */
export const NOTES: Readonly<Record<Spoiled, { zh: string; en: string }>> = {
  altered: { zh: '反例：盖章后改动了注册资本', en: 'spoiled: the capital was changed after sealing' },
  'expired-seal': { zh: '反例：盖章时印章已过有效期', en: 'spoiled: the seal had expired when it was used' },
  'revoked-signer': { zh: '反例：签名证书在签名前已被吊销', en: 'spoiled: the certificate had been revoked' },
  'signer-not-listed': {
    zh: '反例：签章人不在印章的证书列表中',
    en: 'spoiled: the signer is not in the list of the seal',
  },
  'unknown-root': { zh: '反例：证书链止于不受信任的根', en: 'spoiled: the chain ends at an unknown root' },
  'later-revision': {
    zh: '反例：签名后又在页面上添画',
    en: 'spoiled: the page was drawn over after signing',
  },
  'another-sealer': {
    zh: '反例：由颁发机构以外的单位盖章',
    en: 'spoiled: sealed by a body that is not the issuer',
  },
};
