import { entry, type ErrorEntry } from '../entry.js';

export const authorisation = {
  AUTHORISATION_INVALID: entry(
    400,
    ['The authorisation cannot be issued so.', 'Correct the member that is named.'],
    ['授权内容不符合要求，无法签发。', '请更正所指出的内容。'],
  ),
  AUTHORISATION_MALFORMED: entry(
    403,
    ["The holder's authorisation is malformed.", 'Ask the holder to confirm again at an identity platform.'],
    ['持证主体授权格式不正确。', '请持证主体在身份认证平台重新确认。'],
  ),
  AUTHORISATION_PLATFORM_UNKNOWN: entry(
    403,
    [
      "Nobody vouches for the platform of the holder's authorisation.",
      'Use an identity platform of the federation.',
    ],
    ['授权的签发平台不受信任。', '请通过联邦内的身份认证平台取得授权。'],
  ),
  AUTHORISATION_CODE_UNKNOWN: entry(
    400,
    [
      'The code does not lead to the identity platform of this region.',
      'Scan the code on the screen of the counter; do not enter anything where another code leads you.',
    ],
    ['该码未指向本地区的身份认证平台。', '请扫描窗口屏幕上的二维码；若其他二维码要求输入信息，请勿填写。'],
  ),
  AUTHORISATION_EXPIRED: entry(
    403,
    ["The holder's authorisation has expired.", 'Ask the holder to confirm again.'],
    ['持证主体授权已过期。', '请持证主体重新确认授权。'],
  ),
  AUTHORISATION_NOT_YET_VALID: entry(
    403,
    ["The holder's authorisation is not valid yet.", 'Use it later; compare the clocks.'],
    ['持证主体授权尚未生效。', '请稍后使用，并核对系统时间。'],
  ),
  AUTHORISATION_OTHER_GRANTEE: entry(
    403,
    [
      "The holder's authorisation was given to somebody else.",
      'Ask the holder to authorise this organisation.',
    ],
    ['该授权的被授权方不是本机构。', '请持证主体授权给本机构。'],
  ),
  AUTHORISATION_OTHER_MATTER: entry(
    403,
    ["The holder's authorisation was given for another matter.", 'Ask the holder to authorise this matter.'],
    ['该授权不适用于本事项。', '请持证主体就本事项重新授权。'],
  ),
  AUTHORISATION_OTHER_HOLDER: entry(
    403,
    ['The authorisation is not that of the holder of the licence.', 'Ask the holder of the licence.'],
    ['授权人不是该证照的持证主体。', '请由该证照的持证主体授权。'],
  ),
  AUTHORISATION_USED_UP: entry(
    403,
    ["The holder's authorisation is used up.", 'Ask the holder to confirm again.'],
    ['持证主体授权的使用次数已用完。', '请持证主体重新确认授权。'],
  ),
  AUTHORISATION_WITHDRAWN: entry(
    403,
    ['The holder has withdrawn the authorisation.', 'Stop using it; ask the holder.'],
    ['持证主体已撤回授权。', '请停止使用，并与持证主体联系。'],
  ),
  AUTHORISATION_SUSPENDED: entry(
    403,
    ['The authorisation is suspended.', 'Ask its identity platform.'],
    ['持证主体授权已被暂停。', '请联系签发授权的身份认证平台。'],
  ),
  AUTHORISATION_STATUS_UNKNOWN: entry(
    503,
    ['Whether the authorisation still holds could not be found out.', 'Try again later.'],
    ['无法确认授权当前是否有效。', '请稍后重试。'],
  ),
  AUTHORISATION_REQUEST_INVALID: entry(
    400,
    ['The request for an authorisation is not well formed.', 'Correct the member that is named.'],
    ['授权请求内容不符合要求。', '请更正所指出的内容。'],
  ),
  AUTHORISATION_REQUESTER_UNKNOWN: entry(
    401,
    [
      'Nobody vouches for who signed the request.',
      'Sign with a key that is published in the federation; ask its operator.',
    ],
    ['请求的签名方不受信任。', '请使用已在联邦中公布的密钥签名，并联系联邦运营方。'],
  ),
  AUTHORISATION_REQUEST_STALE: entry(
    401,
    [
      'The signed request is too old, from the future, or was sent before.',
      'Sign it anew; compare the clocks.',
    ],
    ['签名请求已过期、时间超前或重复提交。', '请重新签名，并核对系统时间。'],
  ),
  AUTHORISATION_REQUEST_UNKNOWN: entry(
    404,
    [
      'There is no such request for an authorisation.',
      'Ask the holder again; requests stand for some minutes.',
    ],
    ['没有该授权请求。', '请重新发起授权请求；请求仅在数分钟内有效。'],
  ),
  AUTHORISATION_NOT_GRANTED: entry(
    409,
    ['The holder has not granted this authorisation.', 'Wait for the holder, or ask anew.'],
    ['持证主体尚未同意该授权。', '请等待持证主体确认，或重新发起请求。'],
  ),
  AUTHORISATION_PLATFORM_UNAVAILABLE: {
    ...entry(
      503,
      ['The identity platform does not answer as agreed.', 'Try again later.'],
      ['身份认证平台未能正常应答。', '请稍后重试。'],
    ),
    retryable: true,
  },
  AUTHORISATION_PLATFORM_NOT_CONFIGURED: entry(
    501,
    [
      'This node has no identity platform to ask.',
      'Have the operator name one in the section authorisations of the configuration.',
    ],
    ['本节点未配置身份认证平台。', '请运维人员在配置的 authorisations 部分指定平台。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
