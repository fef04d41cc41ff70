import { createHash } from 'node:crypto';
import { der, parseCertificate, sm3 } from '#libs/pki';
import { Package, signSesV4Seal, writePackage, type SealKey } from '#libs/seals';
import { SEALED_AT, signer } from './sealed-ofd.js';

/** Ways to spoil or to write otherwise what `sealed-ofd.ts` makes. */
export type Files = Map<string, Uint8Array>;
export const SIGN = 'Doc_0/Signs/Sign_0';
const SM2_WITH_SM3 = '1.2.156.10197.1.501';
const SM3 = '1.2.156.10197.1.401';

export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
export const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

/** The package with its files edited. */
export async function repacked(
  bytes: Uint8Array,
  edit: (files: Files) => void | Promise<void>,
): Promise<Uint8Array> {
  const opened = Package.open(bytes);
  const files: Files = new Map();
  for (const name of opened.names) files.set(name, (await opened.read(name)) ?? new Uint8Array());
  await edit(files);
  return writePackage(files);
}

export function replace(files: Files, name: string, from: string | RegExp, to: string): void {
  const before = textOf(files.get(name));
  const after = before.replace(from, to);
  if (after === before) throw new Error(`nothing to replace in ${name}`);
  files.set(name, bytesOf(after));
}

/** Signs anew after Signature.xml was edited, as one does who holds the key. */
export async function resigned(
  bytes: Uint8Array,
  edit: (xml: string) => string,
  by: SealKey = signer,
): Promise<Uint8Array> {
  return repacked(bytes, async (files) => {
    const xml = bytesOf(edit(textOf(files.get(`${SIGN}/Signature.xml`))));
    files.set(`${SIGN}/Signature.xml`, xml);
    const seal = files.get(`${SIGN}/Seal.esl`)!;
    const content = { seal, dataHash: sm3(xml), propertyInfo: `/${SIGN}/Signature.xml`, at: SEALED_AT };
    files.set(`${SIGN}/SignedValue.dat`, await signSesV4Seal(content, by));
  });
}

/**
 * The package with a signed value of another form, made over a Signature.xml that names no seal file, as the standard
 * allows.
 */
