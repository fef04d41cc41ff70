import { entry } from '../entry.js';

/** Matters as a node keeps them: loaded, offered, adopted. */
export const matters = {
  DEPARTMENT_MAPPING_MISSING: entry(
    422,
    [
      'No file says which bodies of this region stand for the departments of matters.',
      'Add the region’s file to `matters.departments` and start the node again.',
    ],
    ['缺少本地区的部门对应表。', '请在 matters.departments 中补充本地区的对应表后重新启动。'],
  ),
  MATTER_DEPARTMENT_UNMAPPED: entry(
    422,
    [
      'A matter names a department for which no body of this region stands.',
      'Map the department to one of this region’s own bodies.',
    ],
    ['事项涉及的部门在本地区没有对应机构。', '请为该部门指定本地区的机构。'],
  ),
  MATTER_VERSION_UNTRUSTED: entry(
    500,
    [
      'A stored definition of a matter is not what this node signed.',
      'Compare the table with a backup; until then the versions before it hold.',
    ],
    ['存储的事项定义与本节点签名不符。', '请与备份核对；在此之前以先前版本为准。'],
  ),
  MATTER_VERSION_HELD: entry(
    409,
    ['This definition is held here already.', 'Nothing needs to be done.'],
    ['本地区已有该事项定义。', '无须处理。'],
  ),
  MATTER_VERSION_TAKEN: entry(
    409,
    [
      'Another definition has this version number here.',
      'Have the offering region give its definition a higher number.',
    ],
    ['本地区该版本号已用于其他定义。', '请发布地区提高版本号后重新发布。'],
  ),
  MATTER_VERSION_OLD: entry(
    409,
    ['A newer version of this matter is held here.', 'Take the newest version that is offered.'],
    ['本地区已有该事项的更新版本。', '请选用最新发布的版本。'],
  ),
  MATTER_NOT_READY: entry(
    422,
    [
      'This region lacks something that the definition needs.',
      'Map the departments and add the licence types that are named.',
    ],
    ['本地区尚不具备采用该定义的条件。', '请补充所示的部门对应关系和证照类型。'],
  ),
  MATTER_OFFER_UNKNOWN: entry(
    404,
    ['There is no such offer of a matter.', 'List the offers and take one of their ids.'],
    ['没有该事项发布。', '请查看发布清单后重试。'],
  ),
  MATTER_OFFERS_FULL: {
    ...entry(
      503,
      [
        'No more definitions are kept of this region.',
        'Have the receiving region’s operator look at what it was offered.',
      ],
      ['来自该地区的事项发布已达上限。', '请联系接收地区运维人员处理。'],
    ),
    retryable: true,
  },
  MATTER_PACKAGE_TOO_LARGE: entry(
    422,
    ['The definition is too long to be offered.', 'Shorten its texts or split the matter.'],
    ['事项定义过大，无法发布。', '请精简文字或拆分事项。'],
  ),
  MATTER_PROPOSAL_UNKNOWN: entry(
    404,
    ['There is no such proposal to adopt a matter.', 'List the proposals and take one of their ids.'],
    ['没有该采用提案。', '请查看提案清单后重试。'],
  ),
  MATTER_PROPOSAL_SETTLED: entry(
    409,
    ['This proposal was decided or withdrawn before.', 'Make a new proposal where it is still wanted.'],
    ['该提案已处理。', '如仍需要，请重新提出。'],
  ),
  MATTER_PROPOSAL_OWN: entry(
    403,
    ['Nobody decides on what he proposed himself.', 'Ask another security administrator.'],
    ['提出人不得审批本人的提案。', '请由其他安全管理员审批。'],
  ),
  MATTER_PROPOSAL_OTHERS: entry(
    403,
    ['Only who proposed it may withdraw it.', 'Refuse it instead.'],
    ['仅提出人可以撤回。', '如不同意请否决。'],
  ),
  MATTER_PERSON_MISSING: entry(
    403,
    ['Only a person who is signed in may do this.', 'Sign in and try again.'],
    ['须由登录人员办理。', '请登录后重试。'],
  ),
  MATTER_EFFECTIVE_PAST: entry(
    422,
    ['The first day lies in the past.', 'Propose it again with a later day.'],
    ['生效日期已过。', '请重新提出并设定今后的日期。'],
  ),
  MATTER_INPUT_INVALID: entry(
    422,
    ['A member of the request is not of the form that is due.', 'Correct the member that is named.'],
    ['请求内容的格式有误。', '请更正所示内容。'],
  ),
};
