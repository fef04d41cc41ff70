import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import {
  Asn1,
  der,
  encodeSm2Signature,
  OID,
  parseCertificate,
  randomNonce,
  signSm2,
  Sm2PrivateKey,
} from '#libs/pki';
import type { VerifyOptions } from '#libs/seals';
import { certifyKey, signer, stamper, trusting } from '../../../../test/support/pdf.js';
import { dn, NOW, signedData, tstInfo } from '../../../../test/support/pki.js';
import { createCms, digestNameOf } from './create-cms.js';
import type { DocumentSigningKey } from './signing-key.js';
import { verifyCms } from './verify-cms.js';

/** A longer search by command: `FUZZ_RUNS=20000 npm run fuzz`. */
const runs = (usual: number) => Number(process.env['FUZZ_RUNS'] ?? usual);

const content = Buffer.from('a licence');
const key = signer();
const [own] = key.certificates;
const { serial } = parseCertificate(own);
const at = NOW - 60_000;

async function make(by: DocumentSigningKey, attached = true): Promise<Uint8Array> {
  const digest = createHash(digestNameOf(by.algorithm)).update(content).digest();
  return createCms({ key: by, digest, signingTime: at, ...(attached ? { content } : {}) });
}

async function verdict(bytes: Uint8Array, more: Partial<VerifyOptions> = {}) {
  const { indication, subIndication, signatures } = await verifyCms(bytes, trusting(more));
  const decisive = signatures.flatMap(({ checks }) =>
    checks.filter(({ decides, outcome }) => decides && outcome !== 'passed'),
  );
  return {
    indication,
    subIndication,
    signatures,
    bad: [...new Set(decisive.map(({ name }) => name))],
    details: decisive.map(({ detail }) => detail).join('; '),
  };
}

const sm2 = Sm2PrivateKey.generate(randomBytes);
const nonce = randomNonce(randomBytes);
const sm2Key: DocumentSigningKey = {
  algorithm: 'sm2-sm3',
  certificates: [certifyKey(sm2.publicKey.toSpki(), 'sm2 signer')],
  sign: (message) => encodeSm2Signature(signSm2(sm2, message, { nonce }), 'der'),
};

describe('a CMS made here', () => {
  it.each([
    ['ECDSA', key, 'CAdES B-B, attached'],
    ['RSA', signer('rsa'), 'CAdES B-B, attached'],
    ['EdDSA', signer('ed25519'), 'CAdES B-B, attached'],
    ['SM2', sm2Key, 'CAdES B-B (GM/T 0010), attached'],
  ])('%s passes attached and detached', async (_, by, kind) => {
    const attached = await verdict(await make(by));
    expect(attached.details).toBe('');
    expect(attached.indication).toBe('TOTAL_PASSED');
    expect(attached.signatures[0]?.kind).toBe(kind);
    const detached = await make(by, false);
    expect((await verdict(detached, { detached: content })).indication).toBe('TOTAL_PASSED');
    const missing = await verdict(detached);
    expect([missing.indication, missing.subIndication]).toEqual(['INDETERMINATE', 'SIGNED_DATA_NOT_FOUND']);
    const other = await verdict(detached, { detached: Buffer.from('another') });
    expect([other.indication, other.subIndication]).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
  });

  it('in PEM is read', async () => {
    const text = Buffer.from(await make(key))
      .toString('base64')
      .replace(/.{64}/g, '$&\n');
    const pem = Buffer.from(`-----BEGIN CMS-----\n${text}\n-----END CMS-----\n`);
    expect((await verdict(pem)).indication).toBe('TOTAL_PASSED');
    await expect(verdict(Buffer.from('-----BEGIN CMS-----\n'))).rejects.toThrow(Refusal);
  });
});

const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA512 = '2.16.840.1.101.3.4.2.3';
const ECDSA256 = '1.2.840.10045.4.3.2';
const attribute = (oid: string, ...values: Uint8Array[]) => der.sequence(der.oid(oid), der.setOf(...values));
const digest = (hash: string) => createHash(hash).update(content).digest();
const reference = attribute(
  OID.signingCertificateV2,
  der.sequence(der.sequence(der.sequence(der.octets(createHash('sha256').update(own).digest())))),
);

interface Forged {
  attributes?: Uint8Array[];
  digestAlgorithm?: string;
  signatureAlgorithm?: string;
  hash?: string;
  contentType?: string;
  encode?: (set: Uint8Array) => Uint8Array;
  certificates?: Uint8Array[];
}

