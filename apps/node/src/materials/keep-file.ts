import { Refusal } from '#libs/errors';
import type { Transactions } from '../persistence/index.js';
import { fileTypeOf, type FileType } from './file-types.js';
import { digestOf, type FileVault } from './file-vault.js';
import type { MaterialStore } from './material-store.js';
import type { KeepFiles, MadeFile } from './ports.js';
import type { VerifyFile } from './verify-file.js';

/** Files that the node itself makes for a case. */
export class KeepMadeFiles implements KeepFiles {
  constructor(
    private readonly deps: {
      store: MaterialStore;
      vault: FileVault;
      verify: VerifyFile;
      transactions: Transactions;
      maxFileBytes: number;
    },
  ) {}

  async keep({ caseId, bytes, mediaType, purpose }: MadeFile): Promise<string> {
    const { store, vault, verify, transactions, maxFileBytes } = this.deps;
    if (bytes.byteLength === 0) throw new Refusal('MATERIAL_FILE_EMPTY');
    if (bytes.byteLength > maxFileBytes)
      throw new Refusal('MATERIAL_FILE_TOO_LARGE', { hint: `at most ${String(maxFileBytes)} bytes` });
    if (fileTypeOf(bytes) !== mediaType) throw new Refusal('MATERIAL_FILE_TYPE', { hint: mediaType });
    const digest = digestOf(bytes);
    await vault.put(digest, [bytes]);
    const isDocument = mediaType === 'application/pdf' || mediaType === 'application/ofd';
    const verdict = isDocument ? await verify.ofBytes(digest, bytes) : undefined;
    const size = bytes.byteLength;
    await transactions.run(({ client }) =>
      store.hold(client, { caseId, digest, mediaType, size, purpose, ...(verdict ? { verdict } : {}) }),
    );
    return digest;
  }

  async read(caseId: string, digest: string): Promise<{ mediaType: FileType; bytes: Uint8Array }> {
    const { store, vault } = this.deps;
    const file = await store.file(caseId, digest);
    if (!file) throw new Refusal('MATERIAL_FILE_UNKNOWN');
    if (file.erasedAt !== undefined) throw new Refusal('MATERIAL_FILE_ERASED');
    return { mediaType: file.mediaType, bytes: await vault.open(digest) };
  }
}
