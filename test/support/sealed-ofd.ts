import { createHash } from 'node:crypto';
import {
  anchorOf,
  deterministicNonce,
  parseCertificate,
  parseCrl,
  Sm2Engine,
  Sm2PrivateKey,
  sm2VerifierInPlace,
} from '#libs/pki';
import {
  CertificateAuthority,
  makeSeal,
  sealKeyOf,
  sealOfd,
  sm2CertifyingKey,
  validateBy,
  verifyDocument,
  writePackage,
  type SealContent,
  type SealKey,
  type SealOfdInput,
  type ValidationReport,
  type VerifyOptions,
} from '#libs/seals';

/** An SM2 PKI, seals and OFD documents for tests: the same bytes in every run. */
export const DAY = 86_400_000;
export const START = Date.UTC(2026, 0, 1);
/** When documents are sealed, and when they are verified. */
export const SEALED_AT = START + 30 * DAY;
export const NOW = START + 60 * DAY;

export function keyFor(name: string): Sm2PrivateKey {
  return Sm2PrivateKey.fromBytes(createHash('sha256').update(name).digest());
}

const nonce = deterministicNonce;
const validity = { notBefore: START - 365 * DAY, notAfter: START + 3650 * DAY };

const certifying = (name: string) => sm2CertifyingKey(keyFor(name), nonce);

export const root = CertificateAuthority.root({ commonName: '测试根CA' }, certifying('root'), validity);
export const authority = root.subordinate(
  { ...validity, serial: 2n, subject: { commonName: '测试签发CA' } },
  certifying('issuing'),
);
export const otherRoot = CertificateAuthority.root({ commonName: '别的根CA' }, certifying('other'), validity);

export const SEAL_ID = '11010000000001';

interface HolderOptions {
  serial?: bigint;
  by?: CertificateAuthority;
  notBefore?: number;
  notAfter?: number;
  commonName?: string;
  purposes?: readonly string[];
}

export function holder(name: string, options: HolderOptions = {}): SealKey {
  const key = keyFor(name);
  const { serial = 10n, by = authority, commonName = SEAL_ID, purposes = [] } = options;
  const { notBefore = START - DAY, notAfter = START + 365 * DAY } = options;
  const organisations = ['11110000MB0000001X', '测试市政务服务局'];
  const subject = { organisations, commonName };
  const certificate = by.issue({
    serial,
    subject,
    key: key.publicKey.toSpki(),
    notBefore,
    notAfter,
    purposes,
  });
  return sealKeyOf(certificate, key, nonce);
}

export const signer = holder('signer');
/** A timestamp authority. */
export const stamper = holder('stamper', {
  serial: 13n,
  commonName: '测试时间戳',
  purposes: ['1.3.6.1.5.5.7.3.8'],
});
export const maker = holder('maker', { serial: 11n, commonName: '测试制章系统' });

/** The smallest PNG there is: one transparent pixel. */
export const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

export function sealContent(changes: Partial<SealContent> = {}): SealContent {
  return {
    makerId: 'TEST',
    id: SEAL_ID,
    type: 1,
    name: '测试市政务服务局',
    signers: [signer.certificate],
    createdAt: START,
    validFrom: START,
    validUntil: START + 365 * DAY,
    picture: { type: 'PNG', data: PNG, widthMm: 40, heightMm: 40 },
    ...changes,
  };
}

const ns = 'xmlns:ofd="http://www.ofdspec.org/2016"';
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** An OFD of one page with one line of text. */
export const FILES: readonly (readonly [string, string])[] = [
  [
    'OFD.xml',
    `${head}<ofd:OFD ${ns} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
  ],
  [
    'Doc_0/Document.xml',
    `${head}<ofd:Document ${ns}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`,
  ],
  ['Doc_0/Pages/Page_0/Content.xml', `${head}<ofd:Page ${ns}><ofd:Content/></ofd:Page>`],
];

export const plainOfd = (): Uint8Array =>
  writePackage(FILES.map(([name, text]) => [name, new Uint8Array(Buffer.from(text))] as const));

export async function sealed(
  changes: Partial<SealOfdInput> = {},
  document = plainOfd(),
): Promise<Uint8Array> {
  const seal = changes.seal ?? (await makeSeal(sealContent(), maker));
  const stamps = [{ pageId: '1', xMm: 120, yMm: 200, widthMm: 40, heightMm: 40 }];
  return sealOfd(document, { signer, at: SEALED_AT, stamps, provider: 'test', ...changes, seal });
}

export const sm2 = sm2VerifierInPlace(new Sm2Engine());

/** Trusts the root, knows the issuing authority, and has its revocation lists. */
export function trusting(
  revoked: readonly { serial: bigint; at: number }[] = [],
  trusted: readonly CertificateAuthority[] = [root],
  earlier?: number,
): VerifyOptions['paths'] {
  const lists = { thisUpdate: NOW - DAY, nextUpdate: NOW + DAY, number: 2n };
  const old = earlier === undefined ? [] : [{ thisUpdate: earlier, nextUpdate: earlier + DAY, number: 1n }];
  const crls = [
    ...old.flatMap((list) => [root, authority].map((by) => by.issueCrl({ ...list, revoked }))),
    root.issueCrl({ ...lists, revoked: [] }),
    authority.issueCrl({ ...lists, revoked }),
  ];
  const anchors = trusted.map(({ certificate }) => anchorOf(parseCertificate(certificate)));
  return validateBy(
    {
      trust: { anchors: () => anchors },
      certificates: [parseCertificate(authority.certificate)],
      crls: crls.map((der) => parseCrl(der)),
    },
    { sm2 },
  );
}

export function verify(bytes: Uint8Array, options: Partial<VerifyOptions> = {}): Promise<ValidationReport> {
  return verifyDocument(bytes, { now: NOW, paths: trusting(), sm2, ...options });
}
