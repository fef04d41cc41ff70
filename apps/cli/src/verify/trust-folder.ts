import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import {
  anchorOf,
  fromPem,
  isSelfIssued,
  parseCertificate,
  parseCrl,
  readTrustList,
  TrustStore,
  type Certificate,
  type Crl,
  type TrustEdition,
} from '#libs/pki';
import type { TrustSettings } from '#libs/seals';
import { CliFailure, ExitCode } from '../exit.js';
import type { Language } from '../language.js';
import { problemOf } from './read-document.js';

/** What a verification may trust and use, from files that its caller named. */
export interface Trust {
  settings: TrustSettings;
  /** Certificates that are no anchors, in DER: they may complete a path or be the signer of a bare signature. */
  known: readonly Uint8Array[];
  anchors: number;
  crls: number;
  /** Files of the folder that are certificates, lists or trust lists by their looks but cannot be read. */
  skipped: { path: string; reason: string }[];
}

const MOST_FILES = 5000;
const MOST_BYTES = 64 << 20;
const PEM = /-----BEGIN (CERTIFICATE|X509 CRL)-----/;

interface Gathered {
  roots: Map<string, Certificate>;
  others: Map<string, Certificate>;
  crls: Crl[];
  editions: TrustEdition[];
}

/**
 * Reads the files of one folder, not those of its folders: certificates and revocation lists in PEM or DER, and trust
 * lists (`*.json`, see libs/pki). A certificate that its own subject issued is trusted, for every purpose; others only
 * complete paths, and are trusted where a trust list says so. Without a folder nobody is trusted.
 * @throws CliFailure usage where the folder or a list that was named cannot be read
 */
export async function loadTrust(
  folder: string | undefined,
  crlFiles: readonly string[],
  now: number,
  language: Language = 'en',
): Promise<Trust> {
  const gathered: Gathered = { roots: new Map(), others: new Map(), crls: [], editions: [] };
  const skipped: Trust['skipped'] = [];
  for (const name of folder === undefined ? [] : await filesOf(folder, language)) {
    const path = join(folder ?? '', name);
    try {
      const bytes = await readBounded(path);
      if (bytes) gather(gathered, name, bytes, now);
    } catch (thrown) {
      skipped.push({ path, reason: reasonOf(thrown, language) });
    }
  }
  for (const path of crlFiles) {
    try {
      const bytes = await readBounded(path);
      if (!bytes) throw new Refusal('CRL_MALFORMED', { hint: 'not a file' });
      gathered.crls.push(...fromPem(bytes, 'X509 CRL').map((der) => parseCrl(der)));
    } catch (thrown) {
      throw new CliFailure(
        ExitCode.usage,
        `--crl ${path}: ${reasonOf(thrown, language)}`,
        { path },
        { cause: thrown },
      );
    }
  }
  return trustOf(gathered, skipped);
}

async function filesOf(folder: string, language: Language): Promise<string[]> {
  try {
    const names = (await readdir(folder)).sort();
    if (names.length > MOST_FILES) throw new Error(`more than ${String(MOST_FILES)} files`);
    return names;
  } catch (thrown) {
    const message = `--trust ${folder}: ${reasonOf(thrown, language)}`;
    throw new CliFailure(ExitCode.usage, message, { folder }, { cause: thrown });
  }
}

/** Follows links: folders of authorities are often made of them. Undefined for what is no file. */
async function readBounded(path: string): Promise<Uint8Array | undefined> {
  const about = await stat(path);
  if (!about.isFile()) return undefined;
  if (about.size > MOST_BYTES) throw new Error(`larger than ${String(MOST_BYTES)} bytes`);
  return new Uint8Array(await readFile(path));
}

/** Takes what the file holds; a file of anything else (a note, a key) is left alone. */
function gather(into: Gathered, name: string, bytes: Uint8Array, now: number): void {
  if (name.endsWith('.json')) {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    into.editions.push({ origin: `file:${name}`, recordedAt: now, digest: '', list: readTrustList(value) });
    return;
  }
  if (bytes[0] === 0x30) return gatherDer(into, bytes);
  const text = Buffer.from(bytes).toString('latin1');
  if (!PEM.test(text)) return;
  if (text.includes('BEGIN CERTIFICATE')) {
    for (const der of fromPem(bytes, 'CERTIFICATE')) keep(into, parseCertificate(der));
  }
  if (text.includes('BEGIN X509 CRL')) {
    for (const der of fromPem(bytes, 'X509 CRL')) into.crls.push(parseCrl(der));
  }
}

function gatherDer(into: Gathered, bytes: Uint8Array): void {
  let certificate: Certificate;
  try {
    certificate = parseCertificate(bytes);
  } catch (asCertificate) {
    if (!(asCertificate instanceof Refusal)) throw asCertificate;
    try {
      into.crls.push(parseCrl(bytes));
    } catch (asList) {
      if (!(asList instanceof Refusal)) throw asList;
      throw new Error(
        `neither a certificate (${asCertificate.code}) nor a revocation list (${asList.code})`,
        {
          cause: asList,
        },
      );
    }
    return;
  }
  keep(into, certificate);
}

function keep({ roots, others }: Gathered, certificate: Certificate): void {
  (isSelfIssued(certificate) ? roots : others).set(certificate.fingerprint, certificate);
}

function trustOf({ roots, others, crls, editions }: Gathered, skipped: Trust['skipped']): Trust {
  const anchors = [...roots.values()].map((certificate) => anchorOf(certificate));
  const lists = new TrustStore(editions);
  return {
    settings: {
      trust: { anchors: (query) => [...anchors, ...lists.anchors(query)] },
      certificates: [...others.values()],
      crls,
    },
    known: [...others.values()].map(({ raw }) => raw),
    anchors: editions.reduce((sum, { list }) => sum + list.authorities.length, anchors.length),
    crls: crls.length,
    skipped,
  };
}

function reasonOf(thrown: unknown, language: Language): string {
  if (thrown instanceof Refusal) {
    const { message, messageZh } = thrown.toPublic();
    return language === 'zh' ? messageZh : message;
  }
  if (typeof (thrown as NodeJS.ErrnoException).code === 'string') {
    const { message, messageZh } = problemOf(thrown);
    return language === 'zh' ? messageZh : message;
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}
