import { createHash, type Hash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { startSm2Digest, Sm2PublicKey, type SubjectPublicKeyInfo } from '#libs/pki';
import type { Package } from '../package/index.js';

/** How the files of a package are digested (GB/T 33190-2016 table 68, and what is in use beside it). */
export type CheckMethod =
  | { kind: 'sm3' | 'sha256' }
  /** SM3(Z_A || file), with the signer's key and the usual id. */
  | { kind: 'sm3-za' }
  | { kind: 'refused'; detail: string };

const METHODS: Readonly<Record<string, CheckMethod>> = {
  sm3: { kind: 'sm3' },
  '1.2.156.10197.1.401': { kind: 'sm3' },
  '1.2.156.10197.1.401.1': { kind: 'sm3' },
  '1.2.156.10197.1.401.2': { kind: 'sm3-za' },
  sha256: { kind: 'sha256' },
  'sha-256': { kind: 'sha256' },
  '2.16.840.1.101.3.4.2.1': { kind: 'sha256' },
};

/** A missing CheckMethod means MD5, which anybody can forge; so does SHA-1. */
export function checkMethodOf(name: string | undefined): CheckMethod {
  const method = METHODS[(name ?? 'MD5').trim().toLowerCase()];
  return (
    method ?? { kind: 'refused', detail: `files are digested by ${name ?? 'MD5, for want of a CheckMethod'}` }
  );
}

/** Bytes after which the event loop gets its turn: some 10 ms of SM3. */
const SLICE = 2 << 20;
/** Most bytes that are digested for one package, over all signatures; each digest is made once. */
const MOST_DIGESTED = 1 << 30;

/** Digests of the files of one package, each made once for each method. */
export class Digests {
  private readonly made = new Map<string, Uint8Array>();
  private total = 0;

  constructor(private readonly files: Package) {}

  /**
   * @param signer whose key stands in Z_A, for `sm3-za`
   * @returns undefined where there is no such file, or no SM2 key for Z_A
   * @throws Refusal PACKAGE_*
   */
  async of(
    file: string,
    method: CheckMethod,
    signer: SubjectPublicKeyInfo | undefined,
  ): Promise<Uint8Array | undefined> {
    const key = `${method.kind} ${method.kind === 'sm3-za' && signer ? Buffer.from(signer.publicKey).toString('hex') : ''} ${file}`;
    const known = this.made.get(key);
    if (known) return known;
    const hash = startHash(method, signer);
    if (!hash || !this.files.has(file)) return undefined;
    this.total += this.files.sizeOf(file);
    if (this.total > MOST_DIGESTED)
      throw new Refusal('PACKAGE_ENTRY_TOO_LARGE', { hint: 'too much to digest' });
    const content = (await this.files.read(file)) ?? new Uint8Array();
    for (let at = 0; at < content.length; at += SLICE) {
      if (at > 0) await new Promise((resolve) => setImmediate(resolve));
      hash.update(content.subarray(at, at + SLICE));
    }
    const digest = hash.digest();
    this.made.set(key, digest);
    return digest;
  }
}

function startHash(method: CheckMethod, signer: SubjectPublicKeyInfo | undefined): Hash | undefined {
  switch (method.kind) {
    case 'sm3':
    case 'sha256':
      return createHash(method.kind);
    case 'sm3-za':
      return signer && startWithKey(signer);
    case 'refused':
      return undefined;
  }
}

function startWithKey({ kind, publicKey }: SubjectPublicKeyInfo): Hash | undefined {
  try {
    return kind === 'sm2' ? startSm2Digest(Sm2PublicKey.fromPoint(publicKey)) : undefined;
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
