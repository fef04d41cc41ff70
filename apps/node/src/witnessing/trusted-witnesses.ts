import { COSIGNATURE_V1, parseVerifierKey, type NoteVerifier } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import type { Peer } from '../federation/index.js';
import { witnessName } from './witness-key.js';

/** A trusted peer that witnesses. */
export interface Witness {
  entityId: string;
  /** Any URL at its peer listener. */
  endpoint: string;
  /** Name of its key. */
  name: string;
  /** As its federation metadata says. */
  verifierKey: string;
  key: NoteVerifier;
}

/**
 * The witnesses among the trusted peers. The name of a key is the one that follows from the entity identifier, so that
 * nobody can speak under the name of another.
 * @param onFault told of metadata that names an unusable key
 */
export function trustedWitnesses(
  peers: readonly Pick<Peer, 'entityId' | 'endpoint' | 'metadata'>[],
  onFault: (entityId: string, refusal: Refusal) => void = () => undefined,
): Witness[] {
  return peers.flatMap(({ entityId, endpoint, metadata }) => {
    if (!metadata.witness) return [];
    const { name, verifier_key: verifierKey } = metadata.witness;
    try {
      const key = parseVerifierKey(verifierKey);
      if (key.algorithm !== COSIGNATURE_V1) throw keyInvalid('algorithm');
      if (key.name !== name || name !== witnessName(entityId)) throw keyInvalid('name');
      return [{ entityId, endpoint, name, verifierKey, key }];
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      onFault(
        entityId,
        thrown.code === 'WITNESS_KEY_INVALID' ? thrown : keyInvalid(thrown.hint ?? thrown.code),
      );
      return [];
    }
  });
}

const keyInvalid = (hint: string): Refusal => new Refusal('WITNESS_KEY_INVALID', { hint });
