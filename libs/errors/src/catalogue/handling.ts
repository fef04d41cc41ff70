import type { ErrorEntry } from '../entry.js';

const entry = (status: number, en: string, zh: string, advice: string, adviceZh: string): ErrorEntry => ({
  status,
  en: { message: en, advice },
  zh: { message: zh, advice: adviceZh },
});
const MEND = 'Mend the definition at the place that is named; `tongban matters check` lists everything.';
const MEND_ZH = '请按所示位置修改事项定义；tongban matters check 可列出全部问题。';
const PACKAGE = 'Have the region that issued the package export it again.';
const PACKAGE_ZH = '请发布地区重新导出事项包。';
const FILL = 'Correct the field that is named.';
const FILL_ZH = '请更正所示字段。';
const LOOK = 'Read the case again and decide from its present state.';
const LOOK_ZH = '请刷新办件，按当前状态办理。';
const EVENT = 'Have the region that made the event send it as it stands in its own record.';
const EVENT_ZH = '请形成该记录的地区按其原始记录重新发送。';

const faulty = (en: string, zh: string) => entry(422, en, zh, MEND, MEND_ZH);
const form = (en: string, zh: string) => entry(422, en, zh, FILL, FILL_ZH);
const not = (en: string, zh: string) => entry(409, en, zh, LOOK, LOOK_ZH);

