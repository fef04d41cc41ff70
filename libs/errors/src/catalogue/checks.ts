import { entry } from '../entry.js';

/** Checks of what departments hold about a firm (信息核查), their reports and the public verification of these. */
export const checks = {
  CHECK_UNKNOWN: entry(
    404,
    [
      'There is no such check, or it is not yours to see.',
      'Check the id; checks are shown to whose they are.',
    ],
    ['没有该核查，或您无权查看。', '请核对编号；核查仅向其申请机构展示。'],
  ),
  CHECK_INPUT_INVALID: entry(
    400,
    ['The check is not described as it has to be.', 'Correct the member that is named.'],
    ['核查申请填写不符合要求。', '请更正所示内容。'],
  ),
  CHECK_MATTER_UNSUITABLE: entry(
    422,
    [
      'This matter has no report that is made by asking departments.',
      'Name a matter whose outcome is a report, such as bankruptcy-check.',
    ],
    ['该事项不出具汇总核查报告。', '请选择以核查报告为结果的事项，例如 bankruptcy-check。'],
  ),
  CHECK_CONTEXT_OTHER_MATTER: entry(
    400,
    [
      'The item code of the context belongs to another matter.',
      'Give the item code (31 characters) whose basic code is that of the matter.',
    ],
    ['调用背景中的事项编码与核查事项不一致。', '请填写基本编码与该事项一致的 31 位实施编码。'],
  ),
  CHECK_KIND_UNKNOWN: entry(
    400,
    [
      'A kind of information is wanted that this matter does not know.',
      'Choose among the linked items of the matter that have a dataset.',
    ],
    ['所选信息种类不属于该事项。', '请在该事项有数据集的关联事项中选择。'],
  ),
  CHECK_NOTHING_TO_ASK: entry(
    422,
    [
      'There is no source that could be asked.',
      'Choose a kind of information whose dataset stands in the catalogue, and a region.',
    ],
    ['没有可查询的来源。', '请选择目录中已登记数据集的信息种类和地区。'],
  ),
  CHECK_TOO_MANY_SOURCES: entry(
    400,
    ['More sources are wanted than a report holds.', 'Choose fewer kinds or regions.'],
    ['来源数量超过一份报告的上限。', '请减少信息种类或地区。'],
  ),
  CHECK_PROOF_MISSING: entry(
    422,
    [
      'A proof that the matter requires is missing.',
      'Hand in the material that is named (POST /checks/proofs) and give its digest.',
    ],
    ['缺少该事项要求的证明材料。', '请先提交所示材料（POST /checks/proofs），再填写其摘要。'],
  ),
  CHECK_PROOF_UNKNOWN: entry(
    422,
    [
      'A proof was not handed in by your organisation, or was forgotten since.',
      'Hand the document in again (POST /checks/proofs).',
    ],
    ['贵机构未提交过该证明材料，或材料已过保留期。', '请重新提交（POST /checks/proofs）。'],
  ),
  CHECK_PROOF_NOT_TRUSTED: entry(
    422,
    [
      'A proof is not as trustworthy as the matter requires: its seal is missing, unknown or wrong.',
      'Hand in the document as its issuer sealed it.',
    ],
    [
      '证明材料的可信等级未达到要求：没有签章、签章无法确认或签章无效。',
      '请提交由出具机关加盖有效电子签章的原件。',
    ],
  ),
  CHECK_KEY_REUSED: entry(
    409,
    [
      'The same key was used for another check before.',
      'Use a new key for a new check, or ask for the same check again.',
    ],
    ['该幂等键已用于另一项核查。', '新的核查请使用新的幂等键。'],
  ),
  CHECK_TOO_MANY_OPEN: {
    ...entry(
      429,
      [
        'Your organisation has too many checks without a report.',
        'Wait until some have their report, then ask again.',
      ],
      ['贵机构尚未出具报告的核查过多。', '请待部分核查出具报告后再试。'],
    ),
    retryable: true,
  },
  CHECK_NO_REPORT: {
    ...entry(
      409,
      ['The check has no report yet.', 'Look at its progress and ask again.'],
      ['核查报告尚未出具。', '请查看进度，稍后再试。'],
    ),
    retryable: true,
  },
  CHECK_EDITION_UNKNOWN: entry(
    404,
    ['The report has no such edition.', 'The check lists its editions.'],
    ['报告没有该版次。', '核查详情中列有全部版次。'],
  ),
  CHECK_CONTENT_GONE: entry(
    410,
    [
      'The contents of this report are no longer kept.',
      'Use the copy that was handed out: its digest can still be verified.',
    ],
    ['报告内容已超过保存期限。', '请使用已取得的报告，其摘要仍可验证。'],
  ),
  CHECK_SOURCE_SILENT: {
    ...entry(
      504,
      [
        'The source did not answer in time.',
        'It is asked again by itself; its answer joins a later edition.',
      ],
      ['该来源未在时限内答复。', '系统将自动再次查询，答复并入修订版。'],
    ),
    retryable: true,
  },
  CHECK_ANSWER_UNREADABLE: {
    ...entry(
      502,
      [
        'The source answered in a way that cannot be read.',
        'It is asked again by itself; tell the operator if it stays so.',
      ],
      ['该来源的答复无法读取。', '系统将自动再次查询；如持续出现请联系运维人员。'],
    ),
    retryable: true,
  },
  REPORT_CODE_UNKNOWN: entry(
    404,
    ['No report has this verification code.', 'Compare the code with the one printed on the report.'],
    ['没有使用该验证码的报告。', '请与报告上印制的验证码核对。'],
  ),
} as const;
