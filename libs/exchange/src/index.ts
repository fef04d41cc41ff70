export { signAnswer, type AnswerClaims, type AnswerToSign, type Encryption } from './answer.js';
export type { Check } from './checks.js';
export { lookupContextSchema, parseLookupContext, type LookupContext } from './context.js';
export { contentDigest, documentId, sha256 } from './digest.js';
export { decryptAnswer, encryptAnswer, JOSE_CONTENT_TYPE, type SealedAnswer } from './encryption.js';
export { entityIdSchema, targetUriSchema } from './forms.js';
export {
  MESSAGE_BODY_LIMITS,
  MESSAGE_PATH,
  MESSAGE_TYP,
  messageKindSchema,
  messageSubjectSchema,
  signMessage,
  verifyMessage,
  type MessageClaims,
  type MessageToSign,
  type ReceivedMessage,
  type VerifiedMessage,
} from './message.js';
export {
  MESSAGE_ACK_TYP,
  signMessageAck,
  verifyMessageAck,
  type MessageAckClaims,
  type MessageOutcome,
} from './message-ack.js';
export type { SignedRules } from './message-signed.js';
export type { Clock, PeerKeys, RandomBytes, ResolvePeer } from './ports.js';
export {
  ANSWER_HEADER,
  ANSWER_TYP,
  CONTENT_DIGEST_HEADER,
  EXCHANGE_SUITES,
  EXCHANGE_TOKEN_LIMITS,
  MAX_ANSWER_AGE_SECONDS,
  MAX_LIFETIME_SECONDS,
  OPTIONAL_SUITES,
  PROTOCOL_VERSION,
  REQUEST_HEADER,
  REQUEST_TYP,
} from './protocol.js';
export { receiptSchema, type Receipt } from './receipt.js';
export { AnswerRefused, RequestRefused, type IdentifiedCaller } from './refused.js';
export { signRequest, type RequestClaims, type RequestToSign, type SignedRequest } from './request.js';
export { chooseSigningKey } from './suites.js';
export { keyOf, type KeyRules } from './verify-key.js';
export { verifyAnswer, type AnswerRules, type ReceivedAnswer, type VerifiedAnswer } from './verify-answer.js';
export {
  verifyRequest,
  type ReceivedRequest,
  type RequestRules,
  type VerifiedRequest,
} from './verify-request.js';
