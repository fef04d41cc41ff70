import { entry } from '../entry.js';

const RESEND: [string, string] = [
  'The node that sent it has to send the file again.',
  '请发送节点重新发送该文件。',
];
const retryable = { retryable: true } as const;

/** Files and materials of cases (apps/node/src/materials). */
export const materials = {
  MATERIAL_GIVEN_BY_SHARING: entry(
    409,
    [
      'Sharing gives this material, so it must not be asked of the applicant.',
      'Fetch it; where no source answers it may be uploaded.',
    ],
    ['该材料可通过数据共享获取，不得要求申请人提交。', '请通过共享获取；各来源均无法提供时可上传。'],
  ),
  MATERIAL_NOT_BY_SHARING: entry(
    422,
    ['Sharing does not give this material.', 'Ask the applicant for it.'],
    ['该材料无法通过数据共享获取。', '请由申请人提交。'],
  ),
  MATERIAL_NOT_ASKED: entry(
    422,
    ['The matter does not ask for such a material.', 'Name one of the materials of the matter.'],
    ['该事项不需要此材料。', '请选择事项要求的材料。'],
  ),
  MATERIAL_INPUT_INVALID: entry(
    422,
    ['What was said about the file is not complete or not valid.', 'Correct the member that is named.'],
    ['文件说明不完整或不符合要求。', '请更正所示内容。'],
  ),
  MATERIAL_ORIGIN_NOT_YOURS: entry(
    403,
    ['You may not hand in a file of this kind in this case.', 'Leave it to the role that the hint names.'],
    ['您不能在此办件中提交此类文件。', '请由提示所示角色提交。'],
  ),
  MATERIAL_CASE_CLOSED: entry(
    409,
    ['The case takes no more files.', 'Look at the state of the case.'],
    ['该办件不再接收文件。', '请查看办件状态。'],
  ),
  MATERIAL_FILE_TYPE: entry(
    415,
    ['The file is not of a kind that a case may hold.', 'Send PDF, OFD, PNG or JPEG.'],
    ['文件类型不可用作办件材料。', '请提交 PDF、OFD、PNG 或 JPEG 文件。'],
  ),
  MATERIAL_FILE_TOO_LARGE: entry(
    413,
    ['The file is larger than a file of a case may be.', 'Send a smaller one.'],
    ['文件超出大小上限。', '请提交较小的文件。'],
  ),
  MATERIAL_FILE_EMPTY: entry(
    400,
    ['The file is empty.', 'Send the bytes of the file as the body.'],
    ['文件为空。', '请以文件内容作为请求体。'],
  ),
  MATERIAL_UPLOAD_ABANDONED: entry(
    400,
    ['The file did not arrive whole.', 'Send it again.'],
    ['文件未完整送达。', '请重新发送。'],
  ),
  MATERIAL_FILES_TOO_MANY: entry(
    413,
    ['The case has no room for another file.', 'Put pages together into one file.'],
    ['办件的文件数或总大小已达上限。', '请将多页材料合并为一个文件。'],
  ),
  MATERIAL_FILE_UNKNOWN: entry(
    404,
    ['The case has no such file.', 'Take a digest from the list of its materials.'],
    ['该办件没有此文件。', '请从材料清单中选择。'],
  ),
  MATERIAL_FILE_ERASED: entry(
    410,
    ['The file was erased when its time of keeping was over.', 'What the case says of it is still there.'],
    ['文件保留期已满，已删除。', '办件中仍保留其摘要和核验结论。'],
  ),
  MATERIAL_FILE_DAMAGED: entry(
    500,
    ['The stored file is not what was taken in.', 'Tell the operator of the node.'],
    ['存储的文件已损坏。', '请联系节点运维人员。'],
  ),
  MATERIAL_FILE_INVALID: entry(
    422,
    ['A file of a case is not of the form that is due.', RESEND[0]],
    ['办件文件格式有误。', RESEND[1]],
  ),
  MATERIAL_FILE_DIGEST: entry(
    422,
    ['A file that was received is not the one that its digest names.', RESEND[0]],
    ['收到的文件与其摘要不符。', RESEND[1]],
  ),
  MATERIAL_SENDER_NOT_PARTY: entry(
    403,
    ['The node that sent the file takes no part in the case.', 'Files of a case are sent by its parties.'],
    ['发送节点不是该办件的参与方。', '办件文件应由参与地区发送。'],
  ),
  MATERIAL_INCOMING_FULL: {
    ...entry(
      429,
      ['Too many unfinished files of this node wait here.', 'They are sent again by themselves.'],
      ['该节点未收全的文件过多。', '系统将自动重发。'],
    ),
    ...retryable,
  },
  MATERIAL_NOT_FOUND: entry(
    404,
    ['No source has this material of the holder.', 'Ask the applicant for it.'],
    ['各来源均未查到该持有人的此项材料。', '请由申请人提交。'],
  ),
  MATERIAL_SOURCE_REFUSED: entry(
    403,
    [
      'The source refused to give the material; the hint is its code.',
      'Look the code up; a consent may be lacking.',
    ],
    ['来源拒绝提供该材料；提示为其代码。', '请查看该代码；可能需要持有人授权。'],
  ),
  MATERIAL_SOURCE_AWAY: {
    ...entry(
      503,
      ['No source could answer; the hint is its code.', 'Try again later, or ask the applicant.'],
      ['来源暂时无法答复；提示为其代码。', '请稍后重试，或由申请人提交。'],
    ),
    ...retryable,
  },
  MATERIAL_SEVERAL: entry(
    409,
    ['The holder has several licences that would do.', 'Name one by its identifier.'],
    ['持有人有多个符合条件的证照。', '请指定证照标识。'],
  ),
  MATERIAL_NOT_VALID: entry(
    409,
    ['The licence is not valid any more, or not yet.', 'Ask the applicant for one that is.'],
    ['该证照已失效或尚未生效。', '请由申请人提供有效证照。'],
  ),
  MATERIAL_FETCHES_RUNNING: entry(
    409,
    ['Materials of this case are being fetched already.', 'Wait for its end.'],
    ['本办件的材料正在获取中。', '请等待其完成。'],
  ),
  ARCHIVE_TOO_LARGE: entry(
    413,
    ['The archive of the case would be larger than a package may be.', 'Download its files one by one.'],
    ['办件档案超出档案包的大小上限。', '请逐个下载文件。'],
  ),
  ARCHIVE_MALFORMED: entry(
    422,
    ['The file is no archive of a case.', 'Take the file as the node gave it.'],
    ['该文件不是办件电子档案。', '请使用节点导出的原始文件。'],
  ),
  MATERIAL_REUSE_OTHER_HOLDER: entry(
    403,
    ['The material belongs to another holder than this case.', 'Take it over only for the same holder.'],
    ['该材料的持有人与本办件申请人不同。', '仅可为同一持有人复用材料。'],
  ),
} as const;
