import type { ErrorEntry } from '../entry.js';

/** Refusals of the licence store, its documents and its bulk import. */
export const licenceStore = {
  LICENCE_NOT_FOUND: {
    status: 404,
    en: {
      message: 'No licence with this identifier is held here.',
      advice: 'Check the identifier; the licence may belong to another region.',
    },
    zh: { message: '本地证照库中没有该标识的证照。', advice: '请核对证照标识；该证照可能由其他地区签发。' },
  },
  LICENCE_STATUS_CONFLICT: {
    status: 409,
    retryable: true,
    en: {
      message: "The licence's status was changed by someone else meanwhile.",
      advice: 'Look at the licence again and decide anew.',
    },
    zh: { message: '证照状态已被他人变更。', advice: '请重新查看证照后再行操作。' },
  },
  CURSOR_INVALID: {
    status: 400,
    en: {
      message: 'The cursor was not issued for this list.',
      advice: 'Take `endCursor` from the page before of the same holder, or leave `after` out.',
    },
    zh: {
      message: '分页游标无效或不属于该查询。',
      advice: '请使用同一查询上一页返回的 endCursor，或省略 after。',
    },
  },
  PAGE_SIZE_INVALID: {
    status: 400,
    en: { message: 'The page size is out of bounds.', advice: 'Ask for a whole number from 1 to the limit.' },
    zh: { message: '每页条数超出范围。', advice: '请给出 1 到上限之间的整数。' },
  },
  DOCUMENT_NOT_FOUND: {
    status: 404,
    en: {
      message: 'There is no such document.',
      advice: 'Check the licence; not every licence has a document.',
    },
    zh: { message: '没有该证照文件。', advice: '请核对证照；并非所有证照都有电子文件。' },
  },
  DOCUMENT_TOO_LARGE: {
    status: 413,
    en: { message: 'The document is too large.', advice: 'Make it smaller or have the limit raised.' },
    zh: { message: '证照文件过大。', advice: '请压缩文件，或由管理员调高上限。' },
  },
  DOCUMENT_TYPE_REFUSED: {
    status: 415,
    en: {
      message: 'The document is not of the media type that was declared.',
      advice: 'Send a PDF, OFD, PNG or JPEG file and declare it as what it is.',
    },
    zh: {
      message: '文件内容与声明的类型不符。',
      advice: '请提交 PDF、OFD、PNG 或 JPEG 文件并如实声明类型。',
    },
  },
  DOCUMENT_DAMAGED: {
    status: 500,
    en: {
      message: 'The stored document no longer has the content under which it was filed.',
      advice: 'Nothing was released; the operator must restore the file from a backup.',
    },
    zh: { message: '存储的证照文件已损坏或被改动。', advice: '文件未予提供；请运维人员从备份恢复。' },
  },
  IMPORT_FILE_UNREADABLE: {
    status: 400,
    en: {
      message: 'The import file cannot be read.',
      advice: 'Check the path and the permissions; it must be a plain file named *.csv or *.jsonl.',
    },
    zh: { message: '无法读取导入文件。', advice: '请检查路径与权限；须为 *.csv 或 *.jsonl 普通文件。' },
  },
  IMPORT_NOT_TEXT: {
    status: 415,
    en: {
      message: 'The import file is not plain text.',
      advice: 'Give CSV or JSON Lines, not compressed, in UTF-8 or GB18030.',
    },
    zh: {
      message: '导入文件不是纯文本。',
      advice: '请提供未压缩的 CSV 或 JSON Lines 文件，编码为 UTF-8 或 GB18030。',
    },
  },
  IMPORT_ENCODING: {
    status: 400,
    en: {
      message: 'The import file is in another encoding than was said.',
      advice: 'Save it as UTF-8, or name its encoding with --encoding gb18030.',
    },
    zh: {
      message: '导入文件的编码与声明不符。',
      advice: '请另存为 UTF-8，或用 --encoding gb18030 指明编码。',
    },
  },
  IMPORT_HEADER: {
    status: 400,
    en: {
      message: 'The header of the import file is wrong.',
      advice: 'Name every column once, by the names that the README lists; do not leave out a required one.',
    },
    zh: { message: '导入文件的表头有误。', advice: '每列只出现一次，列名见说明文档；不得缺少必填列。' },
  },
  IMPORT_RUNNING: {
    status: 409,
    retryable: true,
    en: {
      message: 'Another import into this region is running.',
      advice: 'Wait until it has ended; only one may run at a time.',
    },
    zh: { message: '本地区正在进行另一个导入。', advice: '请待其结束后再试；同一地区同时只能有一个导入。' },
  },
  IMPORT_NOTHING_TO_RESUME: {
    status: 404,
    en: {
      message: 'There is no interrupted import to resume.',
      advice: 'Start the import without --resume.',
    },
    zh: { message: '没有可继续的导入。', advice: '请去掉 --resume 重新导入。' },
  },
  IMPORT_FILE_CHANGED: {
    status: 409,
    en: {
      message: 'The file is not the one whose import was interrupted.',
      advice: 'Resume with the unchanged file and the same options, or start anew without --resume.',
    },
    zh: {
      message: '文件或选项与中断的导入不一致。',
      advice: '请使用未改动的原文件和相同选项继续，或去掉 --resume 重新导入。',
    },
  },
  IMPORT_INTERRUPTED: {
    status: 503,
    retryable: true,
    en: {
      message: 'The import was stopped; nothing has been changed yet.',
      advice: 'Give the same command with --resume to go on where it stopped.',
    },
    zh: { message: '导入已停止，尚未更改任何数据。', advice: '请在原命令后加 --resume 从停止处继续。' },
  },
  IMPORT_REJECTED: {
    status: 422,
    en: {
      message: 'Lines were rejected and --strict was given: nothing was changed.',
      advice: 'Correct the lines that the rejects file names and import again.',
    },
    zh: {
      message: '存在被拒绝的记录且指定了 --strict：未做任何更改。',
      advice: '请按拒绝清单更正后重新导入。',
    },
  },
  IMPORT_STAGING_LOST: {
    status: 409,
    en: {
      message:
        'The staged rows of the interrupted import are gone: the database was restarted after a crash.',
      advice: 'Start the import anew without --resume; nothing had been published.',
    },
    zh: {
      message: '中断导入的暂存数据已丢失：数据库曾崩溃重启。',
      advice: '请去掉 --resume 重新导入；此前未发布任何数据。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
