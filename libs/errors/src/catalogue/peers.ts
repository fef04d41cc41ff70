import type { ErrorEntry } from '../entry.js';

const askLater = {
  en: 'Ask again later; the other regions are not affected.',
  zh: '请稍后重试；其他地区不受影响。',
};
const askOperator = {
  en: 'Tell the operator of this node; the request itself is not at fault.',
  zh: '请告知本节点运维人员；并非请求本身有误。',
};

/** One failure of the way to a peer or of what came back, before any signature was looked at. */
function failure(
  status: 502 | 503 | 504,
  en: string,
  zh: string,
  {
    retryable = false,
    advice = askOperator,
  }: { retryable?: boolean; advice?: { en: string; zh: string } } = {},
): ErrorEntry {
  return {
    status,
    retryable,
    en: { message: en, advice: advice.en },
    zh: { message: zh, advice: advice.zh },
  };
}

const later = { retryable: true, advice: askLater };

export const peers = {
  PEER_UNREACHABLE: failure(
    503,
    "No connection to the other region's node.",
    '无法连接对方地区节点。',
    later,
  ),
  PEER_TIMEOUT: failure(
    504,
    "The other region's node did not answer in time.",
    '对方地区节点未在规定时间内应答。',
    later,
  ),
  PEER_RESET: failure(
    502,
    "The other region's node broke off the connection before its answer was complete.",
    '对方地区节点在应答完成前中断了连接。',
    later,
  ),
  PEER_CIRCUIT_OPEN: failure(
    503,
    "The other region's node failed repeatedly; calls to it are paused.",
    '对方地区节点连续失败，已暂停向其发送请求。',
    later,
  ),
  PEER_BUSY: failure(
    503,
    "Too many calls are waiting for the other region's node.",
    '等待对方地区节点的请求过多。',
    later,
  ),
  PEER_CALL_ABANDONED: {
    status: 499,
    retryable: true,
    en: { message: 'The caller gave up before the answer came.', advice: 'Ask again if you still need it.' },
    zh: { message: '调用方在应答到达前已放弃。', advice: '如仍需要，请重新查询。' },
  },
  PEER_TLS_FAILED: failure(
    502,
    "No secure connection to the other region's node could be made.",
    '无法与对方地区节点建立安全连接。',
  ),
  PEER_TLS_EXPIRED: failure(
    502,
    "The TLS certificate of the other region's node is outside its validity period.",
    '对方地区节点的 TLS 证书不在有效期内。',
  ),
  PEER_TLS_UNKNOWN_AUTHORITY: failure(
    502,
    "The TLS certificate of the other region's node was issued by an authority that this node does not trust.",
    '对方地区节点的 TLS 证书由本节点不信任的机构签发。',
  ),
  PEER_TLS_WRONG_ORGANISATION: failure(
    502,
    'The TLS certificate belongs to another organisation than the node asked.',
    'TLS 证书所属机构与所查询的节点不一致。',
  ),
  PEER_TLS_REFUSED_US: failure(
    502,
    "The other region's node did not accept the TLS certificate of this node.",
    '对方地区节点不接受本节点的 TLS 证书。',
  ),
  PEER_ENDPOINT_INVALID: failure(
    502,
    "The endpoint published for the other region's node is not a plain https address.",
    '对方地区节点公布的接口地址不是有效的 https 地址。',
  ),
  PEER_REDIRECTED: failure(
    502,
    "The other region's node answered with a redirect, which is never followed.",
    '对方地区节点返回重定向，本节点一律不予跟随。',
  ),
  PEER_BAD_STATUS: failure(
    502,
    "The other region's node reported a failure of its own.",
    '对方地区节点报告其自身故障。',
    later,
  ),
  PEER_BAD_CONTENT_TYPE: failure(
    502,
    "The other region's node answered in a form that is not part of the exchange.",
    '对方地区节点的应答格式不属于本交换规范。',
  ),
  PEER_EMPTY_ANSWER: failure(
    502,
    "The other region's node sent an empty answer.",
    '对方地区节点返回了空应答。',
  ),
  PEER_ANSWER_TOO_LARGE: failure(
    502,
    "The answer of the other region's node is longer than this node accepts.",
    '对方地区节点的应答超过本节点允许的长度。',
  ),
  PEER_MALFORMED_ANSWER: failure(
    502,
    "The other region's node did not answer in well-formed HTTP.",
    '对方地区节点的应答不是合法的 HTTP 报文。',
  ),
  PEER_UNSIGNED_ANSWER: failure(
    502,
    "The other region's node sent an answer without a signature; it was discarded.",
    '对方地区节点的应答没有签名，已丢弃。',
  ),
  PEER_THROTTLES_US: failure(
    503,
    "The other region's node takes no more requests from this node for now.",
    '对方地区节点暂不再接收本节点的请求。',
    later,
  ),
  PEER_DOES_NOT_KNOW_US: failure(
    502,
    "The other region's node did not recognise this node.",
    '对方地区节点未能识别本节点身份。',
  ),
} as const satisfies Record<string, ErrorEntry>;
