import { entry, type ErrorEntry } from '../entry.js';

/** What the responsibility list and agreements refuse beyond `lookup`, and what goes wrong when they are changed. */
export const sharing = {
  ORGANISATION_NOT_AGREED: entry(
    403,
    [
      'The sharing agreement does not cover this organisation.',
      'Have the organisation added to the agreement, or let one that is named ask.',
    ],
    ['共享约定不包含该机构。', '请申请将本机构纳入约定，或由约定所列机构查询。'],
  ),
  ROLE_NOT_AGREED: entry(
    403,
    [
      'The sharing agreement does not cover persons of this role.',
      'Let a person ask whose role the agreement names.',
    ],
    ['共享约定不包含该岗位人员。', '请由约定所列岗位的人员办理。'],
  ),
  OPERATION_DOCUMENT_NOT_AGREED: entry(
    403,
    [
      'The sharing agreement covers registered operations only, and not this one.',
      'Ask by an operation that the agreement names, or have this one added.',
    ],
    ['共享约定仅适用于登记的操作，不包含本操作。', '请使用约定所列的登记操作，或申请将本操作纳入约定。'],
  ),
  AGREEMENT_RATE_EXCEEDED: {
    ...entry(
      429,
      [
        'The number of questions that the sharing agreement allows is used up for now.',
        'Wait until the next minute or day, or have the rate of the agreement raised.',
      ],
      ['已达到共享约定的查询次数上限。', '请稍后（次分钟或次日）再试，或申请提高约定的频次。'],
    ),
    retryable: true,
  },
  NOT_ON_RESPONSIBILITY_LIST: entry(
    403,
    [
      'The data-sharing responsibility list does not offer this.',
      'Ask the provider to put the item on its responsibility list; an agreement alone does not open it.',
    ],
    ['数据共享责任清单未列入该信息项。', '请数据提供方先将其列入责任清单；仅有约定不能共享。'],
  ),
  FIELD_NOT_SHARED: entry(
    403,
    [
      'The data-sharing responsibility list says that this is not shared.',
      'Verify it with the applicant, or ask for the material; the legal basis stands in the list.',
    ],
    ['数据共享责任清单明确该信息项不予共享。', '请由申请人提供材料；不予共享的依据见责任清单。'],
  ),
  WAY_NOT_SHARED: entry(
    403,
    [
      'The data-sharing responsibility list does not offer this in this way.',
      'Use a way that the list names; verification is often enough.',
    ],
    ['数据共享责任清单未提供该共享方式。', '请使用清单所列的共享方式；多数情形下核验即可满足需要。'],
  ),
  SHARING_CONTENT_INVALID: entry(
    400,
    ['The agreements or the responsibility list are not sound.', 'Correct what is named.'],
    ['共享约定或责任清单内容不符合要求。', '请更正所指出的内容。'],
  ),
  SHARING_NOTHING_CHANGED: entry(
    400,
    ['The proposal changes nothing.', 'Compare with the newest version.'],
    ['提案未作任何变更。', '请与最新版本核对。'],
  ),
  SHARING_PERSON_MISSING: entry(
    403,
    ['Only a signed-in person may propose or decide.', 'Sign in in person.'],
    ['提出和审批须由登录人员办理。', '请以个人身份登录。'],
  ),
  SHARING_PROPOSAL_UNKNOWN: entry(
    404,
    ['There is no such proposal.', 'Look the proposals up again.'],
    ['没有该提案。', '请重新查询提案列表。'],
  ),
  SHARING_PROPOSAL_OWN: entry(
    403,
    ['Nobody approves a proposal of their own.', 'Have another security administrator look at it.'],
    ['不得审批本人提出的提案。', '请由另一名安全管理员审批。'],
  ),
  SHARING_PROPOSAL_OTHERS: entry(
    403,
    ['Only who made a proposal withdraws it.', 'Refuse it instead.'],
    ['提案只能由提出人撤回。', '如不同意，请予以否决。'],
  ),
  SHARING_PROPOSAL_SETTLED: entry(
    409,
    ['The proposal has been decided already.', 'Look at its state.'],
    ['该提案已办结。', '请查看提案状态。'],
  ),
  SHARING_PROPOSAL_STALE: entry(
    409,
    [
      'Another version was made since; the proposal rests on an older one.',
      'Look at the newest version and propose again.',
    ],
    ['提案所依据的版本已被新版本取代。', '请查看最新版本后重新提出。'],
  ),
  SHARING_EFFECTIVE_PAST: entry(
    400,
    ['A version cannot take effect before it is approved.', 'Name a later time, or none for at once.'],
    ['生效时间不得早于审批时间。', '请填写更晚的时间；不填则立即生效。'],
  ),
  SHARING_VERSION_UNKNOWN: entry(
    404,
    ['There is no such version.', 'Look the versions up again.'],
    ['没有该版本。', '请重新查询版本列表。'],
  ),
  SHARING_VERSION_UNTRUSTED: entry(
    503,
    [
      'A stored version of the sharing policy is not what the node signed.',
      'Look at the database with the operator; the node shares nothing on it.',
    ],
    ['存储的共享策略版本与本节点签名不符。', '请运维人员检查数据库；本节点不据此共享。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
