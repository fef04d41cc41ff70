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
  signStatusList,
  STATUS,
  StatusList,
  type StatusBits,
  type StatusListClaims,
} from './status-list.js';
