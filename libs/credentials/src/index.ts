export { formatCombined, parseCombined, SD_JWT_LIMITS, type CombinedSdJwt } from './combined.js';
export { conceal, type Concealed, type Frame } from './conceal.js';
export {
  issueCredential,
  presentCredential,
  verifyCredential,
  type CredentialCheck,
  type CredentialContent,
  type VerifiedCredential,
} from './credential.js';
export { digestOf, parseDisclosure, type Disclosure } from './disclosure.js';
export { bindKey, checkKeyBinding, type KeyBindingDue } from './key-binding.js';
export { reveal, type Revealed } from './reveal.js';
export {
  readStatusList,
  readStatusListToken,
  signStatusList,
  STATUS,
  StatusList,
  type ReadStatusList,
  type StatusBits,
  type StatusListClaims,
} from './status-list.js';
export {
  answerTo,
  claimAt,
  dcqlFor,
  neededBy,
  readDcql,
  SD_JWT_VC_FORMAT,
  type CredentialQuery,
  type DcqlQuery,
} from './dcql.js';
export {
  checkIssuanceProof,
  PROOF_ALGORITHMS,
  proveForIssuance,
  type ProofDue,
  type ProvenKey,
} from './issuance-proof.js';
export {
  clientIdOf,
  entityIdOf,
  readPresentationRequest,
  REQUEST_OBJECT_TYPE,
  signPresentationRequest,
  type PresentationRequest,
  type ReadRequest,
} from './presentation-request.js';
