import { entry, type ErrorEntry } from '../entry.js';

/** What those who keep a node running are told: of the way to a peer, of repairs, of a request that failed. */
export const upkeep = {
  CONNECTION_PEER_UNKNOWN: entry(
    404,
    [
      'No node of this federation has this entity identifier.',
      'Choose one of those that the federation lists.',
    ],
    ['本联盟中没有该标识的节点。', '请从联盟节点列表中选择。'],
  ),
  CONNECTION_NAME_UNKNOWN: entry(
    503,
    [
      'The host name of the peer has no address.',
      "Look at this node's name servers, then ask the other region whether the name is still the right one.",
    ],
    ['无法解析对方主机名。', '请检查本节点的域名服务器，再向对方确认主机名是否变更。'],
  ),
  CONNECTION_REFUSED: entry(
    503,
    [
      'The host answers, but nothing listens at the port.',
      'Ask the other region whether its node runs and listens at this port; a firewall may also refuse on its behalf.',
    ],
    [
      '对方主机可达，但端口无服务监听。',
      '请向对方确认节点是否运行、监听端口是否一致；也可能是防火墙代为拒绝。',
    ],
  ),
  CONNECTION_TIMEOUT: entry(
    503,
    [
      'Nobody answers within the time to connect.',
      'Packets are lost on the way: look at firewalls and routes on both sides, for the port too.',
    ],
    ['在连接时限内无应答。', '数据包在途中丢失：请检查双方防火墙与路由是否放行该地址和端口。'],
  ),
  CONNECTION_NO_ROUTE: entry(
    503,
    [
      'There is no route to the address.',
      "Look at this host's network and its routes to the government network.",
    ],
    ['没有到该地址的路由。', '请检查本机网络及其到政务外网的路由。'],
  ),
  CONNECTION_BROKEN: entry(
    503,
    [
      'The connection broke before anything was said.',
      'Something between the nodes cuts it: look at gateways and load balancers on both sides.',
    ],
    ['连接在通信前中断。', '途中有设备切断连接：请检查双方网关与负载均衡。'],
  ),
  CONNECTION_TLS_FAILED: entry(
    503,
    [
      'The TLS handshake failed.',
      'Compare TLS versions and cipher suites; make sure that the port is that of the peer listener and no proxy ends TLS.',
    ],
    ['TLS 握手失败。', '请核对双方 TLS 版本与密码套件，确认端口为节点互联端口且途中没有代理终止 TLS。'],
  ),
  CONNECTION_TLS_REFUSED_US: entry(
    503,
    [
      "The peer refuses this node's certificate.",
      'Look at its days left under keys; ask the other region whether it trusts the authority that issued it.',
    ],
    ['对方拒绝本节点证书。', '请在“密钥与证书”查看剩余天数，并向对方确认其信任签发机构。'],
  ),
  CONNECTION_CERTIFICATE_EXPIRED: entry(
    503,
    [
      "The peer's certificate has ended or has not begun.",
      "The other region renews it; if it is in time there, look at this node's clock.",
    ],
    ['对方证书不在有效期内。', '请对方更新证书；若对方证书有效，请检查本节点时钟。'],
  ),
  CONNECTION_CERTIFICATE_UNTRUSTED: entry(
    503,
    [
      "No authority that this node trusts vouches for the peer's certificate.",
      'Compare the issuer with `peers.tls.ca`; add the authority there only after its fingerprint was confirmed by another way.',
    ],
    [
      '对方证书的签发机构不在本节点信任范围。',
      '请核对签发机构与 peers.tls.ca；须经其他途径确认指纹后方可加入。',
    ],
  ),
  CONNECTION_CERTIFICATE_OTHER: entry(
    503,
    [
      "The certificate names another entity than this peer's.",
      'Somebody else answers at this address: have the other region check its certificate and address before anything is sent.',
    ],
    ['证书所载实体标识与该节点不符。', '应答的可能是他人：请对方核查证书与地址，在此之前不会发送任何数据。'],
  ),
  CONNECTION_CERTIFICATE_ENDS: entry(
    503,
    ["The peer's certificate ends within 30 days.", 'Remind the other region to renew it.'],
    ['对方证书将在 30 天内到期。', '请提醒对方更新证书。'],
  ),
  CONNECTION_CHAIN_ENDS: entry(
    503,
    [
      "The peer's trust chain ends within hours.",
      'Its authority should sign anew: ask the operator of the trust anchor.',
    ],
    ['对方信任链将在数小时内到期。', '上级应重新签发：请联系信任锚运维人员。'],
  ),
  CONNECTION_CLOCK_APART: entry(
    503,
    [
      "The peer's clock and this node's differ by more than is allowed.",
      'Compare both with a time server (NTP) and mend the one that is wrong; signed requests fail until then.',
    ],
    ['双方时钟偏差超过允许范围。', '请分别与授时服务（NTP）核对并校正；校正前签名请求会被拒绝。'],
  ),
  CONNECTION_CLOCK_UNKNOWN: entry(
    503,
    ["The peer's answer carries no time.", 'Compare the clocks by hand if signed requests are refused.'],
    ['对方应答未带时间。', '如签名请求被拒绝，请人工核对双方时钟。'],
  ),
  CONNECTION_NO_AGREEMENT: entry(
    403,
    [
      'No agreement in force lets this peer have anything from here.',
      'Propose one under agreements if data is to be shared; what the peer gives us is for its own agreements to say.',
    ],
    ['没有有效约定允许向该节点提供数据。', '如需共享请在“共享约定”提出；对方提供的内容由对方约定决定。'],
  ),
  REPAIR_REASON_MISSING: entry(
    400,
    ['A repair needs a reason.', 'Say why in a few words without personal data; it stands in the audit log.'],
    ['未填写理由。', '请简要说明理由，不得含个人信息；理由记入审计日志。'],
  ),
  FAILED_REQUEST_UNKNOWN: entry(
    404,
    [
      'No failed request of your organisation has this id.',
      'Take the id from the header `tongban-request-id` of the answer; successful and old requests are not kept.',
    ],
    ['本机构没有该编号的失败请求。', '编号见应答头 tongban-request-id；成功的和过期的请求不保留。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
