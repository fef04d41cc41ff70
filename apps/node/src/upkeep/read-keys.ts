import type { NodeConfiguration } from '../config/index.js';
import { ExchangeKeys } from '../exchange/exchange-keys.js';
import { issuerKeyStandings } from '../callers/index.js';
import { certificatesIn, daysLeft, validityOf } from './certificates.js';
import type { OwnKey } from './own-key.js';
import { noteKeyStanding, type NoteKey } from './note-keys.js';
import { textOf } from './text-of.js';

export interface ReadKeysParts {
  config: Pick<
    NodeConfiguration,
    'exchange' | 'federation' | 'credentials' | 'http' | 'peers' | 'sealing' | 'callers'
  >;
  /** The configuration's own file, for commands. */
  file: string;
  notes: readonly NoteKey[];
  clock: () => number;
}

/** Keys that rotate by themselves or by a command, and certificates that somebody has to renew. */
export class ReadKeys {
  private readonly rotating: readonly { use: OwnKey['use']; place: string; keys: ExchangeKeys }[];

  constructor(private readonly parts: ReadKeysParts) {
    const { exchange, federation, credentials } = parts.config;
    this.rotating = (
      [
        ['exchange', exchange.keysDir],
        ['federation', federation.keysDir],
        ['credential', credentials.keysDir],
      ] as const
    ).map(([use, place]) => ({ use, place, keys: new ExchangeKeys(place, parts.clock) }));
  }

  async read(): Promise<OwnKey[]> {
    return [
      ...this.rotating.flatMap((one) => this.keysOf(one)),
      ...(await this.issuerKeys()),
      ...this.parts.notes.map(noteKeyStanding),
      ...this.certificates(),
    ];
  }

  private keysOf({ use, place, keys }: (typeof this.rotating)[number]): OwnKey[] {
    return keys.standings().map(({ kid, suite, state, signsFrom, publishedUntil }) => ({
      use,
      id: kid,
      algorithm: suite,
      state,
      from: signsFrom,
      ...this.end(publishedUntil),
      place,
      ...this.command(use, state),
    }));
  }

  /** Of the issuer in the node, where it has one. */
  private async issuerKeys(): Promise<OwnKey[]> {
    const { issuer } = this.parts.config.callers;
    if (issuer.kind !== 'embedded') return [];
    const place = issuer.keysDirectory;
    const standings = await issuerKeyStandings(place, this.parts.clock());
    if (!standings) return [{ use: 'issuer', id: '', state: 'unreadable', place }];
    return standings.map(({ kid, algorithm, state, from, until }) => ({
      use: 'issuer',
      id: kid,
      algorithm,
      state,
      from,
      ...this.end(until),
      place,
      ...this.command('oidc', state),
    }));
  }

  private end(until: number | undefined): Pick<OwnKey, 'until' | 'daysLeft'> {
    return until === undefined ? {} : { until, daysLeft: daysLeft(until, this.parts.clock()) };
  }

  /** As `tongban keys` takes it; a file whose name a shell would take apart stands in quotes. */
  private command(kind: string, state: OwnKey['state']): Pick<OwnKey, 'command'> {
    if (state !== 'signing') return {};
    const { file } = this.parts;
    const quoted = /^[\w./:@%+-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
    return { command: `tongban keys rotate ${kind} --config ${quoted}` };
  }

  private certificates(): OwnKey[] {
    const { http, peers, sealing } = this.parts.config;
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
    const now = this.parts.clock();
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
