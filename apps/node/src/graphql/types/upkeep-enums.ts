import { registerEnumType } from '@nestjs/graphql';
import { both } from '../describe.js';

export enum ChainState {
  VALID = 'valid',
  EXPIRING = 'expiring',
  BROKEN = 'broken',
}
registerEnumType(ChainState, {
  name: 'ChainState',
  description: both('Whether an entity is trusted.', '信任链状态。'),
  valuesMap: {
    VALID: { description: both('Trusted.', '有效。') },
    EXPIRING: { description: both('Ends soon, or could not be renewed.', '即将到期或暂时无法更新。') },
    BROKEN: { description: both('Not trusted.', '不受信任。') },
  },
});

export enum OwnKeyUse {
  EXCHANGE = 'exchange',
  FEDERATION = 'federation',
  CREDENTIAL = 'credential',
  ISSUER = 'issuer',
  LOG = 'log',
  WITNESS = 'witness',
  PUBLIC_TLS = 'public-tls',
  PEER_TLS = 'peer-tls',
  CLIENT_TLS = 'client-tls',
  SEAL = 'seal',
}
registerEnumType(OwnKeyUse, {
  name: 'OwnKeyUse',
  description: both('What a key is for.', '密钥用途。'),
  valuesMap: {
    EXCHANGE: { description: both('Signs requests and answers.', '签署请求与应答。') },
    FEDERATION: { description: both('Signs what the node says of itself.', '签署联盟实体声明。') },
    CREDENTIAL: { description: both('Signs credentials.', '签署证照凭证。') },
    ISSUER: {
      description: both('Signs access tokens of the issuer in the node.', '内置身份服务签发访问令牌。'),
    },
    LOG: { description: both('Signs checkpoints of the audit log.', '签署审计日志检查点。') },
    WITNESS: {
      description: both("Cosigns checkpoints of other nodes' logs.", '为其他节点的日志检查点联署见证。'),
    },
    PUBLIC_TLS: { description: both('TLS for people and systems of the own region.', '本地区访问的 TLS。') },
    PEER_TLS: { description: both('TLS for other nodes that call.', '供其他节点连接的 TLS。') },
    CLIENT_TLS: { description: both('TLS towards other nodes.', '连接其他节点的 TLS。') },
    SEAL: { description: both('Seals documents.', '文件签章。') },
  },
});

export enum OwnKeyState {
  WAITING = 'waiting',
  SIGNING = 'signing',
  RETIRING = 'retiring',
  RETIRED = 'retired',
  REPLACED = 'replaced',
  NOT_YET = 'not-yet',
  VALID = 'valid',
  EXPIRING = 'expiring',
  EXPIRED = 'expired',
  UNREADABLE = 'unreadable',
}
registerEnumType(OwnKeyState, {
  name: 'OwnKeyState',
  description: both('Where a key or certificate stands.', '密钥或证书状态。'),
  valuesMap: {
    WAITING: { description: both('Published, signs later.', '已公布，待启用。') },
    SIGNING: { description: both('Signs.', '使用中。') },
    RETIRING: { description: both('Signs no more, still published.', '已停用，仍公布。') },
    RETIRED: { description: both('Published no more.', '已停止公布。') },
    REPLACED: {
      description: both(
        'Another key stands in its file; the next start would use that one.',
        '文件中已是另一密钥，重新启动将改用该密钥。',
      ),
    },
    NOT_YET: { description: both('A certificate that has not begun.', '证书尚未生效。') },
    VALID: { description: both('A certificate in time.', '证书有效。') },
    EXPIRING: { description: both('A certificate with less than 30 days.', '证书 30 天内到期。') },
    EXPIRED: { description: both('A certificate that has ended.', '证书已过期。') },
    UNREADABLE: { description: both('The file cannot be read.', '文件无法读取。') },
  },
});

export enum TrustStoreKind {
  FEDERATION = 'federation',
  FEDERATION_TLS = 'federation-tls',
  PEER_TLS = 'peer-tls',
  CLIENT_TLS = 'client-tls',
  DOCUMENTS = 'documents',
}
registerEnumType(TrustStoreKind, {
  name: 'TrustStoreKind',
  description: both('What somebody is trusted for.', '信任库类别。'),
  valuesMap: {
    FEDERATION: { description: both('Anchors of the federation.', '联盟信任锚。') },
    FEDERATION_TLS: { description: both('TLS of the federation.', '联盟端点的 TLS 根证书。') },
    PEER_TLS: { description: both('Client certificates of nodes that call.', '来访节点证书的签发机构。') },
    CLIENT_TLS: { description: both('Certificates of nodes that are called.', '被访节点证书的签发机构。') },
    DOCUMENTS: { description: both('Seals and signatures of documents.', '文件签章的签发机构。') },
  },
});

export enum TrustState {
  VALID = 'valid',
  NOT_YET = 'not-yet',
  EXPIRING = 'expiring',
  EXPIRED = 'expired',
  SUSPENDED = 'suspended',
  WITHDRAWN = 'withdrawn',
}
registerEnumType(TrustState, {
  name: 'TrustState',
  description: both('Whether an authority is trusted now.', '签发机构的信任状态。'),
  valuesMap: {
    VALID: { description: both('Trusted.', '受信任。') },
    NOT_YET: { description: both('Not yet.', '尚未生效。') },
    EXPIRING: { description: both('For less than 30 days.', '30 天内到期。') },
    EXPIRED: { description: both('No more: it has ended.', '已过期。') },
    SUSPENDED: { description: both('Suspended by the list.', '已暂停。') },
    WITHDRAWN: { description: both('Withdrawn by the list.', '已撤销。') },
  },
});

