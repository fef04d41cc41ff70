import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { regionNames, type RegionCode } from '#libs/codes';
import {
  CertificateAuthority,
  createTimestamp,
  documentKeyOf,
  sealKeyOf,
  type DocumentSigningKey,
  type SealKey,
  type SubjectName,
  type Timestamper,
} from '#libs/seals';
import { DAY, SAMPLE_MARK } from '../authority.js';
import {
  certifying,
  CredentialFolder,
  newKey,
  NONCE,
  type Credential,
  type SampleKey,
  type Suite,
} from './credential-folder.js';
import { sealNumber, type Department } from './department.js';
import { REVOKED_SERIAL, SAMPLE_SINCE } from './sample-dates.js';
import { listsOf, writeTrust, type RegionAuthority } from './trust-folder.js';

const LIFETIME = 3 * 365 * DAY;
/** Made anew where less is left: what is sealed today is to be verified for a while. */
const LEFT = 365 * DAY;
const TIMESTAMP_POLICY = '1.2.156.10197.9999.1';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const SUITES: readonly Suite[] = ['sm2', 'ec'];
const WORDS = { sm2: 'SM2', ec: 'ECDSA' };

/**
 * The sample PKI for seals and signatures: a national root, an authority in each region, a maker of seals and a
 * timestamp authority, by SM2 and by ECDSA, and below them a signer for each department as it is asked for. Kept in a
 * folder, private keys included: never for anything but samples.
 */
export class SealPki {
  readonly roots: Readonly<Record<Suite, CertificateAuthority>>;
  readonly regions: readonly RegionAuthority[];
  /** Of the seals themselves. */
  readonly maker: SealKey;
  private readonly timestamps: DocumentSigningKey;
  private stamped = 0n;

  /** @param folder as `tongban certs` makes it: `trust/` for those who verify, keys beside it */
  static open(folder: string, { clock = Date.now }: { clock?: () => number } = {}): SealPki {
    return new SealPki(folder, clock());
  }

  private constructor(
    readonly folder: string,
    private readonly now: number,
  ) {
    const keys = join(folder, 'authorities');
    if (SUITES.some((suite) => !new CredentialFolder(keys).load(suite, 'root', now + LEFT))) {
      // A new root makes everything below it worthless.
      if (existsSync(folder)) rmSync(folder, { recursive: true });
      mkdirSync(folder, { recursive: true });
    }
    this.authorities = new CredentialFolder(keys);
    this.signers = new CredentialFolder(join(folder, 'signers'));
    this.roots = { sm2: this.root('sm2'), ec: this.root('ec') };
    const codes = Object.keys(regionNames) as RegionCode[];
    this.regions = SUITES.flatMap((suite) => codes.map((region) => this.region(suite, region)));
    const maker = this.issued(this.authorities, 'maker', this.roots.sm2, 'sm2', {
      subject: organisation('样例制章系统'),
    });
    this.maker = sealKey(maker);
    this.timestamps = documentKey(
      this.issued(this.authorities, 'timestamps', this.roots.ec, 'ec', {
        subject: organisation('样例时间戳服务'),
        purposes: [TIME_STAMPING],
      }),
    );
    writeTrust(join(folder, 'trust'), this, now);
  }

  private readonly authorities: CredentialFolder;
  private readonly signers: CredentialFolder;

  /** What those trust who verify sample documents. */
  get trustFolder(): string {
    return join(this.folder, 'trust');
  }

  get validUntil(): number {
    return this.now + LIFETIME;
  }

  authorityOf(suite: Suite, region: RegionCode): CertificateAuthority {
    const found = this.regions.find((each) => each.suite === suite && each.region === region);
    if (!found) throw new RangeError(`no sample authority for ${region}`);
    return found.authority;
  }

  /** A department's key for OFD, by SM2. */
  sealSigner(region: RegionCode, department: Department): SealKey {
    return sealKey(this.department('sm2', region, department));
  }

  /** A department's key for PDF, by ECDSA. */
  pdfSigner(region: RegionCode, department: Department): DocumentSigningKey {
    return documentKey(this.department('ec', region, department), this.authorityOf('ec', region));
  }

  /** A department's key for PDF whose certificate was revoked before any sample was sealed. */
  revokedSigner(region: RegionCode, department: Department): DocumentSigningKey {
    const authority = this.authorityOf('ec', region);
    const subject = subjectOf(department);
    return documentKey(
      this.issued(this.signers, `revoked-${region}`, authority, 'ec', { subject, serial: REVOKED_SERIAL }),
      authority,
    );
  }

