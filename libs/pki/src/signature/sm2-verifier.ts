/** The port by which SM2 signatures are verified (GB/T 32918.2): the work is heavy and belongs in a worker thread. */
export interface Sm2Verifier {
  /**
   * True where `signature` is good for `message` under Z_A of the key and `userId`. Takes a signature in DER or, where
   * `form` says so, as 64 octets r || s. Must not throw for any bytes.
   */
  verify(input: Sm2Input): boolean | Promise<boolean>;
}

export interface Sm2Input {
  /** 65 octets 04 || x || y, or 33 compressed. */
  publicKey: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
  form: 'der' | 'raw';
  /** Distinguishing identifier of the signer; `1234567812345678` everywhere in use (GM/T 0009 §10). */
  userId: Uint8Array;
}

export const SM2_DEFAULT_ID: Uint8Array = Buffer.from('1234567812345678', 'latin1');
