import type { ClientBase } from 'pg';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { receiptRegionOf } from '#libs/handling';
import type { IncomingMessage, MessageHandler } from '../messages/index.js';
import type { Transaction } from '../persistence/index.js';
import { readFilePart, type FilePart } from './file-message.js';
import { fileTypeOf } from './file-types.js';
import { digestOf, type FileVault } from './file-vault.js';
import type { MaterialStore } from './material-store.js';
import { readSheet } from './sheet.js';

export interface HearFileDeps {
  store: MaterialStore;
  vault: FileVault;
  /** Regions that take part in a case; undefined for one that this node does not know yet. */
  partiesOf: (id: string) => Promise<readonly RegionCode[] | undefined>;
  /** For which regions a trusted node acts. */
  actsFor: (entityId: string, region: RegionCode) => boolean;
  limits: { maxFileBytes: number; maxIncomingBytes: number };
  /** A verdict of our own is formed when the file is here. */
  verifySoon: () => void;
  clock: () => number;
}

/**
 * Files of other regions, part by part. Whoever sends one takes part in the case; where the case is not known yet, its
 * number says who receives it, and only that region's node may send files ahead. Parts that came stay, so a broken
 * sending goes on where it stopped; the whole counts once its digest is the one that was told.
 */
export class HearFile implements MessageHandler {
  constructor(private readonly deps: HearFileDeps) {}

  async apply(message: IncomingMessage, { client }: Transaction): Promise<(() => void) | undefined> {
    const { store, limits, verifySoon } = this.deps;
    const part = readFilePart(message.body, message.subject);
    await this.assertParty(message.iss, part.case);
    if (part.size > limits.maxFileBytes)
      throw new Refusal('MATERIAL_FILE_TOO_LARGE', { hint: `at most ${String(limits.maxFileBytes)} bytes` });
    if ((await store.held(client, part.case, [part.digest])).size > 0) return undefined;
    await this.keep(client, message.iss, part);
    const bytes = await partsOf(client, message.iss, part);
    if (!bytes) return undefined;
    await this.whole(client, message.iss, part, bytes);
    return verifySoon;
  }

  private async assertParty(sender: string, id: string): Promise<void> {
    const { partiesOf, actsFor } = this.deps;
    const receipt = receiptRegionOf(id);
    const parties = (await partiesOf(id)) ?? (receipt === undefined ? [] : [receipt]);
    if (!parties.some((region) => actsFor(sender, region))) throw new Refusal('MATERIAL_SENDER_NOT_PARTY');
  }

  private async keep(client: ClientBase, peer: string, part: FilePart): Promise<void> {
    const { limits, clock } = this.deps;
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 21))', [peer]);
    const { rows } = await client.query<{ bytes: string }>(
      'SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM case_file_part WHERE peer = $1',
      [peer],
    );
    if (Number(rows[0]?.bytes) + part.bytes.byteLength > limits.maxIncomingBytes)
      throw new Refusal('MATERIAL_INCOMING_FULL');
    await client.query(
      `INSERT INTO case_file_part (case_id, digest, peer, part, bytes, heard_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (case_id, digest, peer, part) DO UPDATE SET bytes = EXCLUDED.bytes, heard_at = EXCLUDED.heard_at`,
      [part.case, part.digest, peer, part.part, part.bytes, new Date(clock()).toISOString()],
    );
  }

  private async whole(client: ClientBase, peer: string, part: FilePart, bytes: Buffer): Promise<void> {
    const { store, vault } = this.deps;
    if (bytes.byteLength !== part.size || digestOf(bytes) !== part.digest)
      throw new Refusal('MATERIAL_FILE_DIGEST');
    if (fileTypeOf(bytes) !== part.mediaType)
      throw new Refusal('MATERIAL_FILE_TYPE', { hint: part.mediaType });
    if (part.purpose === 'sheet') readSheet(bytes);
    await vault.put(part.digest, [bytes]);
    const { case: caseId, digest, mediaType, size, purpose, sheetOf } = part;
    await store.hold(client, { caseId, digest, mediaType, size, purpose, sheetOf, peer });
    await client.query('DELETE FROM case_file_part WHERE case_id = $1 AND digest = $2', [caseId, digest]);
  }
}

/** Undefined while parts are missing. */
async function partsOf(client: ClientBase, peer: string, part: FilePart): Promise<Buffer | undefined> {
  const { rows: here } = await client.query<{ count: string }>(
    'SELECT count(*) AS count FROM case_file_part WHERE case_id = $1 AND digest = $2 AND peer = $3 AND part <= $4',
    [part.case, part.digest, peer, part.parts],
  );
  if (Number(here[0]?.count) < part.parts) return undefined;
  const { rows } = await client.query<{ bytes: Buffer }>(
    'SELECT bytes FROM case_file_part WHERE case_id = $1 AND digest = $2 AND peer = $3 AND part <= $4 ORDER BY part',
    [part.case, part.digest, peer, part.parts],
  );
  return Buffer.concat(rows.map(({ bytes }) => bytes));
}
