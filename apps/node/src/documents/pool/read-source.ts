import { parse as parseYaml } from 'yaml';
import { Refusal } from '#libs/errors';
import { verifyTrustListToken } from '#libs/federation';
import {
  formatName,
  fromPem,
  isSelfIssued,
  parseCertificate,
  parseCrl,
  readTrustList,
  TRUST_PURPOSES,
  type Certificate,
} from '#libs/pki';
import type { SourceInput, SourceRead } from './protocol.js';

const PEM = /-----BEGIN (CERTIFICATE|X509 CRL)-----/;
const LIST_NAME = /\.(json|ya?ml)$/;

/**
 * Reads a source of trust, whole or not at all: what cannot be read in it is refused by the name of its file, since an
 * authority that is missing unnoticed is worse than a node that does not start.
 * @throws Refusal TRUST_STORE_INVALID, CERTIFICATE_*, CRL_*, ASN1_*, TRUST_LIST_*
 */
export async function readSource(input: SourceInput): Promise<SourceRead> {
  if (input.kind === 'federation') return readFederated(input);
  const files = input.files.map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) }));
  switch (input.kind) {
    case 'list': {
      const [list] = files.map(({ name, bytes }) => about(name, () => readList(name, bytes)));
      return { ...(list ? { list } : {}), certificates: [], crls: [] };
    }
    case 'certificates':
      return {
        certificates: files.flatMap(({ name, bytes }) => about(name, () => certificatesIn(bytes))),
        crls: [],
      };
    case 'crls':
      return { certificates: [], crls: files.flatMap(({ name, bytes }) => about(name, () => crlsIn(bytes))) };
    case 'folder':
      return readFolder(files);
  }
}

async function readFederated(input: SourceInput & { kind: 'federation' }): Promise<SourceRead> {
  const { trust_list: value, exp } = await verifyTrustListToken(input.token, input);
  const { edition } = readTrustList(value);
  return {
    list: { text: JSON.stringify(value), edition, expiresAt: exp * 1000 },
    certificates: [],
    crls: [],
  };
}

function readList(name: string, bytes: Uint8Array): { text: string; edition: number } {
  const value = parsed(name, Buffer.from(bytes).toString('utf8'));
  return { text: JSON.stringify(value), edition: readTrustList(value).edition };
}

function parsed(name: string, text: string): unknown {
  try {
    if (name.endsWith('.json')) return JSON.parse(text) as unknown;
    return parseYaml(text, { version: '1.2', schema: 'core', uniqueKeys: true, maxAliasCount: 0 }) as unknown;
  } catch (cause) {
    throw new Refusal('TRUST_STORE_INVALID', { hint: 'neither JSON nor YAML', cause });
  }
}

/**
 * As `tongban verify --trust` reads a folder: a certificate that its own subject issued is trusted for every purpose of
 * documents, others complete paths; revocation lists are used. What else lies there is left alone. Trust lists have
 * their own setting.
 */
function readFolder(files: readonly { name: string; bytes: Uint8Array }[]): SourceRead {
  const roots = new Map<string, Certificate>();
  const others = new Map<string, Certificate>();
  const crls: Uint8Array[] = [];
  for (const { name, bytes } of files) {
    if (LIST_NAME.test(name))
      throw new Refusal('TRUST_STORE_INVALID', {
        hint: `${name}: name a trust list in documents.trust.files`,
      });
    const text = Buffer.from(bytes).toString('latin1');
    if (bytes[0] !== 0x30 && !PEM.test(text)) continue;
    about(name, () => {
      const isList = bytes[0] === 0x30 ? isCrl(bytes) : text.includes('BEGIN X509 CRL');
      const isCertificate = bytes[0] === 0x30 ? !isList : text.includes('BEGIN CERTIFICATE');
      if (isList) crls.push(...crlsIn(bytes));
      for (const der of isCertificate ? certificatesIn(bytes) : []) {
        const certificate = parseCertificate(der);
        (isSelfIssued(certificate) ? roots : others).set(certificate.fingerprint, certificate);
      }
    });
  }
  const value = {
    version: 1,
    name: 'folder',
    edition: 1,
    authorities: [...roots.values()]
      .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
      .map(authorityOf),
  };
  readTrustList(value);
  return {
    list: { text: JSON.stringify(value), edition: 1 },
    certificates: [...others.values()].map(({ raw }) => raw),
    crls,
  };
}

function authorityOf({ fingerprint, subject, raw, notBefore }: Certificate): object {
  const name = formatName(subject).slice(0, 200) || fingerprint;
  return {
    id: fingerprint.slice(0, 64).toLowerCase(),
    name: { zh: name, en: name },
    certificate: Buffer.from(raw).toString('base64'),
    purposes: TRUST_PURPOSES.filter((purpose) => purpose !== 'exchange'),
    from: new Date(notBefore).toISOString(),
  };
}

function isCrl(der: Uint8Array): boolean {
  try {
    parseCertificate(der);
    return false;
  } catch (asCertificate) {
    try {
      parseCrl(der);
      return true;
    } catch {
      throw asCertificate;
    }
  }
}

function certificatesIn(bytes: Uint8Array): Uint8Array[] {
  const all = bytes[0] === 0x30 ? [bytes] : fromPem(bytes, 'CERTIFICATE');
  if (all.length === 0) throw new Refusal('CERTIFICATE_MALFORMED', { hint: 'none is there' });
  return all.map((der) => parseCertificate(der).raw).map((der) => Uint8Array.from(der));
}

function crlsIn(bytes: Uint8Array): Uint8Array[] {
  const all = bytes[0] === 0x30 ? [bytes] : fromPem(bytes, 'X509 CRL');
  if (all.length === 0) throw new Refusal('CRL_MALFORMED', { hint: 'none is there' });
  return all.map((der) => parseCrl(der).raw).map((der) => Uint8Array.from(der));
}

function about<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    throw new Refusal(thrown.code, {
      hint: thrown.hint === undefined ? name : `${name}: ${thrown.hint}`,
      cause: thrown,
    });
  }
}