/** Matters and cases (libs/handling). */
export const handling = {
  MATTER_INVALID: faulty('A definition of a matter is not of the form that is due.', '事项定义的格式有误。'),
  MATTER_ID_TWICE: faulty('A definition uses one name twice.', '事项定义中名称重复。'),
  MATTER_DEPARTMENT_UNKNOWN: faulty(
    'A definition names a department that it does not list.',
    '事项定义引用了未列出的部门。',
  ),
  MATTER_DEPARTMENT_IDLE: faulty(
    'A department is listed and has nothing to do.',
    '列出的部门没有承担任何事项。',
  ),
  MATTER_MATERIAL_UNKNOWN: faulty(
    'A definition names a material that it does not list.',
    '事项定义引用了未列出的材料。',
  ),
  MATTER_ITEM_UNKNOWN: faulty(
    'A definition names an item that it does not list.',
    '事项定义引用了未列出的关联事项。',
  ),
  MATTER_LICENCE_TYPE_UNKNOWN: faulty(
    'A definition names a licence type that the catalogue does not have.',
    '事项定义引用了目录中没有的证照类型。',
  ),
  MATTER_FIELD_UNKNOWN: faulty(
    'A condition names a field that the licence type does not have.',
    '条件引用了该证照类型没有的字段。',
  ),
  MATTER_FORM_FIELD_UNKNOWN: faulty(
    'A definition names a field that its form does not have.',
    '事项定义引用了表单中没有的字段。',
  ),
  MATTER_ITEMS_CIRCULAR: faulty('Linked items wait for one another in a circle.', '关联事项的先后顺序成环。'),
  MATTER_LEAD_MISSING: faulty('A bundle has no lead department.', '“一件事”没有牵头部门。'),
  MATTER_MODE_UNFOUNDED: faulty(
    'A mode or model is offered without what it needs, or the other way round.',
    '办理模式与事项定义的其他内容不相符。',
  ),
  MATTER_CLOCK_UNLAWFUL: faulty(
    'A period is longer than the law allows, and no other law is named.',
    '时限超过法定期限且未注明依据。',
  ),
  MATTER_MATERIAL_UNPROVEN: faulty(
    'A material is to come by sharing, and nothing is named that would prove it.',
    '材料拟通过共享获取，但未指明相应证照或数据。',
  ),
  MATTER_MATERIAL_SHARED: faulty(
    'A material is asked of the applicant although a licence that can be shared proves it.',
    '可通过共享获取的材料仍要求申请人提交。',
  ),
  MATTER_PLEDGE_POINTLESS: faulty(
    'A material that is a pledge itself may be replaced by a pledge.',
    '承诺类材料无须再适用容缺受理。',
  ),
  MATTER_ASSUMPTION_UNEXPLAINED: faulty(
    'Something is marked as assumed or a sample without a note that says what and why.',
    '标注为假定或样例的内容缺少说明。',
  ),
  MATTER_UNKNOWN: entry(
    404,
    'There is no such matter.',
    '没有该事项。',
    'List the matters and take one of their names.',
    '请查看事项清单后重试。',
  ),
  MATTER_PACKAGE_INVALID: entry(
    422,
    'A package of a matter is not of the form that is due.',
    '事项包的格式有误。',
    PACKAGE,
    PACKAGE_ZH,
  ),
  MATTER_PACKAGE_DIGEST: entry(
    422,
    'The definition in a package is not the one that its digest names.',
    '事项包内的定义与其摘要不符。',
    PACKAGE,
    PACKAGE_ZH,
  ),
  MATTER_PACKAGE_FAULTY: entry(
    422,
    'The definition in a package has errors.',
    '事项包内的定义存在错误。',
    PACKAGE,
    PACKAGE_ZH,
  ),
  DEPARTMENT_MAPPING_INVALID: entry(
    422,
    'The mapping of departments is not of the form that is due.',
    '部门对应表的格式有误。',
    'Mend the file at the place that is named.',
    '请按所示位置修改文件。',
  ),
  FORM_TYPE_WRONG: form('A field holds a value of another kind.', '字段值的类型不符。'),
  FORM_FIELD_UNKNOWN: form('The form has no such field.', '表单没有该字段。'),
  FORM_FIELD_MISSING: form('A field that is due is empty.', '必填字段为空。'),
  FORM_LENGTH_WRONG: form('A field is too short or too long.', '字段长度或项数不符。'),
  FORM_VALUE_NOT_OFFERED: form('A field holds a choice that is not offered.', '字段值不在可选范围内。'),
  FORM_FORMAT_WRONG: form(
    'A field is not a valid code, date or number of its kind.',
    '字段不是有效的代码、日期或号码。',
  ),
  FORM_RANGE_WRONG: form('A number lies outside what is allowed.', '数值超出允许范围。'),
  CASE_EVENT_INVALID: entry(
    422,
    'An event of a case is not of the form that is due.',
    '办件记录的格式有误。',
    EVENT,
    EVENT_ZH,
  ),
  CASE_EVENT_OTHER_CASE: entry(
    409,
    'An event belongs to another case.',
    '该记录属于其他办件。',
    EVENT,
    EVENT_ZH,
  ),
  CASE_EVENT_OTHER_REGION: entry(
    403,
    'An event was signed by a node that does not act for the region that it names.',
    '签名节点无权代表记录所载地区。',
    EVENT,
    EVENT_ZH,
  ),
  CASE_TOO_LONG: entry(
    422,
    'The case has more events than one case may have.',
    '办件记录数量超出上限。',
    'Open a new case.',
    '请另立新办件。',
  ),
  CASE_STATE_WRONG: not(
    'The step cannot be taken from the state of the case.',
    '办件当前状态不能进行该操作。',
  ),
  CASE_NOT_OPEN: not('The case has not been received yet.', '办件尚未收件。'),
  CASE_OPENED_TWICE: not('The case has been received already.', '办件已收件。'),
  CASE_REGION_NOT_PARTY: entry(
    403,
    'The region takes no part in the case.',
    '该地区不是办件的参与方。',
    LOOK,
    LOOK_ZH,
  ),
  CASE_REGION_MAY_NOT: entry(
    403,
    'The step is for the other region of the case.',
    '该操作应由办件的另一地区进行。',
    LOOK,
    LOOK_ZH,
  ),
  CASE_ROLE_MAY_NOT: entry(403, 'The step is for another role.', '该操作应由其他角色进行。', LOOK, LOOK_ZH),
  CASE_DELEGATE_UNKNOWN: entry(
    403,
    'The delegate is not named in the case, or no longer.',
    '帮办代办人未获授权或授权已终止。',
    LOOK,
    LOOK_ZH,
  ),
  CASE_DELEGATE_IS_APPLICANT: entry(
    422,
    'The applicant cannot be their own delegate.',
    '申请人不能同时作为自己的代理人。',
    'Name another person, or leave the delegate out.',
    '请填写他人，或不填代理人。',
  ),
  CASE_DELEGATE_OVER: entry(
    422,
    'The last day of the delegation is over already.',
    '委托截止日已过。',
    'Enter a day that is still to come, or none.',
    '请填写尚未到期的截止日，或留空。',
  ),
  CASE_FILE_OTHER_PURPOSE: entry(
    422,
    'The step names a file that was brought as something else.',
    '所引用的文件并非为此用途提交。',
    'Hand the signed pledge in as a pledge, and the authorisation of a delegate as a proof.',
    '请将签署的承诺书按承诺书提交，将代理人的授权文件按授权文件提交。',
  ),
  CASE_MODEL_DISAGREES: not('The model of handling has no place for this step.', '该办理模式不含此操作。'),
  CASE_NOT_HANDED_OVER: not(
    'The counter that collects for the deciding region has not handed the case over.',
    '代收窗口尚未移交办件。',
  ),
  CASE_CORRECTION_ONCE: not('What is missing is told once.', '补正内容应当一次性告知。'),
  CASE_EXTENSION_ONCE: not(
    'A period is extended once, by no more than the law allows.',
    '延期仅限一次，且不得超过法定时限。',
  ),
  CASE_MATERIAL_MISSING: not('Material that is required is missing.', '缺少必要材料。'),
  CASE_MATERIAL_UNKNOWN: not('The matter asks for no such material.', '该事项不要求此材料。'),
  CASE_MATERIAL_UNPROVEN: not('A material is below the level of trust that is due.', '材料可信等级不足。'),
  CASE_MATERIAL_NOT_PLEDGEABLE: not(
    'A material cannot be left out against a pledge.',
    '该材料不适用容缺受理。',
  ),
  CASE_PLEDGE_MISSING: not('There is no open pledge.', '没有待履行的承诺。'),
  CASE_PLEDGE_DISAGREES: not('The pledge does not name what is missing.', '承诺与缺少的材料不一致。'),
  CASE_PLEDGE_NOT_DUE: not('The pledge has not fallen due yet.', '承诺尚未到期。'),
  CASE_ITEM_UNKNOWN: not('The case has no such item.', '办件没有该关联事项。'),
  CASE_ITEM_OTHER_REGION: entry(
    403,
    'The item is handled in another region.',
    '该关联事项由其他地区办理。',
    LOOK,
    LOOK_ZH,
  ),
  CASE_ITEM_WAITS: not('The item waits for others that are not done.', '前序关联事项尚未办结。'),
  CASE_ITEM_ANSWERED: not('The item has been answered already.', '该关联事项已答复。'),
  CASE_ITEMS_OPEN: not('Items of the bundle have not been answered.', '仍有关联事项未答复。'),
  CASE_ITEM_REFUSED: not('An item of the bundle was refused.', '有关联事项未获通过。'),
  CASE_MATTER_OTHER_VERSION: not(
    'The case names another version of the definition, or another matter.',
    '办件所依据的事项定义或版本不一致。',
  ),
  CASE_MODE_NOT_OFFERED: not(
    'The matter does not offer this mode or model of handling.',
    '该事项不提供此办理模式。',
  ),
  CASE_TERMS_DISAGREE: not(
    'The terms of the case are not those of the definition.',
    '办件约定的材料、时限或关联事项与事项定义不符。',
  ),
  CASE_RATED_ALREADY: not('The case has been rated already.', '办件已评价。'),
  CASE_RECTIFICATION_MISSING: not('No rectification is open.', '没有进行中的差评整改。'),
  CASE_SUPERSEDED: not(
    'The other region acted at the same time, and its step takes precedence.',
    '另一地区已同时办理，以其操作为准。',
  ),
  CASE_FORKED: not(
    'A region gave two events one place in its sequence.',
    '同一地区的两条记录使用了相同序号。',
  ),
} as const satisfies Record<string, ErrorEntry>;
