import type { ErrorEntry } from '../entry.js';

const entry = (status: number, en: [string, string], zh: [string, string]): ErrorEntry => ({
  status,
  en: { message: en[0], advice: en[1] },
  zh: { message: zh[0], advice: zh[1] },
});

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
} as const satisfies Record<string, ErrorEntry>;
