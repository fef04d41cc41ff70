import type { ErrorEntry } from '../entry.js';

/** Refusals on the way of a question to the region that answers it, and of its context. */
export const routing = {
  REGION_REQUIRED: {
    status: 400,
    en: {
      message: 'The identifier does not tell which region is competent.',
      advice: 'Give the argument `region`.',
    },
    zh: { message: '无法由证照标识判断归属地区。', advice: '请填写 `region` 参数。' },
  },
  REGION_NOT_COMPETENT: {
    status: 421,
    en: {
      message: 'This node answers peers about its own region only.',
      advice: 'Send the question to the node of the region concerned.',
    },
    zh: { message: '本节点仅就本地区数据应答对端节点。', advice: '请向归属地区节点查询。' },
  },
  REGION_UNKNOWN: {
    status: 503,
    en: {
      message: 'No trusted node of the federation answers for this region.',
      advice: 'Ask the operator of your node whether the region is enrolled and its chain is valid.',
    },
    zh: {
      message: '联盟中没有可信节点负责该地区。',
      advice: '请联系本节点运维人员，确认该地区已接入且信任链有效。',
    },
  },
  CONTEXT_REQUIRED: {
    status: 400,
    en: {
      message: 'A lookup needs its context: matter, case, legal basis, reason and channel.',
      advice: 'Give the argument `context`.',
    },
    zh: { message: '查询须说明事由：事项、办件、依据、用途与渠道。', advice: '请填写 `context` 参数。' },
  },
  CONTEXT_NOT_ACCEPTED: {
    status: 400,
    en: {
      message: 'A peer gives the context in its request token only.',
      advice: 'Leave the argument `context` out.',
    },
    zh: { message: '对端节点的查询事由只能写在请求令牌中。', advice: '请勿填写 `context` 参数。' },
  },
  CONTEXT_DIFFERS: {
    status: 400,
    en: {
      message: 'The lookups of one operation must share one context.',
      advice: 'Send lookups for different matters or cases as operations of their own.',
    },
    zh: { message: '同一操作内的查询事由必须一致。', advice: '不同事项或办件请分别发送。' },
  },
  PERSON_REQUIRED: {
    status: 400,
    en: {
      message: 'A lookup needs the person who acts.',
      advice: 'Give `context.person` with the identifier and name of the acting person.',
    },
    zh: { message: '查询须说明经办人。', advice: '请在 `context.person` 中填写经办人标识与姓名。' },
  },
  PERSON_NOT_ACCEPTED: {
    status: 400,
    en: {
      message: 'A signed-in person cannot act in the name of another.',
      advice: 'Leave `context.person` out; the person is taken from the access token.',
    },
    zh: {
      message: '已登录人员不得以他人名义办理。',
      advice: '请勿填写 `context.person`，经办人取自访问令牌。',
    },
  },
  CLAIMS_INVALID: {
    status: 400,
    en: {
      message: 'The values to compare are not valid.',
      advice: 'Give 1 to 50 values for fields of the licence schema, each of at most 512 characters.',
    },
    zh: { message: '待核验的值不合规。', advice: '请给出 1 至 50 个证照字段的值，每个不超过 512 字符。' },
  },
  PEER_BAD_ANSWER: {
    status: 502,
    en: {
      message: 'The peer signed an answer that does not fit the operation.',
      advice: 'Try again; if it stays, tell the operator of your node the request id.',
    },
    zh: {
      message: '对端节点的应答与操作不符。',
      advice: '请重试；如仍失败，请将请求编号告知本节点运维人员。',
    },
  },
  PEER_CERTIFICATE_MISSING: {
    status: 401,
    en: {
      message: 'The peer listener wants a client certificate of the exchange.',
      advice: 'Connect with the TLS client certificate that names your entity id.',
    },
    zh: {
      message: '对端接口要求交换网络的客户端证书。',
      advice: '请使用载明本节点实体标识的 TLS 客户端证书连接。',
    },
  },
  PEER_CERTIFICATE_MISMATCH: {
    status: 401,
    en: {
      message: 'The TLS client certificate belongs to another entity than the request token.',
      advice: 'Connect with the certificate of the node that signed the request.',
    },
    zh: { message: 'TLS 客户端证书与请求令牌的签发节点不一致。', advice: '请使用签发请求的节点的证书连接。' },
  },
  TOO_MANY_REFUSALS: {
    status: 429,
    retryable: true,
    en: {
      message: 'Too many refused requests came from this peer in the last minute.',
      advice: 'Wait a minute and correct what the earlier refusals name.',
    },
    zh: { message: '该对端节点一分钟内被拒请求过多。', advice: '请一分钟后重试，并先更正此前被拒的原因。' },
  },
  WRONG_LISTENER: {
    status: 421,
    en: {
      message: 'Request tokens are accepted on the peer listener and access tokens on the public one.',
      advice: 'Send the request to the other listener.',
    },
    zh: { message: '请求令牌须发往对端接口，访问令牌须发往公共接口。', advice: '请改用另一接口。' },
  },
} as const satisfies Record<string, ErrorEntry>;
