import type { TrustAnchor } from '#libs/federation';
import { readTrustList } from '#libs/pki';
import type { NodeConfiguration } from '../config/index.js';
import type { EditionMaterial } from '../documents/pool/protocol.js';
import { certificatesIn, daysLeft, validityOf, type CertificateFacts } from './certificates.js';
import { textOf } from './text-of.js';

/** Somebody whom this node believes, and what for. */
export interface TrustedAuthority {
  store: 'federation' | 'federation-tls' | 'peer-tls' | 'client-tls' | 'documents';
  name: { zh: string; en: string };
  /** Key ids or fingerprint. */
  ids: string[];
  /** What it is trusted for, in the words of the list; only of documents. */
  purposes: string[];
  state: 'valid' | 'not-yet' | 'expiring' | 'expired' | 'suspended' | 'withdrawn';
  until?: number;
  daysLeft?: number;
  /** File, or origin of the list. */
  origin: string;
}

export interface ReadTrustParts {
  config: Pick<NodeConfiguration, 'federation' | 'http' | 'peers'>;
  anchors: () => readonly TrustAnchor[];
  lists: () => readonly EditionMaterial[];
  clock: () => number;
}

const same = (text: string): { zh: string; en: string } => ({ zh: text, en: text });

/** The node's trust stores: federation anchors, TLS authorities, authorities of seals and signatures. */
export class ReadTrust {
  constructor(private readonly parts: ReadTrustParts) {}

  read(): TrustedAuthority[] {
    const { config } = this.parts;
    return [
      ...this.anchors(),
      ...this.authorities('federation-tls', config.federation.caFile),
      ...this.authorities('peer-tls', config.http.peer.tls.ca),
      ...this.authorities('client-tls', config.peers.tls.ca),
      ...this.parts.lists().flatMap((list) => this.ofDocuments(list)),
    ];
  }

  private anchors(): TrustedAuthority[] {
    const { anchors, config } = this.parts;
    return anchors().map(({ entityId, jwks }) => ({
      store: 'federation',
      name: same(entityId),
      ids: jwks.keys.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : [])),
      purposes: [],
      state: 'valid',
      origin: config.federation.anchors.find((one) => one.entityId === entityId)?.keysFile ?? entityId,
    }));
  }

  private authorities(store: TrustedAuthority['store'], file: string | undefined): TrustedAuthority[] {
    if (file === undefined) return [];
    return certificatesIn(textOf(file)).map((facts) => ({
      store,
      name: same(facts.subject),
      ids: [facts.fingerprint],
      purposes: [],
      ...this.end(facts),
      origin: file,
    }));
  }

  /** What a list says now: a decision about an authority holds until the next one. */
  private ofDocuments({ origin, text }: EditionMaterial): TrustedAuthority[] {
    const now = this.parts.clock();
    // Memory that threads share is copied first: decoders refuse it.
    const list = readTrustList(JSON.parse(Buffer.from(Uint8Array.from(text)).toString('utf8')));
    return list.authorities.map(({ name, certificate, purposes, until, status }) => {
      const { notBefore, notAfter, fingerprint } = certificate;
      const decided = status.findLast(({ at }) => at <= now)?.status ?? 'granted';
      const ends = this.end({ notBefore, notAfter: Math.min(until ?? Infinity, notAfter) });
      return {
        store: 'documents',
        name,
        ids: [fingerprint],
        purposes: [...purposes],
        ...ends,
        ...(decided === 'granted' ? {} : { state: decided }),
        origin,
      };
    });
  }

  private end(facts: Pick<CertificateFacts, 'notBefore' | 'notAfter'>) {
    const now = this.parts.clock();
    return {
      state: validityOf(facts, now),
      until: facts.notAfter,
      daysLeft: daysLeft(facts.notAfter, now),
    };
  }
}
