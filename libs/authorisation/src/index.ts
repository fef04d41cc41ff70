export {
  AUTHORISATION_LIMITS,
  AUTHORISATION_TYP,
  authorisationClaimsSchema,
  type AuthorisationClaims,
  type AuthorisationSubject,
} from './claims.js';
export { issueAuthorisation } from './issue.js';
export {
  judgeAuthorisation,
  type AuthorisationCode,
  type AuthorisationPorts,
  type AuthorisedUse,
  type JudgedAuthorisation,
} from './judge.js';
export {
  authorisationPreview,
  authorisationPreviewAnswer,
  authorisationRequest,
  authorisationRequestAnswer,
  authorisationRequestState,
  type AuthorisationPreviewAnswer,
  type AuthorisationRequest,
} from './request.js';
export { readMessage, signMessage, type MessageKind, type MessageReading } from './signed-message.js';
