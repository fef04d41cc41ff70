import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { itemCode, licenceIdentifier, licenceTypeCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { both } from './describe.js';

/**
 * Strings of the schema that have a form: refused at the border with the code of the rule that failed,
 * so that no resolver sees a value that its standard does not allow.
 */
function stringScalar(
  name: string,
  description: string,
  check: (value: string) => string,
  specifiedByURL?: string,
) {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(`${name} must be a string.`);
    if (value.length > 256) throw new GraphQLError(`${name} is too long.`);
    return check(value);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => {
      if (node.kind !== Kind.STRING) throw new GraphQLError(`${name} must be a string.`, { nodes: node });
      return parse(node.value);
    },
  });
}

const pattern = (name: string, expression: RegExp) => (value: string) => {
  if (!expression.test(value)) throw new Refusal('GRAPHQL_BAD_VALUE', { hint: name });
  return value;
};

/** A date that exists in the calendar, `YYYY-MM-DD`. */
function calendarDate(value: string): string {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  if (!instant || Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== value)
    throw new Refusal('GRAPHQL_BAD_VALUE', { hint: 'CalendarDate' });
  return value;
}

export const LicenceIdentifierScalar = stringScalar(
  'LicenceIdentifier',
  both(
    'E-licence identifier after GB/T 36904: `1.2.156.3005.2.<type>.<issuer>.<serial>.<version>.<check>`.',
    '电子证照标识（GB/T 36904）：`1.2.156.3005.2.<类型>.<发证机构>.<流水号>.<版本>.<校验位>`。',
  ),
  (value) => {
    licenceIdentifier.parse(value);
    return value;
  },
);
export const LicenceTypeCodeScalar = stringScalar(
  'LicenceTypeCode',
  both(
    'Licence type code: USCC of the defining authority and three digits or letters (GB/T 36903).',
    '证照类型代码：定义机构统一社会信用代码加三位顺序码。',
  ),
  (value) => {
    licenceTypeCode.parse(value);
    return value;
  },
);
export const ItemCodeScalar = stringScalar(
  'ItemCode',
  both(
    'Item code of a government service: 31 characters, 33 with a business variant.',
    '政务服务事项编码：31 位，含业务办理项时 33 位。',
  ),
  (value) => {
    itemCode.parse(value);
    return value;
  },
);
export const CalendarDateScalar = stringScalar(
  'CalendarDate',
  both('A date, `YYYY-MM-DD`.', '日期，`YYYY-MM-DD`。'),
  calendarDate,
);
export const InstantScalar = stringScalar(
  'Instant',
  both(
    'An instant in UTC after RFC 3339, milliseconds included.',
    '时刻（UTC，RFC 3339 格式，精确到毫秒）。',
  ),
  pattern('Instant', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/),
);
export const DigestScalar = stringScalar(
  'Digest',
  both('SHA-256 in base64url without padding.', 'SHA-256 摘要，base64url 编码，无填充。'),
  pattern('Digest', /^[A-Za-z0-9_-]{43}$/),
);
export const Base64Scalar = stringScalar(
  'Base64',
  both('Bytes in base64 (RFC 4648 section 4).', '字节串，base64 编码（RFC 4648 第 4 节）。'),
  pattern('Base64', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
);
export const DatasetCodeScalar = stringScalar(
  'DatasetCode',
  both('Code of a department’s dataset, of the catalogue.', '部门数据集代码，见目录。'),
  pattern('DatasetCode', /^[A-Za-z0-9][A-Za-z0-9._/-]{0,49}$/),
);
export const DatasetItemScalar = stringScalar(
  'DatasetItem',
  both('Code of an item of a dataset.', '数据集信息项代码。'),
  pattern('DatasetItem', /^[a-z][A-Za-z0-9]{0,39}$/),
);
export const AttributeCodeScalar = stringScalar(
  'AttributeCode',
  both('Code of a type-specific field, `KZ_...`.', '照面特有信息项代码，`KZ_...`。'),
  pattern('AttributeCode', /^KZ_[A-Z0-9_]{1,40}$/),
);
