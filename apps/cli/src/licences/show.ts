import type { Client } from 'pg';
import { Refusal } from '#libs/errors';
import { fieldsOf, licenceStatuses, standardCatalogue, valueOf, type Licence } from '#libs/licences';
import {
  documentLink,
  LicenceStore,
  statusHistory,
  type DocumentLink,
} from '../../../node/src/licences/index.js';
import type { Io } from '../io.js';
import { withRegionDatabase, type RegionName } from './region-database.js';

type History = Awaited<ReturnType<typeof statusHistory>>;

/** `tongban licences show`: what the store holds, read from the database by its operator; no lookup, no audit entry. */
export async function showCommand(identifier: string, region: RegionName, io: Io): Promise<void> {
  const found = await withRegionDatabase(region, process.env, (client) => read(client, identifier));
  io.out(found, () => text(found.licence, found.history, found.document, io));
}

async function read(
  client: Client,
  identifier: string,
): Promise<{ licence: Licence; history: History; document: DocumentLink | null }> {
  const licence = await new LicenceStore(client, { maxPageSize: 1 }).byIdentifier(identifier);
  if (!licence) throw new Refusal('LICENCE_NOT_FOUND');
  const history = await statusHistory(client, identifier);
  return { licence, history, document: (await documentLink(client, identifier)) ?? null };
}

function text(licence: Licence, history: History, document: DocumentLink | null, io: Io): string {
  const type = standardCatalogue.find(licence.typeCode);
  const statusName = (code: string): string => {
    const status = licenceStatuses.find((candidate) => candidate.code === code);
    return status ? `${code} ${io.say(status)}` : code;
  };
  const lines = (type ? fieldsOf(type) : []).flatMap((field) => {
    const value = valueOf(licence, field.name);
    if (value === undefined) return [];
    return [`${io.say(field)} [${field.shortCode}]: ${field.name === 'status' ? statusName(value) : value}`];
  });
  for (const { at, from, to, by, reason } of history) {
    lines.push(
      `${io.say({ zh: '状态变更', en: 'Status change' })}: ${at} ${from ? statusName(from) : ''} -> ${statusName(to)} · ${by} · ${reason}`,
    );
  }
  if (document) {
    lines.push(
      `${io.say({ zh: '证照文件', en: 'Document' })}: ${document.mediaType}, ${String(document.size)} bytes, sha256 ${document.sha256}`,
    );
  }
  return lines.join('\n');
}
