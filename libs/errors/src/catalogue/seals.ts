import type { ErrorEntry } from '../entry.js';

const again = {
  en: 'Obtain the file again from whoever issued it; what is refused here is not what a seal or signature maker writes.',
  zh: '请向签发方重新获取该文件；正规签章或签名软件不会生成此类内容。',
};

const refused = (en: string, zh: string, status = 422) =>
  ({
    status,
    en: { message: en, advice: again.en },
    zh: { message: zh, advice: again.zh },
  }) as const satisfies ErrorEntry;

/**
 * Refusals about documents that cannot be read as what they claim to be. A signature that does not hold is no refusal
 * but a report.
 */
export const seals = {
  DOCUMENT_FORMAT_UNKNOWN: {
    status: 415,
    en: {
      message: 'The file is of no format that can be verified here.',
      advice: 'Send an OFD, a PDF, a seal (.esl), a CMS or a JWS file, unpacked and unchanged.',
    },
    zh: {
      message: '无法识别该文件格式。',
      advice: '请提交未经解包或修改的 OFD、PDF、电子印章（.esl）、CMS 或 JWS 文件。',
    },
  },
  DOCUMENT_TOO_LARGE: {
    status: 413,
    en: { message: 'The document is too large.', advice: 'Send a document within the limit.' },
    zh: { message: '文件过大。', advice: '请提交不超过大小限制的文件。' },
  },

  PACKAGE_MALFORMED: refused('The package is not a well-formed ZIP archive.', '文件包不是规范的 ZIP 格式。'),
  PACKAGE_TOO_MANY_ENTRIES: refused('The package has too many files.', '文件包内文件数量过多。', 413),
  PACKAGE_ENTRY_TOO_LARGE: refused('The files of the package are too large.', '文件包内文件过大。', 413),
  PACKAGE_RATIO_TOO_HIGH: refused(
    'A file of the package is compressed beyond measure.',
    '文件包内存在压缩比异常的文件。',
    413,
  ),
  PACKAGE_DUPLICATE_ENTRY: refused('A file stands twice in the package.', '文件包内存在同名文件。'),
  PACKAGE_PATH_ESCAPE: refused('A path leads out of the package.', '文件包内存在越界路径。'),
  PACKAGE_ENCRYPTED: refused('A file of the package is encrypted.', '文件包内存在加密文件。'),
  PACKAGE_OVERLAP: refused('Files of the package share bytes.', '文件包内文件的数据区相互重叠。'),
  PACKAGE_METHOD_UNSUPPORTED: refused(
    'A file of the package is compressed by a method that is not supported.',
    '文件包内存在不支持的压缩方式。',
  ),
  PACKAGE_CHECKSUM_MISMATCH: refused(
    'A file of the package does not have its checksum.',
    '文件包内文件的校验和不符。',
  ),

  XML_MALFORMED: refused('The XML is not well-formed.', 'XML 格式有误。'),
  XML_DOCTYPE_REFUSED: refused('The XML has a document type declaration.', 'XML 中含有 DOCTYPE 声明。'),
  XML_ENTITY_REFUSED: refused(
    'The XML uses an entity that it would have to define.',
    'XML 中含有自定义实体。',
  ),
  XML_TOO_DEEP: refused('The XML is nested too deeply.', 'XML 嵌套层数过多。'),
  XML_TOO_LARGE: refused('The XML is too large.', 'XML 过大。', 413),

  OFD_MALFORMED: refused('The package does not follow GB/T 33190.', '文件包不符合 GB/T 33190（OFD）。'),
  SEAL_MALFORMED: refused(
    'The seal or signature does not follow GB/T 38540 or GM/T 0031.',
    '电子印章或签章数据不符合 GB/T 38540 或 GM/T 0031。',
  ),
} as const satisfies Record<string, ErrorEntry>;