/** A SignedData by the true key, with one thing about it wrong; the signature value itself is right. */
function forged(how: Forged): Uint8Array {
  const {
    digestAlgorithm = SHA256,
    signatureAlgorithm = ECDSA256,
    hash = 'sha256',
    contentType = OID.data,
  } = how;
  const set = der.setOf(
    ...(how.attributes ?? [
      attribute(OID.contentType, der.oid(OID.data)),
      attribute(OID.messageDigest, der.octets(digest('sha256'))),
      reference,
    ]),
  );
  const encoded = how.encode?.(set) ?? set;
  const value = sign(hash, encoded, key.privateKey);
  const info = der.sequence(
    der.integer(1),
    der.sequence(dn('root'), der.integer(serial)),
    der.sequence(der.oid(digestAlgorithm)),
    der.implicit(0, encoded),
    der.sequence(der.oid(signatureAlgorithm)),
    der.octets(value),
  );
  const inner = der.sequence(
    der.integer(1),
    der.setOf(der.sequence(der.oid(digestAlgorithm))),
    der.sequence(der.oid(contentType), der.explicit(0, der.octets(content))),
    der.implicit(0, der.setOf(...(how.certificates ?? [own]))),
    der.setOf(info),
  );
  return der.sequence(der.oid(OID.signedData), der.explicit(0, inner));
}

describe('a CMS that is wrong in one thing', () => {
  it('passes where nothing is', async () => {
    const { details, indication } = await verdict(forged({}));
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
  });

  const type = attribute(OID.contentType, der.oid(OID.data));
  const right = attribute(OID.messageDigest, der.octets(digest('sha256')));
  it.each<[string, Forged, string]>([
    [
      'another hash in the signature than for the content',
      {
        digestAlgorithm: SHA512,
        attributes: [type, attribute(OID.messageDigest, der.octets(digest('sha512'))), reference],
      },
      'signature',
    ],
    ['no content type', { attributes: [right, reference] }, 'format'],
    ['another content type', { contentType: '1.2.3' }, 'format'],
    ['no digest', { attributes: [type, reference] }, 'integrity'],
    [
      'two digests',
      {
        attributes: [
          type,
          attribute(OID.messageDigest, der.octets(digest('sha256')), der.octets(digest('sha512'))),
          reference,
        ],
      },
      'integrity',
    ],
    ['the digest attribute twice', { attributes: [type, right, right, reference] }, 'integrity'],
    [
      'another digest',
      { attributes: [type, attribute(OID.messageDigest, der.octets(digest('sha1'))), reference] },
      'integrity',
    ],
    [
      'a reference to another certificate',
      {
        attributes: [
          type,
          right,
          attribute(
            OID.signingCertificateV2,
            der.sequence(der.sequence(der.sequence(der.octets(digest('sha256'))))),
          ),
        ],
      },
      'signer-certificate',
    ],
    ['no certificate', { certificates: [] }, 'signer-certificate'],
    [
      'attributes with a long length',
      { encode: (set) => Buffer.concat([Uint8Array.of(0x31, 0x82, 0), set.subarray(1)]) },
      'format',
    ],
    ['a hash that is unknown', { digestAlgorithm: '1.2.3.4' }, 'integrity'],
    ['a signature algorithm that is unknown', { signatureAlgorithm: '1.2.3.4' }, 'signature'],
    ['the algorithm of another kind of key', { signatureAlgorithm: '1.2.840.113549.1.1.11' }, 'signature'],
    [
      'MD5',
      {
        digestAlgorithm: '1.2.840.113549.2.5',
        attributes: [type, attribute(OID.messageDigest, der.octets(digest('md5'))), reference],
      },
      'cryptographic-constraints',
    ],
  ])('%s', async (_, how, check) => {
    const { indication, bad } = await verdict(forged(how)).catch((thrown: unknown) => {
      if (!(thrown instanceof Refusal)) throw thrown;
      return { indication: thrown.code, bad: [check] };
    });
    expect(indication).not.toBe('TOTAL_PASSED');
    expect(bad).toContain(check);
  });

  it('bytes after its end', async () => {
    await expect(verdict(Buffer.concat([await make(key), Buffer.from([0])]))).rejects.toThrow(Refusal);
  });

  it('another document beside the one that it carries', async () => {
    expect((await verdict(await make(key), { detached: Buffer.from('x') })).bad).toContain('coverage');
  });

  it('one of two signers', async () => {
    const [good, bad] = [Asn1.parse(forged({})), Asn1.parse(forged({ attributes: [type, reference] }))];
    const inner = (file: Asn1) => file.children[1]!.explicit().children;
    const signers = [good, bad].map((file) => inner(file)[4]!.children[0]!.raw);
    const both = der.sequence(
      ...inner(good)
        .slice(0, 4)
        .map(({ raw }) => raw),
      der.setOf(...signers),
    );
    const { indication, signatures } = await verdict(
      der.sequence(der.oid(OID.signedData), der.explicit(0, both)),
    );
    expect(signatures).toHaveLength(2);
    expect(indication).toBe('TOTAL_FAILED');
  });
});

