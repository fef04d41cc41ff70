/** Injection tokens of what is not a class of Nest. */
export const AUDITING = Symbol('auditing');
export const COUNTERS = Symbol('counters');
export const CREDENTIALS = Symbol('credentials');
export const AUTHORISATIONS = Symbol('authorisations');
export const CATALOGUE = Symbol('catalogue');
export const EVIDENCE_CATALOGUE = Symbol('evidence catalogue');
export const WITNESS_STATE = Symbol('witness state');
export const VERIFY_LICENCE_DOCUMENT = Symbol('verify licence document');
export const MATTERS = Symbol('matters');
export const REGION_OVERVIEW = Symbol('region overview');
export const SUBJECTS = Symbol('subjects');
export const ELIGIBILITY = Symbol('eligibility');
export const CASES = Symbol('cases');
export const REQUESTS = Symbol('requests');
export const MATERIALS = Symbol('materials of cases');
export const RECONCILIATIONS = Symbol('reconciliations');
export const SHARING = Symbol('sharing');
