import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegionCode } from '#libs/codes';
import { fromPem, parseCrl } from '#libs/pki';
import type { CertificateAuthority } from '#libs/seals';
import { DAY } from '../authority.js';
import { pem, replace, type Suite } from './credential-folder.js';
import { REVOKED_AT, REVOKED_SERIAL, SAMPLE_SINCE } from './sample-dates.js';

export interface RegionAuthority {
  suite: Suite;
  region: RegionCode;
  authority: CertificateAuthority;
}

export interface Authorities {
  roots: Readonly<Record<Suite, CertificateAuthority>>;
  regions: readonly RegionAuthority[];
}

/** Lists live long: a demo has nobody who makes new ones every day. */
const LIST_LIFETIME = 365 * DAY;
const RENEW_BEFORE = 60 * DAY;

/**
 * Writes what a verifier needs: `trust.json`, a list of the roots and what each is trusted for (libs/pki), certificates
 * of the regions' authorities, which complete paths, and a revocation list of every authority. What is good stays.
 */
export function writeTrust(folder: string, pki: Authorities, now: number): void {
  mkdirSync(folder, { recursive: true });
  const listFile = join(folder, 'trust.json');
  const list = `${JSON.stringify(trustList(pki), null, 2)}\n`;
  if (textOf(listFile) !== list) replace(listFile, list);
  const authorities: [name: string, authority: CertificateAuthority, revokes: boolean][] = [
    ['sm2-root', pki.roots.sm2, false],
    ['ec-root', pki.roots.ec, false],
    ...pki.regions.map(({ suite, region, authority }): [string, CertificateAuthority, boolean] => [
      `${suite}-${region}`,
      authority,
      suite === 'ec',
    ]),
  ];
  for (const [name, authority, revokes] of authorities) {
    const certificate = pem('CERTIFICATE', authority.certificate);
    const file = join(folder, `${name}.crt`);
    const kept = name.endsWith('root') || textOf(file) === certificate;
    if (!kept) replace(file, certificate);
    const crlFile = join(folder, `${name}.crl`);
    if (kept && isFresh(crlFile, now)) continue;
    const crl = authority.issueCrl({
      thisUpdate: now - 3_600_000,
      nextUpdate: now + LIST_LIFETIME,
      number: BigInt(Math.floor(now / 1000)),
      revoked: revokes ? [{ serial: REVOKED_SERIAL, at: REVOKED_AT }] : [],
    });
    replace(crlFile, pem('X509 CRL', crl));
  }
}

/** The revocation lists of the authorities of one suite, in DER. */
export function listsOf(folder: string, suite: Suite): Uint8Array[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${suite}-`) && name.endsWith('.crl'))
    .flatMap((name) => fromPem(readFileSync(join(folder, name)), 'X509 CRL'));
}

function trustList({ roots }: Authorities) {
  const entry = (suite: Suite, id: string, zh: string, en: string, purposes: readonly string[]) => ({
    id,
    name: { zh, en },
    certificate: Buffer.from(roots[suite].certificate).toString('base64'),
    purposes,
    from: new Date(SAMPLE_SINCE).toISOString(),
  });
  return {
    version: 1,
    name: 'Tongban samples, not for production (样例信任列表)',
    edition: 1,
    authorities: [
      entry('sm2', 'sample-root-sm2', '样例国家根（SM2）', 'Sample national root (SM2)', [
        'seal',
        'seal-maker',
        'signature',
      ]),
      entry('ec', 'sample-root-ecdsa', '样例国家根（ECDSA）', 'Sample national root (ECDSA)', [
        'signature',
        'timestamp',
      ]),
    ],
  };
}

function isFresh(path: string, now: number): boolean {
  try {
    return fromPem(readFileSync(path), 'X509 CRL').every((der) => {
      const { thisUpdate, nextUpdate = 0 } = parseCrl(der);
      return thisUpdate <= now && nextUpdate > now + RENEW_BEFORE;
    });
  } catch {
    return false;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
