import type { Certificate } from '../certificate/certificate.js';
import { anchorOf, type TrustAnchor } from '../path/trust-anchor.js';
import type { Authority, TrustList, TrustPurpose } from './trust-list.js';

/** One edition of a list as this node came to know it. */
export interface TrustEdition {
  /** Where it came from: `file:<name>` or `federation:<entity id>`. One origin has one list at a time. */
  origin: string;
  /** Milliseconds since 1970: when this node took it over. */
  recordedAt: number;
  /** SHA-256 of its bytes in hex, for the audit log. */
  digest: string;
  list: TrustList;
}

/** Where editions are kept: files, and what the federation distributed. Every edition that was ever in force. */
export interface TrustListSource {
  load(): Promise<readonly TrustEdition[]>;
}

export interface TrustQuery {
  purpose: TrustPurpose;
  /** The instant for which trust is asked, for example when a seal was made. */
  at: number;
  /** Judges by what this node knew then; by the newest editions where absent. */
  asOf?: number;
}

export interface TrustedAuthority {
  authority: Authority;
  origin: string;
  edition: number;
  anchor: TrustAnchor;
}

/**
 * Authorities that are trusted, for what, and when, with the history of both: each authority's own, and that of the
 * lists. Only what stands here is an anchor; there is no trust by default.
 */
export class TrustStore {
  private readonly editions: readonly TrustEdition[];

  constructor(editions: Iterable<TrustEdition>) {
    this.editions = [...editions].sort((a, b) => a.recordedAt - b.recordedAt);
  }

  static async from(sources: Iterable<TrustListSource>): Promise<TrustStore> {
    const editions: TrustEdition[] = [];
    for (const source of sources) editions.push(...(await source.load()));
    return new TrustStore(editions);
  }

  authorities({ purpose, at, asOf }: TrustQuery): TrustedAuthority[] {
    return this.inForce(asOf).flatMap(({ origin, list }) =>
      list.authorities
        .filter((authority) => authority.purposes.includes(purpose) && isTrusted(authority, at))
        .map((authority) => ({
          authority,
          origin,
          edition: list.edition,
          anchor: anchorOf(authority.certificate),
        })),
    );
  }

  anchors(query: TrustQuery): TrustAnchor[] {
    return this.authorities(query).map(({ anchor }) => anchor);
  }

  /** What the lists say of an authority, also where it is not trusted: so a report can say why not. */
  find(certificate: Certificate, asOf?: number): { authority: Authority; origin: string }[] {
    return this.inForce(asOf).flatMap(({ origin, list }) =>
      list.authorities
        .filter((authority) => authority.certificate.fingerprint === certificate.fingerprint)
        .map((authority) => ({ authority, origin })),
    );
  }

  /** Every edition, oldest first. */
  history(): readonly TrustEdition[] {
    return this.editions;
  }

  private inForce(asOf = Number.POSITIVE_INFINITY): TrustEdition[] {
    const newest = new Map<string, TrustEdition>();
    for (const edition of this.editions) {
      if (edition.recordedAt <= asOf) newest.set(edition.origin, edition);
    }
    return [...newest.values()];
  }
}

/** Trusted at an instant: inside the period, and the last decision up to then grants it. */
export function isTrusted({ from, until, status }: Authority, at: number): boolean {
  if (at < from || (until !== undefined && at >= until)) return false;
  const last = status.filter((decision) => decision.at <= at).at(-1);
  return last === undefined || last.status === 'granted';
}