  /** A key that a root certified which nobody trusts; made for the occasion. */
  untrustedSigner(department: Department): DocumentSigningKey {
    const validity = { notBefore: SAMPLE_SINCE, notAfter: this.validUntil };
    const root = CertificateAuthority.root(
      authorityName('不在信任列表中的根'),
      certifying(newKey('ec')),
      validity,
    );
    const key = newKey('ec');
    const certificate = root.issue({
      ...validity,
      serial: newSerial(),
      subject: subjectOf(department),
      key: certifying(key).spki,
    });
    return documentKey({ certificate, key }, root);
  }

  /** A certificate for a key that is kept elsewhere. */
  certify(suite: Suite, region: RegionCode, department: Department, key: SampleKey): Uint8Array {
    return this.authorityOf(suite, region).issue({
      notBefore: SAMPLE_SINCE,
      notAfter: this.validUntil,
      serial: newSerial(),
      subject: subjectOf(department),
      key: certifying(key).spki,
    });
  }

  /** Proves a time, any that is asked for: no authority for use would. */
  stampAt(at: number): Timestamper {
    return (message) =>
      createTimestamp(message, {
        key: this.timestamps,
        at,
        serial: (this.stamped += 1n),
        policy: TIMESTAMP_POLICY,
      });
  }

  /** What a verifier of PDFs needs when nobody answers: certificates of authorities, and the lists that are in force. */
  validationData(): { certificates: Uint8Array[]; crls: Uint8Array[] } {
    const regions = this.regions.filter(({ suite }) => suite === 'ec').map(({ authority }) => authority);
    return {
      certificates: [this.roots.ec, ...regions].map(({ certificate }) => certificate),
      crls: listsOf(this.trustFolder, 'ec'),
    };
  }

  private department(suite: Suite, region: RegionCode, department: Department): Credential {
    const authority = this.authorityOf(suite, region);
    return this.issued(this.signers, department.code, authority, suite, { subject: subjectOf(department) });
  }

  private root(suite: Suite): CertificateAuthority {
    const stored = this.authorities.load(suite, 'root', this.now + LEFT);
    if (stored) return CertificateAuthority.of(stored.certificate, certifying(stored.key));
    const key = newKey(suite);
    const validity = { notBefore: SAMPLE_SINCE, notAfter: this.validUntil };
    const root = CertificateAuthority.root(
      authorityName(`样例国家根（${WORDS[suite]}）`),
      certifying(key),
      validity,
    );
    this.authorities.save(suite, 'root', { certificate: root.certificate, key });
    return root;
  }

  private region(suite: Suite, region: RegionCode): RegionAuthority {
    const stored = this.authorities.load(suite, region, this.now + LEFT);
    if (stored) {
      return {
        suite,
        region,
        authority: CertificateAuthority.of(stored.certificate, certifying(stored.key)),
      };
    }
    const key = newKey(suite);
    const subject = authorityName(`样例${regionNames[region].zh}电子认证机构（${WORDS[suite]}）`);
    const validity = { notBefore: SAMPLE_SINCE, notAfter: this.validUntil };
    const authority = this.roots[suite].subordinate(
      { ...validity, serial: newSerial(), subject },
      certifying(key),
    );
    this.authorities.save(suite, region, { certificate: authority.certificate, key });
    return { suite, region, authority };
  }

  private issued(
    folder: CredentialFolder,
    name: string,
    by: CertificateAuthority,
    suite: Suite,
    request: { subject: SubjectName; serial?: bigint; purposes?: readonly string[] },
  ): Credential {
    const stored = folder.load(suite, name, this.now + LEFT);
    if (stored) return stored;
    const key = newKey(suite);
    const validity = { notBefore: SAMPLE_SINCE, notAfter: this.validUntil };
    const certificate = by.issue({ serial: newSerial(), ...validity, ...request, key: certifying(key).spki });
    const credential = { certificate, key };
    folder.save(suite, name, credential);
    return credential;
  }
}

function organisation(commonName: string): SubjectName {
  return { organisations: [SAMPLE_MARK], commonName };
}

const authorityName = organisation;

/** As government seals have it: code and name are organisations, the number of the seal is the common name. */
function subjectOf(department: Department): SubjectName {
  return {
    organisations: [department.code, department.name],
    unit: SAMPLE_MARK,
    commonName: sealNumber(department),
  };
}

function sealKey({ certificate, key }: Credential): SealKey {
  return sealKeyOf(certificate, ofSuite(key, 'sm2').key, NONCE);
}

function documentKey({ certificate, key }: Credential, by?: CertificateAuthority): DocumentSigningKey {
  return documentKeyOf(ofSuite(key, 'ec').key, [certificate, ...(by ? [by.certificate] : [])]);
}

function ofSuite<S extends Suite>(key: SampleKey, suite: S): Extract<SampleKey, { suite: S }> {
  if (key.suite !== suite) throw new TypeError(`a key of suite ${suite} is due`);
  return key as Extract<SampleKey, { suite: S }>;
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets, unpredictable. */
function newSerial(): bigint {
  return BigInt(`0x40${randomBytes(15).toString('hex')}`);
}
