import type { ErrorEntry } from '../entry.js';

const TAKE_ANOTHER = {
  en: 'Fetch a new access token from the issuer and send the request again.',
  zh: '请向令牌签发方重新获取访问令牌后再次发送。',
};

/** Refusals about who calls: access tokens (RFC 6750, RFC 9068), roles, and signing in with a password. */
export const callers = {
  TOKEN_MISSING: {
    status: 401,
    en: {
      message: 'The request carries no access token.',
      advice: 'Send "Authorization: Bearer <token>" with a token from the issuer of this node.',
    },
    zh: {
      message: '请求未携带访问令牌。',
      advice: '请在请求头中携带 "Authorization: Bearer <令牌>"，令牌由本节点的签发方签发。',
    },
  },
  TOKEN_MALFORMED: {
    status: 401,
    en: {
      message: 'The access token is not a well-formed JWT in compact form.',
      advice: 'Send the token exactly as the issuer gave it, once, after the word Bearer.',
    },
    zh: {
      message: '访问令牌不是格式正确的紧凑式 JWT。',
      advice: '请按签发方给出的原文在 Bearer 之后发送一次。',
    },
  },
  TOKEN_WRONG_TYPE: {
    status: 401,
    en: {
      message: 'The token is not an access token (its typ is not at+jwt).',
      advice: 'Send the access token, not the ID token or a client assertion.',
    },
    zh: {
      message: '该令牌不是访问令牌（typ 不是 at+jwt）。',
      advice: '请发送访问令牌，而不是身份令牌或客户端断言。',
    },
  },
  TOKEN_ALGORITHM_REFUSED: {
    status: 401,
    en: {
      message: 'The access token is signed by an algorithm that this node does not accept.',
      advice: 'Have the issuer sign access tokens with one of the algorithms that this node lists.',
    },
    zh: { message: '访问令牌的签名算法不被本节点接受。', advice: '请由签发方改用本节点列出的签名算法。' },
  },
  TOKEN_KEY_UNKNOWN: {
    status: 401,
    en: {
      message: 'The access token names a signing key that the issuer does not publish.',
      advice: TAKE_ANOTHER.en,
    },
    zh: { message: '访问令牌所指的签名密钥未由签发方公布。', advice: TAKE_ANOTHER.zh },
  },
  TOKEN_BAD_SIGNATURE: {
    status: 401,
    en: { message: 'The signature of the access token is not valid.', advice: TAKE_ANOTHER.en },
    zh: { message: '访问令牌的签名无效。', advice: TAKE_ANOTHER.zh },
  },
  TOKEN_WRONG_ISSUER: {
    status: 401,
    en: {
      message: 'The access token comes from an issuer that this node does not trust.',
      advice: 'Fetch the token from the issuer of the node that you are calling.',
    },
    zh: { message: '访问令牌的签发方不受本节点信任。', advice: '请向所调用节点的签发方获取令牌。' },
  },
  TOKEN_WRONG_AUDIENCE: {
    status: 401,
    en: {
      message: 'The access token was issued for another service.',
      advice: "Ask the issuer for a token whose resource is this node's GraphQL endpoint.",
    },
    zh: {
      message: '访问令牌是为其他服务签发的。',
      advice: '请向签发方申请以本节点 GraphQL 地址为 resource 的令牌。',
    },
  },
  TOKEN_EXPIRED: {
    status: 401,
    en: { message: 'The access token has expired.', advice: TAKE_ANOTHER.en },
    zh: { message: '访问令牌已过期。', advice: TAKE_ANOTHER.zh },
  },
  TOKEN_NOT_YET_VALID: {
    status: 401,
    en: {
      message: 'The access token is not valid yet.',
      advice: 'Compare the clocks of the issuer and this node.',
    },
    zh: { message: '访问令牌尚未生效。', advice: '请核对签发方与本节点的时钟。' },
  },
  TOKEN_CLAIMS_INVALID: {
    status: 401,
    en: {
      message: 'The access token does not say who is calling in the form that this node needs.',
      advice:
        'Have the issuer set role, organisation and person as the README of the callers room lists them.',
    },
    zh: {
      message: '访问令牌未按本节点要求说明调用者身份。',
      advice: '请由签发方按说明文档设置角色、机构与人员声明。',
    },
  },
  TOKEN_SCOPE_MISSING: {
    status: 403,
    en: {
      message: 'The access token was not granted the scope that this node demands.',
      advice: 'Ask the issuer for the scope named in WWW-Authenticate.',
    },
    zh: {
      message: '访问令牌未获得本节点要求的授权范围。',
      advice: '请按 WWW-Authenticate 中的 scope 重新申请令牌。',
    },
  },
  TOKEN_SECOND_FACTOR_MISSING: {
    status: 403,
    en: {
      message: 'This role signs in with two factors, and the token tells of one.',
      advice: 'Sign out and sign in again with the password and the code of your authenticator.',
    },
    zh: {
      message: '该角色须以两个因素登录，当前令牌仅有一个因素。',
      advice: '请退出后重新登录，并输入密码和验证器中的动态验证码。',
    },
  },
  TOKEN_ISSUER_UNAVAILABLE: {
    status: 503,
    retryable: true,
    en: {
      message: 'The keys of the token issuer cannot be fetched, so no token can be checked.',
      advice: 'Send the request again in a minute.',
    },
    zh: { message: '无法获取令牌签发方的密钥，暂时不能核验令牌。', advice: '请一分钟后重新发送。' },
  },
  ROLE_NOT_ALLOWED: {
    status: 403,
    en: {
      message: 'The role of the caller does not allow this operation.',
      advice: 'Have somebody with the right role do it, or ask the security administrator for that role.',
    },
    zh: {
      message: '调用者的角色无权执行此操作。',
      advice: '请由具备相应角色的人员操作，或向安全管理员申请角色。',
    },
  },
  LOGIN_FAILED: {
    status: 401,
    en: { message: 'The user name or the password is wrong.', advice: 'Check both and try again.' },
    zh: { message: '用户名或密码错误。', advice: '请核对后重试。' },
  },
  LOGIN_CODE_WRONG: {
    status: 401,
    en: {
      message: 'The one-time code is wrong or was used before.',
      advice: 'Wait for the next code of your authenticator, or use a code of recovery that is left.',
    },
    zh: {
      message: '动态验证码不正确或已使用过。',
      advice: '请等待验证器显示下一个验证码，或使用尚未用过的恢复码。',
    },
  },
  LOGIN_CODES_OFF: {
    status: 403,
    en: {
      message: 'One-time codes of this account are switched off after a hundred wrong ones in a row.',
      advice:
        'Sign in with a passkey or a code of recovery, which switches them on again, or ask the system administrator to reset.',
    },
    zh: {
      message: '该账号的动态验证码因连续输错一百次已停用。',
      advice: '请使用通行密钥或恢复码登录（登录后即恢复启用），或联系系统管理员重置。',
    },
  },
  LOGIN_PASSKEY_REFUSED: {
    status: 401,
    en: {
      message: 'The passkey was not accepted.',
      advice: 'Try again with a passkey of this account, or use another second factor.',
    },
    zh: { message: '通行密钥未通过核验。', advice: '请使用本账号的通行密钥重试，或改用其他第二因素。' },
  },
  LOGIN_PASSKEY_COPIED: {
    status: 401,
    en: {
      message: 'The passkey was not accepted: its counter says that a copy of it has been used.',
      advice: 'Use another second factor, remove this passkey, and tell the security administrator.',
    },
    zh: {
      message: '通行密钥未通过核验：其计数器表明可能存在副本。',
      advice: '请改用其他第二因素登录并移除该通行密钥，同时告知安全管理员。',
    },
  },
  LOGIN_DELAYED: {
    status: 429,
    retryable: true,
    en: {
      message: 'This attempt came too soon after a failed one and was not checked.',
      advice: 'Wait a moment, then try again.',
    },
    zh: { message: '距上次失败的登录过近，本次未予核验。', advice: '请稍候再试。' },
  },
  LOGIN_LOCKED: {
    status: 429,
    retryable: true,
    en: {
      message: 'Signing in to this account is locked for a while after too many failed attempts.',
      advice: 'Try again later; if it was not you who tried, tell the security administrator.',
    },
    zh: {
      message: '该账号登录失败次数过多，已暂时锁定。',
      advice: '请稍后再试；如非本人操作，请告知安全管理员。',
    },
  },
  LOGIN_ADDRESS_LOCKED: {
    status: 429,
    retryable: true,
    en: {
      message: 'Too many failed attempts came from this network address; signing in from it is locked.',
      advice: 'Try again later, or sign in from another workplace.',
    },
    zh: {
      message: '来自该网络地址的失败登录过多，已暂时锁定。',
      advice: '请稍后再试，或更换工作终端登录。',
    },
  },
  LOGIN_STALE: {
    status: 400,
    en: {
      message: 'This sign-in page is no longer valid.',
      advice: 'Go back to the application and start signing in again.',
    },
    zh: { message: '该登录页面已失效。', advice: '请返回应用重新发起登录。' },
  },
  ACCOUNTS_FILE_INVALID: {
    status: 500,
    en: {
      message: 'The accounts file cannot be used.',
      advice: 'Make it again with `tongban init`, or correct the entry named in the log.',
    },
    zh: { message: '账号文件不可用。', advice: '请使用 `tongban init` 重新生成，或按日志更正有误的条目。' },
  },
  ISSUER_KEYS_INVALID: {
    status: 500,
    en: {
      message: 'The key files of the embedded issuer cannot be used.',
      advice: 'Put the files back from a backup, or remove them: new ones are made and all sessions end.',
    },
    zh: {
      message: '内置签发方的密钥文件不可用。',
      advice: '请从备份恢复；或删除后自动重新生成，届时所有会话失效。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
