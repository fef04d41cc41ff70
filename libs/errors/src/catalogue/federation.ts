import type { ErrorEntry } from '../entry.js';

/** Refusals of the federation: who is trusted, by which statements, under which limits (OpenID Federation 1.0). */
export const federation = {
  // Who ------------------------------------------------------------------------------------------
  ENTITY_ID_INVALID: {
    status: 400,
    en: {
      message: 'The entity identifier is not a valid https URL of a federation entity.',
      advice: 'Use the https URL under which the entity was enrolled, without query, fragment or user name.',
    },
    zh: {
      message: '实体标识不是有效的 https 地址。',
      advice: '请使用登记时的 https 地址，不含查询串、片段或用户名。',
    },
  },
  ENTITY_UNKNOWN: {
    status: 401,
    en: {
      message: 'No authority of this federation knows the entity.',
      advice: 'Have the entity enrolled by the authority of its region, then send the request again.',
    },
    zh: { message: '联邦内没有机构登记过该实体。', advice: '请先由所属地区的管理机构完成登记，再重新发送。' },
  },
  ENTITY_REVOKED: {
    status: 403,
    en: {
      message: 'The authority has withdrawn its statement about the entity.',
      advice: 'Ask the operator of the authority why the entity was revoked.',
    },
    zh: { message: '管理机构已撤销对该实体的认可。', advice: '请向管理机构询问撤销原因。' },
  },
  FEDERATION_UNREACHABLE: {
    status: 503,
    retryable: true,
    en: {
      message: 'The statements needed to trust the entity could not be fetched.',
      advice: 'Send the request again in a minute.',
    },
    zh: { message: '暂时无法取得建立信任所需的声明。', advice: '请一分钟后重新发送。' },
  },
  FEDERATION_RESPONSE_INVALID: {
    status: 502,
    en: {
      message: 'A federation endpoint answered with something that is not a federation answer.',
      advice: 'Ask the operator of that entity to look at its federation endpoints.',
    },
    zh: { message: '联邦端点返回了不符合规范的内容。', advice: '请联系该实体的运维人员检查其联邦端点。' },
  },
  // Statements -----------------------------------------------------------------------------------
  STATEMENT_MALFORMED: {
    status: 403,
    en: {
      message: 'An entity statement does not have the form that the federation demands.',
      advice: 'The issuer must sign the statement anew in the right form.',
    },
    zh: { message: '实体声明的格式不符合要求。', advice: '请由签发方按规范重新签发。' },
  },
  STATEMENT_CLAIM_MISPLACED: {
    status: 403,
    en: {
      message: 'An entity statement holds a claim that must not stand in that kind of statement.',
      advice: 'The issuer must sign the statement anew without the claim.',
    },
    zh: { message: '实体声明含有该类声明不允许的字段。', advice: '请由签发方去除该字段后重新签发。' },
  },
  STATEMENT_CRITICAL_UNKNOWN: {
    status: 403,
    en: {
      message: 'An entity statement names a critical claim that this node does not understand.',
      advice: 'Update this node, or have the issuer drop the claim.',
    },
    zh: { message: '实体声明含有本节点不理解的关键字段。', advice: '请升级本节点，或由签发方去除该字段。' },
  },
  STATEMENT_KEY_UNKNOWN: {
    status: 403,
    en: {
      message: 'An entity statement names a signing key that its issuer does not have.',
      advice: 'If the key was rotated, the superior authority must sign a statement with the new key.',
    },
    zh: {
      message: '实体声明所用的签名密钥不属于其签发方。',
      advice: '如密钥已轮换，请由上级机构用新密钥签发声明。',
    },
  },
  STATEMENT_SIGNATURE_INVALID: {
    status: 403,
    en: {
      message: 'The signature of an entity statement is not valid.',
      advice: 'Treat the statement as altered; fetch it again from its issuer.',
    },
    zh: { message: '实体声明的签名无效。', advice: '该声明可能被改动，请从签发方重新获取。' },
  },
  STATEMENT_EXPIRED: {
    status: 403,
    en: {
      message: 'An entity statement has expired.',
      advice: 'Its issuer must sign a new one (`tongban federation statement`).',
    },
    zh: { message: '实体声明已过期。', advice: '请由签发方重新签发（`tongban federation statement`）。' },
  },
  STATEMENT_FROM_FUTURE: {
    status: 403,
    en: {
      message: 'An entity statement was issued in the future.',
      advice: 'Compare the clocks of this node and of the issuer.',
    },
    zh: { message: '实体声明的签发时间晚于当前时间。', advice: '请核对本节点与签发方的时钟。' },
  },
  // Chains ---------------------------------------------------------------------------------------
  FEDERATION_CHAIN_EXPIRED: {
    status: 403,
    retryable: true,
    en: {
      message: 'The trust chain of the entity has expired and no newer one could be fetched.',
      advice: 'Send the request again when the authority can be reached.',
    },
    zh: { message: '该实体的信任链已过期，且暂时无法更新。', advice: '待管理机构恢复可达后重新发送。' },
  },
  FEDERATION_CHAIN_BROKEN: {
    status: 403,
    en: {
      message: 'The statements do not link up to a trust chain.',
      advice: 'Look at the issuer and subject of each statement with `tongban federation show`.',
    },
    zh: {
      message: '各声明无法连接成信任链。',
      advice: '请用 `tongban federation show` 查看各声明的签发方与主体。',
    },
  },
  FEDERATION_NO_PATH: {
    status: 403,
    en: {
      message: 'No chain of authorities leads from the entity to a trust anchor of this node.',
      advice: 'Pin the right anchor in the configuration, or have the entity enrolled below it.',
    },
    zh: {
      message: '该实体与本节点的信任锚之间没有可用的信任路径。',
      advice: '请在配置中固定正确的信任锚，或将该实体登记在其下。',
    },
  },
  FEDERATION_LOOP: {
    status: 403,
    en: {
      message: 'The authorities of the entity name each other in a circle.',
      advice: 'The operators must correct the authority hints.',
    },
    zh: { message: '该实体的上级机构相互循环引用。', advice: '请相关运维人员修正 authority_hints。' },
  },
  FEDERATION_LIMIT_EXCEEDED: {
    status: 403,
    en: {
      message: 'The way to a trust anchor is longer or wider than this node follows.',
      advice: 'Use fewer authorities, or raise the limits in the configuration of this node.',
    },
    zh: {
      message: '通往信任锚的路径超过本节点允许的长度或宽度。',
      advice: '请减少中间机构，或在本节点配置中提高限制。',
    },
  },
  ANCHOR_KEY_UNKNOWN: {
    status: 403,
    en: {
      message: 'The trust anchor signed with a key that is not pinned at this node.',
      advice:
        'If the anchor rotated its key, pin the new key after comparing its thumbprint with the operator.',
    },
    zh: {
      message: '信任锚使用了本节点未固定的密钥签名。',
      advice: '如信任锚已轮换密钥，请与运维人员核对指纹后固定新密钥。',
    },
  },
  // Constraints (§6.2) -----------------------------------------------------------------------------
  CONSTRAINT_PATH_LENGTH: {
    status: 403,
    en: {
      message: 'There are more intermediate authorities than a superior allows.',
      advice: 'The superior must raise max_path_length or the chain must become shorter.',
    },
    zh: { message: '中间机构的层级超过上级的限制。', advice: '请上级放宽 max_path_length，或缩短信任链。' },
  },
  CONSTRAINT_NAMING: {
    status: 403,
    en: {
      message: 'The name of an entity lies outside the names that a superior allows.',
      advice: 'Use a host name inside the permitted names.',
    },
    zh: { message: '实体名称不在上级允许的命名范围内。', advice: '请使用允许范围内的主机名。' },
  },
  CONSTRAINT_ENTITY_TYPE: {
    status: 403,
    en: {
      message: 'A superior does not allow the entity to act in this role.',
      advice: 'The superior must add the entity type to allowed_entity_types.',
    },
    zh: {
      message: '上级不允许该实体承担此角色。',
      advice: '请上级在 allowed_entity_types 中加入该实体类型。',
    },
  },
  // Metadata and its policy (§6.1) ---------------------------------------------------------------
  METADATA_INVALID: {
    status: 403,
    en: {
      message: 'The metadata of the entity lacks what its role needs or is wrong.',
      advice: 'Correct the metadata in the configuration of that entity.',
    },
    zh: { message: '该实体的元数据缺项或有误。', advice: '请在该实体的配置中更正元数据。' },
  },
  METADATA_POLICY_MALFORMED: {
    status: 403,
    en: {
      message: 'A metadata policy uses an operator wrongly or combines operators that exclude each other.',
      advice: 'The authority must correct its metadata policy.',
    },
    zh: { message: '元数据策略的运算符用法或组合不正确。', advice: '请管理机构更正其元数据策略。' },
  },
  METADATA_POLICY_CONFLICT: {
    status: 403,
    en: {
      message: 'The metadata policies of two authorities contradict each other.',
      advice: 'The subordinate authority must bring its policy into line with its superior.',
    },
    zh: { message: '上下级机构的元数据策略相互冲突。', advice: '请下级机构使其策略与上级一致。' },
  },
  METADATA_POLICY_CRITICAL_UNKNOWN: {
    status: 403,
    en: {
      message: 'A metadata policy names a critical operator that this node does not understand.',
      advice: 'Update this node, or have the authority drop the operator.',
    },
    zh: {
      message: '元数据策略含有本节点不理解的关键运算符。',
      advice: '请升级本节点，或由管理机构去除该运算符。',
    },
  },
  METADATA_POLICY_VIOLATED: {
    status: 403,
    en: {
      message: 'The metadata of the entity does not keep the policy of its authorities.',
      advice: 'Correct the metadata in the configuration of that entity.',
    },
    zh: { message: '该实体的元数据不符合上级策略。', advice: '请在该实体的配置中更正元数据。' },
  },
  // Trust marks (§7) -----------------------------------------------------------------------------
  TRUST_MARK_MISSING: {
    status: 403,
    en: {
      message: 'The entity lacks a trust mark that this node demands.',
      advice: 'Have the mark issued by its issuer and published in the entity configuration.',
    },
    zh: {
      message: '该实体缺少本节点要求的信任标志。',
      advice: '请由签发机构签发信任标志并在实体配置中公布。',
    },
  },
  TRUST_MARK_INVALID: {
    status: 403,
    en: {
      message: 'A trust mark of the entity is not valid.',
      advice: 'Have the mark issued anew.',
    },
    zh: { message: '该实体的信任标志无效。', advice: '请重新签发信任标志。' },
  },
  TRUST_MARK_EXPIRED: {
    status: 403,
    en: { message: 'A trust mark of the entity has expired.', advice: 'Have the mark issued anew.' },
    zh: { message: '该实体的信任标志已过期。', advice: '请重新签发信任标志。' },
  },
  TRUST_MARK_ISSUER_UNTRUSTED: {
    status: 403,
    en: {
      message: 'The trust anchor does not accept the issuer of a trust mark.',
      advice: 'Have the mark issued by one of the issuers that the trust anchor names.',
    },
    zh: { message: '信任锚不认可该信任标志的签发方。', advice: '请由信任锚指定的签发方签发。' },
  },
  TRUST_MARK_REVOKED: {
    status: 403,
    en: {
      message: 'A trust mark of the entity was revoked.',
      advice: 'Ask its issuer for the reason.',
    },
    zh: { message: '该实体的信任标志已被撤销。', advice: '请向签发方询问撤销原因。' },
  },
  // The authority's own commands -----------------------------------------------------------------
  AUTHORITY_EXISTS: {
    status: 409,
    en: {
      message: 'The directory already holds an authority.',
      advice: 'Choose another directory; an authority is never overwritten.',
    },
    zh: { message: '该目录已有一个管理机构。', advice: '请选择其他目录；已有机构不会被覆盖。' },
  },
  AUTHORITY_MISSING: {
    status: 404,
    en: {
      message: 'The directory holds no authority.',
      advice: 'Make one with `tongban federation init`.',
    },
    zh: { message: '该目录中没有管理机构。', advice: '请先运行 `tongban federation init`。' },
  },
  TRUST_LIST_INVALID: {
    status: 502,
    en: {
      message: 'The trust list that the authority publishes does not verify.',
      advice: 'The authority has to sign its trust list again (`tongban federation trust-list`).',
    },
    zh: {
      message: '管理机构发布的信任列表未通过验证。',
      advice: '请管理机构重新签发信任列表（`tongban federation trust-list`）。',
    },
  },
  TRUST_LIST_EXPIRED: {
    status: 502,
    en: {
      message: 'The trust list of the authority has expired.',
      advice: 'The authority has to sign it again (`tongban federation statement`).',
    },
    zh: {
      message: '管理机构的信任列表已过期。',
      advice: '请管理机构续签（`tongban federation statement`）。',
    },
  },
  TRUST_LIST_OLDER: {
    status: 409,
    en: {
      message: 'The trust list is no later edition than the one that is known.',
      advice: 'Raise `edition` of a trust list with every change.',
    },
    zh: { message: '该信任列表的版次不高于已知版次。', advice: '信任列表每次变更须提高 `edition`。' },
  },
  AUTHORITY_KEY_MISSING: {
    status: 500,
    en: {
      message: 'The private key of the authority cannot be read.',
      advice: 'Restore it to the keys folder of the authority, mode 0600.',
    },
    zh: { message: '无法读取管理机构的私钥。', advice: '请将私钥恢复至 keys 目录，权限 0600。' },
  },
  ENROLMENT_KEY_MISMATCH: {
    status: 409,
    en: {
      message: 'The key of the entity is not the key that was expected.',
      advice: 'Compare the thumbprint with the operator of the entity by another channel.',
    },
    zh: { message: '该实体的密钥与预期不符。', advice: '请通过其他渠道与该实体运维人员核对指纹。' },
  },
  ENROLMENT_REFUSED: {
    status: 400,
    en: {
      message: 'The entity cannot be enrolled.',
      advice: 'Correct its entity configuration and try again.',
    },
    zh: { message: '该实体无法登记。', advice: '请更正其实体配置后重试。' },
  },
} as const satisfies Record<string, ErrorEntry>;
