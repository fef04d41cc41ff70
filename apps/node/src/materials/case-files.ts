import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import type { CaseMaterial } from '#libs/handling';
import type { CaseFiles } from '../cases/ports.js';
import type { SendMessages } from '../messages/index.js';
import type { Transaction } from '../persistence/index.js';
import type { FileVault } from './file-vault.js';
import { partsOfFile } from './file-message.js';
import { asCaseMaterial } from './material.js';
import type { MaterialStore } from './material-store.js';

/** The files of cases, as the room of cases needs them. */
export class HeldFiles implements CaseFiles {
  constructor(
    private readonly deps: {
      store: MaterialStore;
      vault: FileVault;
      messages: SendMessages;
      clock: () => number;
    },
  ) {}

  async assertHeld(client: ClientBase, id: string, digests: readonly string[]): Promise<void> {
    const held = await this.deps.store.held(client, id, digests);
    const absent = digests.find((digest) => !held.has(digest));
    if (absent !== undefined) throw new Refusal('CASE_MATERIAL_ABSENT', { hint: absent });
  }

  async assertBroughtAs(
    client: ClientBase,
    id: string,
    papers: readonly { digest: string; as: 'pledge' | 'proof' }[],
  ): Promise<void> {
    if (papers.length === 0) return;
    const purposes = new Map(
      (await this.deps.store.files(id, client)).map(({ digest, purpose }) => [digest, purpose]),
    );
    const other = papers.find(({ digest, as }) => purposes.get(digest) !== as);
    if (other) throw new Refusal('CASE_FILE_OTHER_PURPOSE', { hint: `${other.digest} as ${other.as}` });
  }

  async materials(client: ClientBase, id: string, materialIds: readonly string[]): Promise<CaseMaterial[]> {
    const known = new Map((await this.deps.store.materials(id, client)).map((one) => [one.recordId, one]));
    const records = materialIds.map((wanted) => {
      const record = known.get(wanted);
      if (!record) throw new Refusal('CASE_MATERIAL_ABSENT', { hint: wanted.slice(0, 64) });
      return record;
    });
    await this.assertHeld(
      client,
      id,
      records.map(({ digest }) => digest),
    );
    return records.map(asCaseMaterial);
  }

  /**
   * In the caller's transaction, so that files and event leave together or not at all. With a file goes its sheet: what
   * the lookup said that fetched it.
   */
  async ship(
    transaction: Transaction,
    to: string,
    id: string,
    digests: readonly string[],
    again = false,
  ): Promise<void> {
    const { store, vault, messages, clock } = this.deps;
    const { client } = transaction;
    const wanted = new Set(digests);
    const files = (await store.files(id, client)).filter(
      ({ digest, sheetOf, erasedAt }) =>
        erasedAt === undefined && (wanted.has(digest) || (sheetOf !== undefined && wanted.has(sheetOf))),
    );
    for (const file of files) {
      if (file.peer === to && !again) continue;
      const { rowCount } = await client.query(
        `INSERT INTO case_file_shipment (case_id, digest, peer, queued_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [id, file.digest, to, new Date(clock()).toISOString()],
      );
      if (rowCount === 0 && !again) continue;
      for (const message of partsOfFile(file, await vault.open(file.digest)))
        await messages.enqueue(transaction, { to, ...message });
    }
  }
}