export function withValue(
  bytes: Uint8Array,
  type: 'Seal' | 'Sign',
  make: (xml: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<Uint8Array> {
  const list = 'Doc_0/Signs/Signatures.xml';
  const xml = `${SIGN}/Signature.xml`;
  return repacked(bytes, async (files) => {
    replace(files, xml, /<ofd:Seal>.*?<\/ofd:Seal>/, '');
    replace(files, xml, /<ofd:Reference FileRef="[^"]*Seal.esl">.*?<\/ofd:Reference>/, '');
    files.delete(`${SIGN}/Seal.esl`);
    if (type === 'Sign') {
      replace(files, list, 'Type="Seal"', 'Type="Sign"');
      const digest = sm3(files.get(list)!).toString('base64');
      replace(files, xml, new RegExp(`(FileRef="/${list}"><ofd:CheckValue>)[^<]*`), `$1${digest}`);
    }
    files.set(`${SIGN}/SignedValue.dat`, await make(files.get(xml)!));
  });
}

const named = (oid: string): Uint8Array => der.sequence(der.oid(oid));

export interface CmsOptions {
  content?: Uint8Array;
  /** Digest for the signed attributes; without it the signature is over the content. */
  messageDigest?: Uint8Array;
  by?: SealKey;
  issuer: Uint8Array;
  serial: bigint;
  /** Data unless told. */
  contentType?: string;
  attributes?: readonly Uint8Array[];
}

const attribute = (oid: string, value: Uint8Array) => der.sequence(der.oid(oid), der.setOf(value));

/** SignedData with SM2 under the object identifiers of GM/T 0010. */
export async function signedData(options: CmsOptions): Promise<Uint8Array> {
  const { content, messageDigest, by = signer, issuer, serial } = options;
  const dataType = options.contentType ?? '1.2.156.10197.6.1.4.2.1';
  const attributes =
    messageDigest &&
    der.setOf(
      attribute('1.2.840.113549.1.9.3', der.oid(dataType)),
      attribute('1.2.840.113549.1.9.4', der.octets(messageDigest)),
      ...(options.attributes ?? []),
    );
  const signature = await by.sign(attributes ?? content ?? new Uint8Array());
  const signerInfo = der.sequence(
    der.integer(1),
    der.sequence(issuer, der.integer(serial)),
    named(SM3),
    ...(attributes ? [der.implicit(0, attributes)] : []),
    named(SM2_WITH_SM3),
    der.octets(signature),
  );
  const signed = der.sequence(
    der.integer(1),
    der.setOf(named(SM3)),
    der.sequence(der.oid(dataType), ...(content ? [der.explicit(0, der.octets(content))] : [])),
    der.implicit(0, der.setOf(by.certificate)),
    der.setOf(signerInfo),
  );
  return der.sequence(der.oid('1.2.156.10197.6.1.4.2.2'), der.explicit(0, signed));
}

/** An RFC 3161 token by SM2 over a signature value. */
export async function timestampToken(message: Uint8Array, at: number, by: SealKey): Promise<Uint8Array> {
  const { issuer, serial } = parseCertificate(by.certificate);
  const imprint = der.sequence(named(SM3), der.octets(sm3(message)));
  const time = der.generalizedTime(at);
  const content = der.sequence(der.integer(1), der.oid('1.2.3'), imprint, der.integer(1), time);
  const reference = der.sequence(der.octets(createHash('sha256').update(by.certificate).digest()));
  const certificate = der.sequence(der.sequence(reference));
  return signedData({
    issuer: issuer.raw,
    serial,
    by,
    content,
    contentType: '1.2.840.113549.1.9.16.1.4',
    messageDigest: sm3(content),
    attributes: [attribute('1.2.840.113549.1.9.16.2.47', certificate)],
  });
}

export interface SealVariant {
  version: 1 | 4 | 5;
  /** The seal's list of signers, as it is to be written. */
  list: { type: number; value: Uint8Array };
  maker: SealKey;
  period: readonly [from: number, until: number];
  /** Changes a signature value before it is written. */
  spelled?: (signature: Uint8Array) => Uint8Array;
  /** V5: how a timestamp over the maker's signature value is made. */
  sealStamp?: (signature: Uint8Array) => Promise<Uint8Array>;
  extensions?: Uint8Array;
}

/** A seal of any version, written field by field. */
export async function sealOf(variant: SealVariant): Promise<Uint8Array> {
  const { version, list, maker, period, spelled = (same) => same } = variant;
  const old = version === 1;
  const time = (at: number) => (old ? der.time(at) : der.generalizedTime(at));
  const [from, until] = period;
  const info = der.sequence(
    der.sequence(der.ia5('ES'), der.integer(version), der.ia5('TEST')),
    der.ia5('11010000000001'),
    der.sequence(
      der.integer(1),
      der.utf8('测试市政务服务局'),
      ...(old ? [] : [der.integer(list.type)]),
      list.value,
      time(from),
      time(from),
      time(until),
    ),
    der.sequence(der.ia5('PNG'), der.octets(bytesOf('picture')), der.integer(40), der.integer(40)),
    ...(variant.extensions ? [variant.extensions] : []),
  );
  const certificate = der.octets(maker.certificate);
  const algorithm = der.oid(SM2_WITH_SM3);
  const signed = old ? der.sequence(info, certificate, algorithm) : info;
  const signature = spelled(await maker.sign(signed));
  const rest = [certificate, algorithm, der.bits(signature)];
  if (variant.sealStamp) rest.push(der.explicit(0, der.bits(await variant.sealStamp(signature))));
  return der.sequence(info, ...(old ? [der.sequence(...rest)] : rest));
}

export interface ValueVariant {
  version: 1 | 4 | 5;
  seal: Uint8Array;
  at: number;
  by?: SealKey;
  spelled?: (signature: Uint8Array) => Uint8Array;
  /** A timestamp, or how one over the signature value is made. */
  stamp?: Uint8Array | ((signature: Uint8Array) => Promise<Uint8Array>);
}

/** A signed value of any version. */
export async function valueOf(xml: Uint8Array, variant: ValueVariant): Promise<Uint8Array> {
  const { version, seal, at, by = signer, spelled = (same) => same, stamp } = variant;
  const old = version === 1;
  const text = new Date(at).toISOString();
  const certificate = der.octets(by.certificate);
  const algorithm = der.oid(SM2_WITH_SM3);
  const toSign = der.sequence(
    der.integer(version),
    seal,
    old ? der.bits(bytesOf(text)) : der.generalizedTime(at),
    der.bits(sm3(xml)),
    der.ia5(`/${SIGN}/Signature.xml`),
    ...(old ? [certificate, algorithm] : []),
  );
  const octets = spelled(await by.sign(toSign));
  const signature = der.bits(octets);
  if (old) return der.sequence(toSign, signature);
  const token = typeof stamp === 'function' ? await stamp(octets) : stamp;
  const extra = token ? [der.explicit(0, der.bits(token))] : [];
  return der.sequence(toSign, certificate, algorithm, signature, ...extra);
}
