import type { ErrorEntry } from '../entry.js';

/** Refusals of the GraphQL border, before any resolver runs. */
export const graphql = {
  GRAPHQL_BAD_BODY: {
    status: 400,
    en: {
      message: 'The request body is not a well-formed GraphQL request.',
      advice: 'Send one JSON object with `query` or `documentId`, and `variables` as an object.',
    },
    zh: {
      message: '请求体不是合规的 GraphQL 请求。',
      advice: '请发送一个 JSON 对象，含 `query` 或 `documentId`，`variables` 须为对象。',
    },
  },
  GRAPHQL_BATCH_REFUSED: {
    status: 400,
    en: { message: 'Batches of operations are not accepted.', advice: 'Send one operation a request.' },
    zh: { message: '不接受批量操作。', advice: '请每次请求只发送一个操作。' },
  },
  GRAPHQL_BODY_TOO_LARGE: {
    status: 413,
    en: {
      message: 'The request body is too large.',
      advice: 'Send less in one request; the limit is in the configuration reference.',
    },
    zh: { message: '请求体过大。', advice: '请减少单次请求的内容；上限见配置说明。' },
  },
  GRAPHQL_CONTENT_TYPE: {
    status: 415,
    en: {
      message: 'The content type is not accepted here.',
      advice: 'Send `Content-Type: application/json` in UTF-8.',
    },
    zh: { message: '不接受该内容类型。', advice: '请使用 `Content-Type: application/json`，UTF-8 编码。' },
  },
  GRAPHQL_NOT_ACCEPTABLE: {
    status: 406,
    en: {
      message: 'No media type that the caller accepts can be produced.',
      advice: 'Accept `application/graphql-response+json` or `application/json`.',
    },
    zh: {
      message: '无法生成调用方可接受的内容类型。',
      advice: '请接受 `application/graphql-response+json` 或 `application/json`。',
    },
  },
  GRAPHQL_METHOD: {
    status: 405,
    en: {
      message: 'The HTTP method is not allowed for this operation.',
      advice: 'Use POST; GET serves queries of integrators only.',
    },
    zh: { message: '该操作不允许使用此 HTTP 方法。', advice: '请使用 POST；GET 仅供接入方查询使用。' },
  },
  GRAPHQL_DOCUMENT_UNKNOWN: {
    status: 404,
    en: {
      message: 'The document id names no trusted document of this node.',
      advice: 'Use a registered operation; the list is in the peer documents of the node.',
    },
    zh: { message: '该文档编号不是本节点已登记的操作。', advice: '请使用已登记的操作。' },
  },
  GRAPHQL_FREE_FORM_REFUSED: {
    status: 403,
    en: {
      message: 'Operations that are not registered are not accepted from this caller.',
      advice: 'Send `documentId` of a trusted document instead of `query`.',
    },
    zh: {
      message: '不接受该调用方发送未登记的操作。',
      advice: '请以 `documentId` 指定已登记的操作，不要发送 `query`。',
    },
  },
  GRAPHQL_SYNTAX: {
    status: 400,
    en: {
      message: 'The document is not GraphQL.',
      advice: 'Correct the syntax at the place that the message names.',
    },
    zh: { message: '文档不符合 GraphQL 语法。', advice: '请按提示位置更正语法。' },
  },
  GRAPHQL_VALIDATION: {
    status: 400,
    en: { message: 'The document does not fit the schema.', advice: 'Compare it with the published schema.' },
    zh: { message: '文档与接口定义不符。', advice: '请对照已发布的接口定义更正。' },
  },
  GRAPHQL_VARIABLES: {
    status: 400,
    en: {
      message: 'The variables do not fit the operation.',
      advice: 'Correct the variable that the message names.',
    },
    zh: { message: '变量与操作不符。', advice: '请更正提示中的变量。' },
  },
  GRAPHQL_OPERATION_NAME: {
    status: 400,
    en: {
      message: 'The document holds several operations or none of that name.',
      advice: 'Send `operationName` of one of them.',
    },
    zh: { message: '文档含多个操作，或没有该名称的操作。', advice: '请以 `operationName` 指定其中之一。' },
  },
  GRAPHQL_BAD_VALUE: {
    status: 400,
    en: {
      message: 'A value has not the form of its scalar.',
      advice: 'Correct the value; the scalar is described in the schema.',
    },
    zh: { message: '值不符合其标量格式。', advice: '请更正该值；格式见接口定义。' },
  },
  GRAPHQL_TOO_MANY_TOKENS: {
    status: 400,
    en: { message: 'The document has too many tokens.', advice: 'Split the operation.' },
    zh: { message: '文档词元过多。', advice: '请拆分操作。' },
  },
  GRAPHQL_TOO_DEEP: {
    status: 400,
    en: { message: 'The document is nested too deeply.', advice: 'Select fewer levels.' },
    zh: { message: '文档嵌套过深。', advice: '请减少选择层级。' },
  },
  GRAPHQL_TOO_MANY_ALIASES: {
    status: 400,
    en: { message: 'The document has too many aliases.', advice: 'Split the operation.' },
    zh: { message: '文档别名过多。', advice: '请拆分操作。' },
  },
  GRAPHQL_TOO_MANY_ROOT_FIELDS: {
    status: 400,
    en: { message: 'The operation selects too many root fields.', advice: 'Split the operation.' },
    zh: { message: '操作选择的根字段过多。', advice: '请拆分操作。' },
  },
  GRAPHQL_TOO_MANY_DIRECTIVES: {
    status: 400,
    en: { message: 'The document has too many directives.', advice: 'Use fewer directives.' },
    zh: { message: '文档指令过多。', advice: '请减少指令。' },
  },
  GRAPHQL_TOO_COSTLY: {
    status: 400,
    en: {
      message: 'The operation would cost more than one operation may.',
      advice: 'Ask for fewer items or split the operation.',
    },
    zh: { message: '操作开销超出上限。', advice: '请减少请求条数或拆分操作。' },
  },
  GRAPHQL_FRAGMENT_CYCLE: {
    status: 400,
    en: { message: 'A fragment spreads itself.', advice: 'Remove the cycle.' },
    zh: { message: '片段循环引用自身。', advice: '请消除循环。' },
  },
  GRAPHQL_INTROSPECTION_OFF: {
    status: 400,
    en: { message: 'This node does not answer introspection.', advice: 'Use the published schema file.' },
    zh: { message: '本节点不提供接口自省。', advice: '请使用已发布的接口定义文件。' },
  },
  GRAPHQL_TIMEOUT: {
    status: 503,
    retryable: true,
    en: { message: 'The operation took longer than it may.', advice: 'Send it again, or ask for less.' },
    zh: { message: '操作超时。', advice: '请重新发送，或减少请求内容。' },
  },
  NOT_FOUND_HERE: {
    status: 404,
    en: {
      message: 'There is nothing at this address.',
      advice: 'See the README for the addresses of a node.',
    },
    zh: { message: '该地址不存在。', advice: '节点地址见说明文档。' },
  },
} as const satisfies Record<string, ErrorEntry>;
