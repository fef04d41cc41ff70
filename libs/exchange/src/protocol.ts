import type { Limits } from '#libs/jws';

/** Version of the profile that this library speaks; claim `v`. */
export const PROTOCOL_VERSION = 1;

/** Header fields of the exchange, in lower case as Node gives them. */
export const REQUEST_HEADER = 'tongban-request';
export const ANSWER_HEADER = 'tongban-answer';
export const CONTENT_DIGEST_HEADER = 'content-digest';

export const REQUEST_TYP = 'tongban-request+jwt';
export const ANSWER_TYP = 'tongban-answer+jwt';
/** Reserved for receipts as tokens of their own; refused wherever a request or an answer is due. */
export const RECEIPT_TYP = 'tongban-receipt+jwt';

/** Longest life of a request token. */
export const MAX_LIFETIME_SECONDS = 60;
/** Oldest answer that is taken, by its `iat`; deadlines of lookups are far below. */
export const MAX_ANSWER_AGE_SECONDS = 120;

/** Bounds of one token: it travels in a header field, and servers bound all fields together at 16 KiB. */
export const EXCHANGE_TOKEN_LIMITS: Limits = { maxBytes: 8192, maxDepth: 4 };

/** Suites that every node verifies, by preference (PROFILE.md, section 8). */
export const EXCHANGE_SUITES: readonly string[] = ['ES256', 'EdDSA'];
/** Suites that a node may list beside or instead: taken only where a verifier's rules name them. */
export const OPTIONAL_SUITES: readonly string[] = ['SM2'];