describe('a timestamp over the signature', () => {
  const authority = stamper();
  const stamped = async (over: (signature: Uint8Array) => Uint8Array) => {
    const fields = Asn1.parse(await make(key)).children[1]!.explicit().children;
    const info = fields[4]!.children[0]!.children;
    const token = signedData({
      content: tstInfo(over(info[5]!.octets())),
      contentType: OID.tstInfo,
      certificate: authority.certificate,
      issuer: authority.issuer,
      serial: authority.serial,
      signer: authority.key,
    });
    const unsigned = der.implicit(1, der.setOf(attribute('1.2.840.113549.1.9.16.2.14', token)));
    const signed = der.sequence(...info.map(({ raw }) => raw), unsigned);
    const inner = der.sequence(...fields.slice(0, 4).map(({ raw }) => raw), der.setOf(signed));
    return der.sequence(der.oid(OID.signedData), der.explicit(0, inner));
  };

  it('proves when it existed', async () => {
    const { indication, signatures, details } = await verdict(await stamped((value) => value));
    expect(details).toBe('');
    expect(indication).toBe('TOTAL_PASSED');
    expect(signatures[0]?.times).toMatchObject({ claimed: at, proven: NOW - 5000 + 1500 });
    expect(signatures[0]?.kind).toBe('CAdES B-T, attached');
  });

  it('over something else proves nothing and is told', async () => {
    const { signatures } = await verdict(await stamped(() => content));
    expect(signatures[0]?.times.proven).toBeUndefined();
    expect(signatures[0]?.checks.some(({ decides, outcome }) => !decides && outcome === 'failed')).toBe(true);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
(openssl ? describe : describe.skip)('as openssl makes it', () => {
  const rsa = signer('rsa');
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongban-cms-'));
    const pem = Buffer.from(rsa.certificates[0]).toString('base64');
    writeFileSync(join(folder, 'c.pem'), `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`);
    writeFileSync(join(folder, 'k.pem'), rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'in'), content);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['in DER', []],
    ['in BER of indefinite length', ['-stream']],
    ['without attributes', ['-noattr']],
    ['with PSS', ['-keyopt', 'rsa_padding_mode:pss']],
    ['by key identifier', ['-keyid']],
    ['as CAdES', ['-cades']],
  ])('%s passes', async (_, more) => {
    const run = [
      'cms',
      '-sign',
      '-binary',
      '-nodetach',
      '-signer',
      'c.pem',
      '-inkey',
      'k.pem',
      '-in',
      'in',
      '-outform',
      'DER',
      '-out',
      'out',
      '-md',
      'sha256',
      ...more,
    ];
    // The certificates here have no key identifier, which some runs need.
    if (spawnSync('openssl', run, { cwd: folder }).status !== 0) return;
    const { signatures } = await verdict(readFileSync(join(folder, 'out')));
    const bad = signatures[0]?.checks.filter(
      ({ name, outcome, decides }) => decides && outcome !== 'passed' && name !== 'time',
    );
    expect(bad).toEqual([]);
  });

  it('is read by openssl where made here', async () => {
    writeFileSync(join(folder, 'made'), await make(rsa));
    const out = execFileSync(
      'openssl',
      ['cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'made', '-binary'],
      { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    expect(out.equals(content)).toBe(true);
  });
});

it('damage of any kind gives a verdict or a refusal', async () => {
  const made = await make(key);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(made.length - 1), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.option(fc.nat(made.length)),
      async (edits, cut) => {
        const bytes = Buffer.from(made.subarray(0, cut ?? made.length));
        for (const [position, byte] of edits) if (position < bytes.length) bytes[position] = byte;
        const same = bytes.equals(made);
        try {
          const { indication, signatures } = await verdict(bytes);
          // A turned bit in what nobody signs (a version, an outer length in BER) may leave the signature good.
          if (!same && indication === 'TOTAL_PASSED')
            expect(signatures[0]?.signer?.fingerprint).toBe(parseCertificate(own).fingerprint);
        } catch (thrown) {
          if (!(thrown instanceof Refusal)) throw thrown;
        }
      },
    ),
    { numRuns: runs(300), seed: 5652 },
  );
}, 3_600_000);
