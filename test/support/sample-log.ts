import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import {
  ED25519,
  formatAddCheckpoint,
  leafHash,
  nodeHash,
  noteSigner,
  noteVerifier,
  signCheckpoint,
  type NoteSigner,
  type NoteVerifier,
} from '#libs/audit-log';
import { ed25519Bytes } from '../../apps/node/src/audit/ed25519-file.js';

/**
 * A log in memory with a naive tree, straight from RFC 6962 section 2.1, that signs whatever it is told to: proofs of it are made
 * without the library's own prover.
 */
export class SampleLog {
  readonly signer: NoteSigner;
  readonly key: NoteVerifier;

  constructor(
    readonly origin: string,
    privateKey: KeyObject = generateKeyPairSync('ed25519').privateKey,
    private readonly leaf: (index: number) => string = (index) => `entry ${index}`,
  ) {
    const publicKey = ed25519Bytes(createPublicKey(privateKey));
    this.signer = noteSigner(origin, ED25519, publicKey, (message) => sign(null, message, privateKey));
    this.key = noteVerifier(origin, ED25519, publicKey);
  }

  leaves(from: number, to: number): Uint8Array[] {
    return Array.from({ length: to - from }, (_, at) => leafHash(Buffer.from(this.leaf(from + at))));
  }

  root(size: number): Uint8Array {
    return treeHash(this.leaves(0, size));
  }

  note(size: number, root = this.root(size)): Promise<string> {
    return signCheckpoint({ origin: this.origin, size: BigInt(size), root, extensions: [] }, this.signer);
  }

  /** RFC 6962 section 2.1.2. */
  consistency(from: number, to: number): Uint8Array[] {
    return from === 0 || from === to ? [] : subproof(from, this.leaves(0, to), true);
  }

  /** Body of `add-checkpoint`. */
  async request(from: number, to: number, proof = this.consistency(from, to)): Promise<string> {
    return formatAddCheckpoint({ oldSize: BigInt(from), proof, note: await this.note(to) });
  }
}

const split = (count: number): number => 2 ** Math.ceil(Math.log2(count) - 1);

function treeHash(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return Buffer.from('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', 'base64');
  if (leaves.length === 1) return leaves[0]!;
  const k = split(leaves.length);
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

function subproof(m: number, leaves: Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [treeHash(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), treeHash(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), treeHash(leaves.slice(0, k))];
}
