import { readFileSync } from 'node:fs';
import type { NodeConfiguration } from '../config/index.js';
import { ExchangeKeys } from '../exchange/exchange-keys.js';
import { certificatesIn, daysLeft, validityOf } from './certificates.js';

/** One key or certificate of this node: what it is for, and where it stands. Nothing secret. */
export interface OwnKey {
  use: 'exchange' | 'federation' | 'credential' | 'public-tls' | 'peer-tls' | 'client-tls' | 'seal';
  /** Key id, or fingerprint of the certificate. */
  id: string;
  algorithm?: string;
  /** Of a certificate: whose it is and who vouches. */
  subject?: string;
  issuer?: string;
  state:
    | 'waiting'
    | 'signing'
    | 'retiring'
    | 'retired'
    | 'not-yet'
    | 'valid'
    | 'expiring'
    | 'expired'
    | 'unreadable';
  from?: number;
  until?: number;
  daysLeft?: number;
  /** File or folder where it lies. */
  place: string;
}

/** Keys that rotate by themselves or by a command, and certificates that somebody has to renew. */
export class ReadKeys {
  private readonly rotating: readonly { use: OwnKey['use']; place: string; keys: ExchangeKeys }[];

  constructor(
    private readonly config: Pick<
      NodeConfiguration,
      'exchange' | 'federation' | 'credentials' | 'http' | 'peers' | 'sealing'
    >,
    private readonly clock: () => number,
  ) {
    const { exchange, federation, credentials } = config;
    this.rotating = (
      [
        ['exchange', exchange.keysDir],
        ['federation', federation.keysDir],
        ['credential', credentials.keysDir],
      ] as const
    ).map(([use, place]) => ({ use, place, keys: new ExchangeKeys(place, clock) }));
  }

  read(): OwnKey[] {
    return [...this.rotating.flatMap((one) => this.keysOf(one)), ...this.certificates()];
  }

  private keysOf({ use, place, keys }: (typeof this.rotating)[number]): OwnKey[] {
    const now = this.clock();
    return keys.standings().map(({ kid, suite, state, signsFrom, publishedUntil }) => ({
      use,
      id: kid,
      algorithm: suite,
      state,
      from: signsFrom,
      ...(publishedUntil === undefined
        ? {}
        : { until: publishedUntil, daysLeft: daysLeft(publishedUntil, now) }),
      place,
    }));
  }

  private certificates(): OwnKey[] {
    const { http, peers, sealing } = this.config;
    const files: [OwnKey['use'], string | undefined][] = [
      ['public-tls', http.public.tls?.cert],
      ['peer-tls', http.peer.tls.cert],
      ['client-tls', peers.tls.cert],
      ['seal', sealing.seal?.certificateFile],
    ];
    return files.flatMap(([use, place]) => (place === undefined ? [] : [this.certificate(use, place)]));
  }

  /** The first certificate of a file is the node's own; those after it are its superiors. */
  private certificate(use: OwnKey['use'], place: string): OwnKey {
    const now = this.clock();
    const [own] = certificatesIn(textOf(place));
    if (!own) return { use, id: '', state: 'unreadable', place };
    return {
      use,
      id: own.fingerprint,
      subject: own.uris[0] ?? own.subject,
      issuer: own.issuer,
      state: validityOf(own, now),
      from: own.notBefore,
      until: own.notAfter,
      daysLeft: daysLeft(own.notAfter, now),
      place,
    };
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