export enum LicenceImportState {
  STAGING = 'staging',
  PUBLISHED = 'published',
  REFUSED = 'refused',
  ABANDONED = 'abandoned',
}
registerEnumType(LicenceImportState, {
  name: 'LicenceImportState',
  description: both('How far an import has come.', '导入状态。'),
  valuesMap: {
    STAGING: { description: both('Under way, or to be gone on with.', '进行中或可续传。') },
    PUBLISHED: { description: both('Taken over whole.', '已发布。') },
    REFUSED: { description: both('Too much was wrong; nothing was taken.', '差错过多，未采用。') },
    ABANDONED: { description: both('Another one began in its place.', '已放弃。') },
  },
});

export enum SettingOrigin {
  FILE = 'file',
  DEFAULT = 'default',
  ENVIRONMENT = 'environment',
}
registerEnumType(SettingOrigin, {
  name: 'SettingOrigin',
  description: both('Where a setting comes from.', '配置来源。'),
  valuesMap: {
    FILE: { description: both('Written in the file.', '配置文件。') },
    DEFAULT: { description: both('The default.', '默认值。') },
    ENVIRONMENT: { description: both('The environment.', '环境变量。') },
  },
});

export enum LogState {
  OK = 'ok',
  LAGGING = 'lagging',
  STOPPED = 'stopped',
}
registerEnumType(LogState, {
  name: 'LogState',
  description: both('How the audit log is doing.', '审计日志运行状态。'),
  valuesMap: {
    OK: { description: both('In time.', '正常。') },
    LAGGING: { description: both('Late: an alert.', '滞后：告警。') },
    STOPPED: { description: both('The exchange has stopped.', '交换已暂停。') },
  },
});

export enum WaitingState {
  WAITING = 'waiting',
  ACTIVE = 'active',
  DEAD = 'dead',
}
registerEnumType(WaitingState, {
  name: 'WaitingState',
  description: both('How far waiting work is.', '待处理事务状态。'),
  valuesMap: {
    WAITING: { description: both('Its turn will come.', '等待中。') },
    ACTIVE: { description: both('Is being done.', '进行中。') },
    DEAD: { description: both('Given up; waits for a person.', '多次失败，待人工处理。') },
  },
});

export enum RepairKind {
  RETRY = 'retry',
  DROP = 'drop',
}
registerEnumType(RepairKind, {
  name: 'RepairKind',
  description: both('What to do with it.', '处理方式。'),
  valuesMap: {
    RETRY: { description: both('Try again at once.', '立即重试。') },
    DROP: { description: both('Give it up; what comes after it goes on.', '放弃，后续继续。') },
  },
});

export enum ConnectionStepName {
  NAME = 'name',
  TCP = 'tcp',
  TLS = 'tls',
  CERTIFICATE = 'certificate',
  CHAIN = 'chain',
  CLOCK = 'clock',
  SIGNATURE = 'signature',
  POLICY = 'policy',
}
registerEnumType(ConnectionStepName, {
  name: 'ConnectionStepName',
  description: both('A step of the way to a peer.', '连接测试步骤。'),
  valuesMap: {
    NAME: { description: both('The host name has an address.', '域名解析。') },
    TCP: { description: both('Somebody listens there.', 'TCP 连接。') },
    TLS: { description: both('A handshake is made.', 'TLS 握手。') },
    CERTIFICATE: { description: both('It is the right node.', '证书核验。') },
    CHAIN: { description: both('The federation vouches for it.', '信任链核验。') },
    CLOCK: { description: both('The clocks agree.', '时钟比对。') },
    SIGNATURE: { description: both('Both verify a signed message of the other.', '签名互验。') },
    POLICY: { description: both('An agreement is in force.', '共享约定。') },
  },
});

export enum ConnectionStepOutcome {
  PASSED = 'passed',
  WARNING = 'warning',
  FAILED = 'failed',
  NOT_TRIED = 'not-tried',
}
registerEnumType(ConnectionStepOutcome, {
  name: 'ConnectionStepOutcome',
  description: both('What came of a step.', '步骤结果。'),
  valuesMap: {
    PASSED: { description: both('It works.', '通过。') },
    WARNING: { description: both('It works, but somebody should look.', '通过，但需关注。') },
    FAILED: { description: both('It does not work.', '未通过。') },
    NOT_TRIED: { description: both('An earlier step stands in the way.', '前序步骤未通过，未执行。') },
  },
});

export enum RequestPlace {
  HERE = 'here',
  WAY = 'way',
  THERE = 'there',
}
registerEnumType(RequestPlace, {
  name: 'RequestPlace',
  description: both('Where a lookup came to its end.', '查询终止于何处。'),
  valuesMap: {
    HERE: { description: both('At this node.', '本节点。') },
    WAY: { description: both('On the way between the nodes.', '节点之间。') },
    THERE: { description: both('At the other node.', '对方节点。') },
  },
});
