import {
  citizenNumber,
  divisionExists,
  holderType,
  isDate,
  licenceIdentifier,
  licenceTypeCode,
  uscc,
} from '#libs/codes';
import type { ErrorCode } from '#libs/errors';
import type { ValueType } from './fields.js';
import { isStatusCode } from './status.js';

/** Longest value of any field, in UTF-16 units; a scope of business (经营范围) may fill a page. */
export const maxValueLength = 4000;

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;
// Control characters and noncharacters; lone surrogates are found by isWellFormed.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

/** The error code of a value that its type does not allow; undefined where it is fine. */
export function valueProblem(type: ValueType, value: string): ErrorCode | undefined {
  if (value.length > maxValueLength) return 'LICENCE_FIELD_TOO_LONG';
  if (UNPRINTABLE.test(value) || !value.isWellFormed()) return 'LICENCE_FIELD_CHARACTERS';
  switch (type) {
    case 'text':
      return undefined;
    case 'code':
      return value.length > 100 ? 'LICENCE_FIELD_TOO_LONG' : undefined;
    case 'date':
      return isDate(value) ? undefined : 'LICENCE_DATE_INVALID';
    case 'instant':
      return isInstant(value) ? undefined : 'LICENCE_INSTANT_INVALID';
    case 'number':
      return /^-?\d{1,18}(\.\d{1,8})?$/.test(value) ? undefined : 'LICENCE_NUMBER_INVALID';
    case 'uscc':
      return uscc.problem(value);
    case 'citizenNumber':
      return citizenNumber.problem(value);
    case 'licenceTypeCode':
      return licenceTypeCode.problem(value);
    case 'licenceIdentifier':
      return licenceIdentifier.problem(value);
    case 'holderType':
      return holderType.problem(value);
    case 'status':
      return isStatusCode(value) ? undefined : 'LICENCE_STATUS_UNKNOWN';
    case 'division':
      return divisionProblem(value);
  }
}

function isInstant(value: string): boolean {
  const match = INSTANT.exec(value);
  return match !== null && isDate(match[1] ?? '');
}

function divisionProblem(value: string): ErrorCode | undefined {
  if (!/^\d{6}$/.test(value)) return 'DIVISION_MALFORMED';
  // 100000 stands for the centre; the counties of other provinces are not known here and are let pass.
  return value === '100000' || divisionExists(value) !== false ? undefined : 'DIVISION_UNKNOWN';
}
