import { citizenNumber } from './citizen-number.js';
import { itemCode } from './item-code.js';
import { licenceIdentifier } from './licence-identifier.js';
import { licenceTypeCode } from './licence-type-code.js';
import { uscc } from './uscc.js';

/** The `parse` of each definition by name, for callers that only read at a border. */
export const parseCitizenNumber = citizenNumber.parse;
export const parseItemCode = itemCode.parse;
export const parseLicenceIdentifier = licenceIdentifier.parse;
export const parseLicenceTypeCode = licenceTypeCode.parse;
export const parseUscc = uscc.parse;
