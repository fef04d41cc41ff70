// Entry point of its own: only nodes sign, and signing brings the exchange profile with it.
export {
  createPeerClient,
  type PeerAnswer,
  type PeerClientOptions,
  type PeerQuestion,
} from './peer-client.js';
export { signingKeyFromJwk, verificationKeyFromJwk } from '#libs/jws';
export type { LookupContext, PeerKeys, Receipt } from '#libs/exchange';
