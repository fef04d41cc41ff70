import { Refusal } from '#libs/errors';
import type { Certificate } from '../certificate/certificate.js';
import { fromPem } from '../certificate/pem.js';
import { parseSignedData } from '../cms/signed-data.js';
import type { PkiFetcher, PkiResource } from '../fetch/fetcher.js';
import type { GeneralName } from '../names/general-name.js';
import { OID } from '../oids.js';
import { Budget, type ValidationLimits } from '../path/budget.js';
import { CertificatePool } from '../path/certificate-pool.js';
import { parseCrl, type Crl } from '../revocation/crl.js';
import { ocspRequest } from '../revocation/ocsp-request.js';
import { parseOcspResponse, type OcspResponse } from '../revocation/ocsp.js';
import type { Issuer } from '../revocation/status.js';
import type { ValidationSettings } from './settings.js';

/** Certificates, lists and answers of one validation: what the caller gave, and what was fetched where that is allowed. */
export class Material {
  /** The caller's, or a copy where fetching may add to it. */
  readonly pool: CertificatePool;
  readonly crls: Crl[];
  readonly ocsp: OcspResponse[];
  private readonly fetches: Budget;
  private readonly fetched = new Set<string>();

  constructor(
    settings: ValidationSettings,
    private readonly limits: ValidationLimits,
    private readonly fetcher: PkiFetcher | undefined,
  ) {
    this.pool = fetcher ? new CertificatePool(settings.pool) : settings.pool;
    this.crls = [...(settings.crls ?? [])];
    this.ocsp = [...(settings.ocsp ?? [])];
    this.fetches = new Budget(limits.maxFetches);
  }

  /** Fetches lists and answers for a certificate. @returns true where something new came */
  async obtain(certificate: Certificate, issuer: Issuer): Promise<boolean> {
    const { authorityInfoAccess, crlDistributionPoints, freshestCrl } = certificate.extensions;
    let came = false;
    for (const { method, location } of authorityInfoAccess ?? []) {
      const url = method === OID.ocsp ? httpUrl(location) : undefined;
      if (url === undefined) continue;
      const request = ocspRequest(certificate, issuer.spki);
      const answer = await this.fetch(url, 'ocsp', parseOcspResponse, request, certificate.fingerprint);
      if (answer) came = this.ocsp.push(answer) > 0;
    }
    for (const { name } of [...(crlDistributionPoints ?? []), ...(freshestCrl ?? [])]) {
      for (const location of name?.kind === 'full' ? name.names : []) {
        const url = httpUrl(location);
        const crl = url === undefined ? undefined : await this.fetch(url, 'crl', crlIn);
        if (crl) came = this.crls.push(crl) > 0;
      }
    }
    return came;
  }

  /** Fetches the issuers of certificates that lack one. @returns true where something new came */
  async obtainIssuers(target: Certificate): Promise<boolean> {
    const { pool } = this;
    let came = false;
    const seen = new Set<string>();
    const queue = [target];
    for (const certificate of queue) {
      if (seen.has(certificate.fingerprint) || seen.size > this.limits.maxPathLength) continue;
      seen.add(certificate.fingerprint);
      for (const { method, location } of certificate.extensions.authorityInfoAccess ?? []) {
        const url = method === OID.caIssuers ? httpUrl(location) : undefined;
        const found = url === undefined ? undefined : await this.fetch(url, 'certificate', certificatesIn);
        const before = pool.size;
        for (const der of found ?? []) pool.addDer(der);
        came ||= pool.size > before;
      }
      queue.push(...pool.withSubject(certificate.issuer.key));
    }
    return came;
  }

  private async fetch<T>(
    url: string,
    resource: PkiResource,
    parse: (bytes: Uint8Array) => T,
    body?: Uint8Array,
    about = '',
  ): Promise<T | undefined> {
    const key = `${url} ${about}`;
    if (!this.fetcher || this.fetched.has(key) || !this.fetches.spend()) return undefined;
    this.fetched.add(key);
    try {
      return parse(await this.fetcher.fetch(url, resource, body));
    } catch (thrown) {
      // What does not come is missing; the check then says that nothing is known.
      if (thrown instanceof Refusal) return undefined;
      throw thrown;
    }
  }
}

/** RFC 5280 §4.2.2.1: one certificate in DER, or several in a CMS without signers; PEM is seen too. */
function certificatesIn(bytes: Uint8Array): readonly Uint8Array[] {
  try {
    return parseSignedData(bytes).certificates.slice(0, 100);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return fromPem(bytes, 'CERTIFICATE').slice(0, 100);
  }
}

function crlIn(bytes: Uint8Array): Crl {
  return parseCrl(fromPem(bytes, 'X509 CRL')[0] ?? bytes);
}

function httpUrl(location: GeneralName): string | undefined {
  return location.kind === 'uri' && /^https?:\/\//i.test(location.value) ? location.value : undefined;
}
