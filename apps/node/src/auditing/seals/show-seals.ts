import type { AuditDocument } from '#libs/audit-log';
import { asRefusal, Refusal } from '#libs/errors';
import type { ValidationReport } from '#libs/seals';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { DocumentVerifications } from '../../documents/index.js';
import type { LogReader } from '../search/log-reader.js';

/** A document that an entry names: the verdict that was told then, and what it looks like today where it is held here. */
export interface ShownDocument {
  told: AuditDocument;
  today?: { report: ValidationReport; trustEdition: string };
  /** Why it could not be looked at today. */
  code?: string;
}

export interface ShowSealsParts {
  reader: Pick<LogReader, 'byId'>;
  journal: GovernanceJournal;
  verifications: DocumentVerifications;
  /**
   * @param sha256 base64url
   * @returns undefined where this node does not hold it
   */
  open: (sha256: string) => Promise<Uint8Array | undefined>;
}

const MOST = 10;

/**
 * The seals on the documents of an entry, verified anew, with their pictures. Nothing of what the documents say is shown.
 * That they were looked at is an entry before anything is opened.
 */
export class ShowSeals {
  constructor(private readonly parts: ShowSealsParts) {}

  /** @throws Refusal `AUDIT_ENTRY_UNKNOWN` */
  async of(caller: ClientCaller, id: string): Promise<ShownDocument[]> {
    const { reader, journal } = this.parts;
    const entry = (await reader.byId(id))?.entry;
    if (!entry) throw new Refusal('AUDIT_ENTRY_UNKNOWN');
    const named = new Map(
      entry.lookups.flatMap(({ documents = [] }) => documents).map((one) => [`${one.sha256} ${one.by}`, one]),
    );
    const told = [...named.values()].slice(0, MOST);
    await journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: { action: 'read', filter: '{"of":"seals"}', entries: [id], rows: told.length },
    });
    const shown: ShownDocument[] = [];
    // One after the other: whoever looks at an old entry takes no more than one thread from lookups.
    for (const document of told) shown.push({ told: document, ...(await this.today(document.sha256)) });
    return shown;
  }

  private async today(sha256: string): Promise<Omit<ShownDocument, 'told'>> {
    const { verifications, open } = this.parts;
    try {
      const bytes = await open(sha256);
      if (!bytes) return {};
      const trustEdition = verifications.trustEdition;
      return { today: { report: await verifications.verify(bytes), trustEdition } };
    } catch (error) {
      return { code: asRefusal(error).code };
    }
  }
}
