import {
  parseCertificate,
  parseCrl,
  readTrustList,
  TrustStore,
  type Certificate,
  type Crl,
  type TrustList,
  type ValidationPorts,
} from '#libs/pki';
import { validateBy, type PathValidator } from '#libs/seals';
import type { EditionMaterial, TrustMaterial } from './protocol.js';

/**
 * Trust as a thread uses it: lists, certificates and revocation lists taken apart once. All of it was read and checked
 * before (see `readSource`).
 */
export class TrustInThread {
  readonly certificates: readonly Uint8Array[];
  private readonly known: readonly Certificate[];
  private readonly crls: readonly Crl[];
  private readonly lists = new Map<string, TrustList>();

  constructor(
    private readonly material: TrustMaterial,
    before?: TrustInThread,
  ) {
    this.certificates = material.certificates.map((der) => Uint8Array.from(der));
    this.known = this.certificates.map((der) => parseCertificate(der));
    this.crls = material.crls.map((der) => parseCrl(Uint8Array.from(der)));
    for (const { digest, text } of material.editions)
      this.lists.set(digest, before?.lists.get(digest) ?? parse(text));
  }

  get fetching(): boolean {
    return this.material.fetching;
  }

  paths({
    now,
    asOf,
    ports,
  }: {
    now: number;
    asOf: number | undefined;
    ports: ValidationPorts;
  }): PathValidator {
    const editions = inForce(this.material.editions, now, asOf).map(({ text: _text, ...edition }) => ({
      ...edition,
      list: this.listOf(edition.digest),
    }));
    return validateBy({ trust: new TrustStore(editions), certificates: this.known, crls: this.crls }, ports);
  }

  private listOf(digest: string): TrustList {
    const list = this.lists.get(digest);
    if (!list) throw new Error(`no list ${digest}`);
    return list;
  }
}

/**
 * The edition of each origin that counted at an instant: the newest that was recorded by then. Before the first one was
 * recorded the first counts, since its authorities say themselves from when on they are trusted. An edition that has
 * ended by then counts no more, and no earlier one in its place.
 */
export function inForce(
  editions: readonly EditionMaterial[],
  now: number,
  asOf: number | undefined,
): EditionMaterial[] {
  const at = asOf ?? now;
  const chosen = new Map<string, EditionMaterial>();
  for (const edition of editions) {
    if (!chosen.has(edition.origin) || asOf === undefined || edition.recordedAt <= asOf)
      chosen.set(edition.origin, edition);
  }
  return [...chosen.values()].filter(({ expiresAt }) => expiresAt === undefined || at < expiresAt);
}

function parse(text: Uint8Array): TrustList {
  // What is shared between threads is copied first: decoders refuse it.
  return readTrustList(JSON.parse(Buffer.from(Uint8Array.from(text)).toString('utf8')));
}
