import type { ErrorEntry } from '../entry.js';

const mend = (en: string, zh: string) =>
  ({
    status: 500,
    en: {
      message: en,
      advice: 'Mend the file of the catalogue; `tongban catalogue check` lists every problem.',
    },
    zh: { message: zh, advice: '请修正目录文件；tongban catalogue check 可列出全部问题。' },
  }) as const satisfies ErrorEntry;

/** Problems of the catalogue of what exists where and what proves what. */
export const evidenceCatalogue = {
  CATALOGUE_INVALID: mend('A file of the catalogue does not follow its schema.', '目录文件不符合格式要求。'),
  CATALOGUE_EDITIONS_DIFFER: mend(
    'Files of different editions of the catalogue are mixed.',
    '混用了不同版次的目录文件。',
  ),
  CATALOGUE_DUPLICATE: mend('A name stands twice in the catalogue.', '目录中的标识重复。'),
  CATALOGUE_TYPE_UNKNOWN: mend(
    'The catalogue names a licence type that nobody defines.',
    '目录引用了未定义的证照类型。',
  ),
  CATALOGUE_DATASET_UNKNOWN: mend(
    'The catalogue names a dataset that it does not describe.',
    '目录引用了未登记的数据集。',
  ),
  CATALOGUE_FIELD_UNKNOWN: mend(
    'The catalogue names a field that the licence type or dataset does not have.',
    '目录引用的字段不存在。',
  ),
  CATALOGUE_EQUIVALENCE_SELF: mend(
    'A licence type is called equivalent to itself in one and the same region.',
    '同一地区的证照类型被登记为与自身等效。',
  ),
  CATALOGUE_OPERATION_UNFIT: mend(
    'The way of asking does not fit what is provided.',
    '提供方式与所提供的内容不符。',
  ),
  CATALOGUE_PROVISION_CLASH: mend(
    'Two departments of one region provide the same thing at the same time.',
    '同一地区有两个部门同时提供同一内容。',
  ),
  CATALOGUE_NOT_LOADED: {
    status: 404,
    en: {
      message: 'This node has no catalogue of evidence.',
      advice: 'Its operator names the files under `catalogue.files` in the configuration.',
    },
    zh: {
      message: '本节点未配置证明材料目录。',
      advice: '请节点运维人员在配置的 catalogue.files 中指定目录文件。',
    },
  },
  REQUIREMENT_UNKNOWN: {
    status: 404,
    en: {
      message: 'The catalogue knows no such requirement.',
      advice: 'Ask `evidenceFor` with the item code to see the requirements that it knows.',
    },
    zh: {
      message: '目录中没有该项证明要求。',
      advice: '请用事项编码查询 evidenceFor，查看已登记的证明要求。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
