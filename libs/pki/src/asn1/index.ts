export { Asn1, ASN1_LIMITS, type Asn1Limits } from './element.js';
export { Fields } from './fields.js';
export { CLASS, TAG } from './tags.js';
export type { TimeRules } from './time.js';
export type { Bits } from './values.js';
export { der } from './write.js';
