import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createSampleAuthority,
  DAY,
  faultOf,
  issueSampleCertificate,
  SAMPLE_MARK,
  type SampleCredential,
} from './authority.js';

export interface SampleSubject {
  /** File name without ending: letters, digits, dot, dash, underscore. */
  name: string;
  /** URI SAN, e.g. `https://127.0.0.1:7411`. */
  entityId: string;
  /** Validity other than "one year from now", in milliseconds: for tests of expired certificates. */
  validity?: { notBefore: number; notAfter: number };
  /** Name of the CA, `ca` unless told; any other name makes one that the exchange does not know. */
  authority?: string;
}

export interface SampleCertFiles {
  name: string;
  entityId: string;
  caFile: string;
  certFile: string;
  keyFile: string;
  outcome: 'kept' | 'created' | 'renewed';
  /** Why it was renewed. */
  reason?: string;
}

/** Those of the demo, at their demo ports. */
export const DEMO_SUBJECTS: readonly SampleSubject[] = [
  { name: 'anchor', entityId: 'https://127.0.0.1:7400' },
  { name: 'beijing', entityId: 'https://127.0.0.1:7411' },
  { name: 'tianjin', entityId: 'https://127.0.0.1:7421' },
  { name: 'hebei', entityId: 'https://127.0.0.1:7431' },
  { name: 'identity', entityId: 'https://127.0.0.1:7450' },
];

/** Certificates are renewed when less than this is left. */
const RENEW_BEFORE = 30 * DAY;
const LIFETIME = 365 * DAY;
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/**
 * Makes sure that `directory` holds a CA and a valid certificate with key (mode 0600) for each subject.
 * What is valid is kept; what is missing, foreign, unreadable or close to expiry is made again.
 */
export async function ensureSampleCerts(
  directory: string,
  subjects: readonly SampleSubject[] = DEMO_SUBJECTS,
  { clock = Date.now }: { clock?: () => number } = {},
): Promise<SampleCertFiles[]> {
  await mkdir(directory, { recursive: true });
  const authorities = new Map<string, Promise<SampleCredential>>();
  const authority = (name: string) => {
    const known = authorities.get(name) ?? ensureAuthority(directory, name, clock);
    authorities.set(name, known);
    return known;
  };
  return Promise.all(
    subjects.map(async (subject) => {
      assertSafe(subject.name);
      const ca = subject.authority ?? 'ca';
      return ensureSubject(directory, subject, ca, await authority(ca), clock);
    }),
  );
}

async function ensureAuthority(
  directory: string,
  name: string,
  clock: () => number,
): Promise<SampleCredential> {
  assertSafe(name);
  const stored = await load(directory, name);
  // A CA must outlive what it issues today, or a certificate of one year would end with its issuer.
  const validUntil = clock() + LIFETIME;
  if (stored && !faultOf(stored, stored.cert, { validUntil })) return stored;
  const fresh = await createSampleAuthority(`Tongban ${name} (${SAMPLE_MARK})`, clock);
  await save(directory, name, fresh);
  return fresh;
}

async function ensureSubject(
  directory: string,
  subject: SampleSubject,
  ca: string,
  authority: SampleCredential,
  clock: () => number,
): Promise<SampleCertFiles> {
  const { name, entityId, validity } = subject;
  const files = {
    name,
    entityId,
    caFile: join(directory, `${ca}.crt`),
    certFile: join(directory, `${name}.crt`),
    keyFile: join(directory, `${name}.key`),
  };
  const stored = await load(directory, name);
  const validUntil = validity ? -Infinity : clock() + RENEW_BEFORE;
  const reason = stored && faultOf(stored, authority.cert, { entityId, validUntil });
  if (stored && !reason) return { ...files, outcome: 'kept' };

  const fresh = await issueSampleCertificate(authority, {
    name,
    entityId,
    notBefore: validity?.notBefore ?? clock() - DAY / 24,
    notAfter: validity?.notAfter ?? clock() + LIFETIME,
  });
  await save(directory, name, fresh);
  return reason ? { ...files, outcome: 'renewed', reason } : { ...files, outcome: 'created' };
}

function assertSafe(name: string): void {
  if (!SAFE_NAME.test(name)) throw new Error(`"${name}" cannot be a file name of the sample PKI`);
}

async function load(directory: string, name: string): Promise<SampleCredential | undefined> {
  try {
    const [cert, key] = await Promise.all([
      readFile(join(directory, `${name}.crt`), 'utf8'),
      readFile(join(directory, `${name}.key`), 'utf8'),
    ]);
    return { cert, key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function save(directory: string, name: string, { cert, key }: SampleCredential): Promise<void> {
  await replace(join(directory, `${name}.key`), key, 0o600);
  await replace(join(directory, `${name}.crt`), cert, 0o644);
}

// Written beside and renamed: a node that reloads its certificate never reads half a file.
async function replace(path: string, text: string, mode: number): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, text, { mode });
  await rename(beside, path);
}
