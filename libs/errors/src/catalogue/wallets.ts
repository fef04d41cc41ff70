import { entry, type ErrorEntry } from '../entry.js';

/** Issuance and presentation of credentials (OpenID4VCI, OpenID4VP). */
export const wallets = {
  ISSUANCE_PROOF_MALFORMED: entry(
    400,
    [
      'The key proof is malformed.',
      'Send a JWT of type openid4vci-proof+jwt with exactly one key, as jwk, and aud, iat and nonce.',
    ],
    [
      '密钥证明格式不正确。',
      '请提交类型为 openid4vci-proof+jwt 的令牌，以 jwk 给出唯一密钥，并含 aud、iat、nonce。',
    ],
  ),
  ISSUANCE_PROOF_ALGORITHM: entry(
    400,
    [
      'The key of the proof is of a kind that is not bound to credentials.',
      "Use a key of an algorithm that the issuer's metadata lists.",
    ],
    ['密钥类型不支持绑定凭证。', '请使用签发方元数据所列算法的密钥。'],
  ),
  ISSUANCE_PROOF_AUDIENCE: entry(
    400,
    ['The key proof was made for another issuer.', 'Make the proof for this credential issuer.'],
    ['密钥证明是为其他签发方作出的。', '请为本签发方重新生成证明。'],
  ),
  ISSUANCE_PROOF_TIME: entry(
    400,
    [
      'The key proof is too old or from the future.',
      'Check the clock of the device and make the proof anew.',
    ],
    ['密钥证明的时间过早或过晚。', '请校准设备时间后重新生成证明。'],
  ),
  ISSUANCE_PROOF_KEY_REPEATED: entry(
    400,
    ['Two proofs are for the same key.', 'Use a key of its own for each credential.'],
    ['多个证明使用了同一密钥。', '请为每份凭证使用不同的密钥。'],
  ),
  ISSUANCE_NONCE_INVALID: entry(
    400,
    [
      'The nonce of the proof is not one of this issuer, too old, or used already.',
      'Fetch a new nonce and make the proof anew.',
    ],
    ['证明中的随机数无效、过期或已被使用。', '请重新获取随机数并生成证明。'],
  ),
  ISSUANCE_REQUEST_MALFORMED: entry(
    400,
    [
      'The credential request is malformed.',
      'Name the offered credential configuration and give proofs (OpenID4VCI 1.0, section 8.2).',
    ],
    ['凭证申领请求格式不正确。', '请按 OpenID4VCI 1.0 第 8.2 节填写凭证配置与证明。'],
  ),
  ISSUANCE_CONFIGURATION_UNKNOWN: entry(
    400,
    ['This credential configuration was not offered.', 'Ask for the configuration that the offer names.'],
    ['所请求的凭证配置不在邀约内。', '请申领邀约中列明的凭证。'],
  ),
  ISSUANCE_BATCH_TOO_LARGE: entry(
    400,
    ['More credentials were asked for at once than are issued.', 'Send fewer proofs.'],
    ['一次申领的凭证数量过多。', '请减少证明数量。'],
  ),
  ISSUANCE_ENCRYPTION_UNSUPPORTED: entry(
    400,
    [
      'Encrypted credential responses are not offered.',
      'Leave out credential_response_encryption; the line is encrypted.',
    ],
    ['不支持加密的凭证响应。', '请去掉 credential_response_encryption；传输链路已加密。'],
  ),
  ISSUANCE_TOKEN_UNKNOWN: entry(
    401,
    ['The access token gives no credential.', 'Redeem a new credential offer.'],
    ['访问令牌无效。', '请使用新的凭证邀约。'],
  ),
  ISSUANCE_GRANT_UNSUPPORTED: entry(
    400,
    ['This grant type is not offered.', 'Use the pre-authorised code of an offer.'],
    ['不支持该授权类型。', '请使用邀约中的预授权码。'],
  ),
  ISSUANCE_TOKEN_REQUEST_MALFORMED: entry(
    400,
    [
      'The token request is malformed.',
      'Send each parameter once, with the transaction code that the offer announces.',
    ],
    ['令牌请求格式不正确。', '请每个参数只填一次，并提交邀约要求的交易码。'],
  ),
  ISSUANCE_CODE_INVALID: entry(
    400,
    ['The code is wrong, expired or used already.', 'Ask for a new credential offer.'],
    ['预授权码或交易码错误、过期或已被使用。', '请重新申请凭证邀约。'],
  ),
  ISSUANCE_OFFER_UNKNOWN: entry(
    404,
    ['There is no such credential offer.', 'Ask for a new one.'],
    ['凭证邀约不存在或已失效。', '请重新申请。'],
  ),
  CREDENTIAL_LICENCE_UNAVAILABLE: entry(
    404,
    ['No such licence of this holder is on record here.', "Check the identifier and the holder's code."],
    ['本地没有该持证主体的此证照。', '请核对证照标识与持证主体代码。'],
  ),
  CREDENTIAL_LICENCE_NOT_VALID: entry(
    409,
    [
      'The licence is not valid, so that no credential is issued on it.',
      "Ask the issuing authority about the licence's status.",
    ],
    ['证照当前无效，不能签发凭证。', '请向发证机构了解证照状态。'],
  ),
  CREDENTIAL_HOLDER_NOT_PRESENT: entry(
    400,
    [
      'The holder whom the clerk has before them is not named.',
      "Give the holder's code as it stands on the identity document shown at the counter.",
    ],
    ['未填写到场持证主体。', '请按窗口出示的身份证件填写持证主体代码。'],
  ),
  CREDENTIAL_NOT_FOUND: entry(
    404,
    ['There is no such credential of this holder.', 'Look at the list of your credentials.'],
    ['没有该凭证。', '请查看本人凭证列表。'],
  ),
  CREDENTIALS_THROTTLED: entry(
    429,
    ['Too many requests within a minute.', 'Wait a minute, then go on.'],
    ['一分钟内请求过多。', '请一分钟后再试。'],
  ),
  STATUS_LIST_UNKNOWN: entry(
    404,
    ['There is no such status list.', 'Use the address that stands in the credential.'],
    ['没有该状态列表。', '请使用凭证中所列地址。'],
  ),
  STATUS_LIST_FOREIGN: entry(
    403,
    [
      "The credential refers to a status list that is not its issuer's.",
      'Ask the issuer for a new credential.',
    ],
    ['凭证引用的状态列表不属于其签发方。', '请向签发方重新申领凭证。'],
  ),
  DCQL_UNSUPPORTED: entry(
    400,
    [
      'The query asks for more than this wallet understands.',
      'Ask for one dc+sd-jwt credential by type and claims.',
    ],
    ['查询超出本钱包支持范围。', '请按类型与字段请求一份 dc+sd-jwt 凭证。'],
  ),
  REQUEST_OBJECT_MALFORMED: entry(
    400,
    ['The presentation request is malformed.', 'Ask the counter for a new code.'],
    ['出示请求格式不正确。', '请让窗口重新出示二维码。'],
  ),
  REQUEST_OBJECT_CLIENT: entry(
    403,
    [
      'The presentation request is not from whom the code names.',
      'Show nothing; ask the counter for a new code.',
    ],
    ['出示请求与二维码所示机构不符。', '请勿出示，并让窗口重新出示二维码。'],
  ),
  REQUEST_OBJECT_EXPIRED: entry(
    400,
    ['The presentation request has expired.', 'Ask the counter for a new code.'],
    ['出示请求已过期。', '请让窗口重新出示二维码。'],
  ),
  REQUEST_OBJECT_REPLAYED: entry(
    403,
    ['The presentation request was not made for this wallet.', 'Ask the counter for a new code.'],
    ['出示请求不是为本钱包生成的。', '请让窗口重新出示二维码。'],
  ),
  REQUEST_OBJECT_ADDRESS: entry(
    403,
    [
      "The answer would go to an address that is not the asking node's.",
      'Show nothing; ask the counter for a new code.',
    ],
    ['应答地址不属于请求方节点。', '请勿出示，并让窗口重新出示二维码。'],
  ),
  PRESENTATION_UNKNOWN: entry(
    404,
    ['There is no such presentation request.', 'Begin a new one.'],
    ['没有该出示请求。', '请重新发起。'],
  ),
  PRESENTATION_USED: entry(
    409,
    ['This presentation request has been answered already.', 'Begin a new one.'],
    ['该出示请求已有应答。', '请重新发起。'],
  ),
  PRESENTATION_EXPIRED: entry(
    410,
    ['This presentation request has expired.', 'Begin a new one.'],
    ['该出示请求已过期。', '请重新发起。'],
  ),
  PRESENTATION_RESPONSE_MALFORMED: entry(
    400,
    [
      'The presentation response is malformed.',
      'Send vp_token and state once each (OpenID4VP 1.0, section 8.2).',
    ],
    ['出示应答格式不正确。', '请按 OpenID4VP 1.0 第 8.2 节各提交一次 vp_token 与 state。'],
  ),
  PRESENTATION_STATE_WRONG: entry(
    400,
    ['The state is not that of the request.', 'Send the state of the request object.'],
    ['state 与请求不符。', '请提交请求对象中的 state。'],
  ),
  PRESENTATION_TYPE_OTHER: entry(
    400,
    [
      'The credential is of another type than was asked for.',
      'Present a credential of the type that the request names.',
    ],
    ['凭证类型与请求不符。', '请出示请求所列类型的凭证。'],
  ),
  PRESENTATION_CLAIM_MISSING: entry(
    400,
    ['A field that was asked for is not shown.', 'Show all fields that the request names, or decline.'],
    ['缺少请求的字段。', '请出示请求的全部字段，或拒绝出示。'],
  ),
  PRESENTATION_DECLINED: entry(
    403,
    ['The holder declined, or has no such credential.', 'Ask the holder, or begin a new request.'],
    ['持证主体拒绝出示或没有该凭证。', '请与持证主体确认后重新发起。'],
  ),
  PRESENTATION_MATTER_UNKNOWN: entry(
    403,
    [
      'No rule says which fields this matter needs of this licence type.',
      'Have the matter entered in credentials.presentations of the node.',
    ],
    ['该事项未配置可请求出示的证照类型与字段。', '请在节点配置 credentials.presentations 中登记该事项。'],
  ),
  PRESENTATION_FIELD_NOT_NEEDED: entry(
    403,
    ['A field is not among those that this matter needs.', 'Ask only for the fields of the matter.'],
    ['所请求字段不在该事项所需范围内。', '请只请求该事项所需字段。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
