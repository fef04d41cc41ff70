import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import type { Jwks } from '#libs/federation';
import { Rounds } from '../../federation/rounds.js';
import type { EditionMaterial, SourceInput, SourceRead, TrustMaterial } from '../pool/protocol.js';
import { inForce } from '../pool/trust-in-thread.js';
import type { DocumentsConfig } from '../documents.config.js';
import { EditionHistory, NOBODY } from './edition-history.js';
import type { FederatedSource } from './federated-source.js';
import { SourceFiles, type LocalSource } from './local-source.js';
import { digestOf, sharedBytes } from './shared-bytes.js';

export interface DocumentTrustOptions {
  config: Pick<
    DocumentsConfig['trust'],
    'files' | 'folders' | 'certificates' | 'crls' | 'federation' | 'reloadSeconds'
  >;
  history: EditionHistory;
  /** Reads and checks a source, in a thread. */
  read: (input: SourceInput) => Promise<SourceRead>;
  federated: FederatedSource;
  /** Told whenever verdicts rest on something else than before. */
  onChange: (material: TrustMaterial) => void;
  onFault: (refusal: Refusal) => void;
  fetching: boolean;
  clock: () => number;
  skewSeconds: number;
}

interface Extra {
  bytes: Uint8Array;
  digest: string;
}
interface Taken {
  state: string;
  certificates: readonly Extra[];
  crls: readonly Extra[];
}
/** A list of the federation that verified with the keys that are trusted now. */
interface Standing {
  keys: string;
  edition: number;
  digest: string;
}

/**
 * Whom this node trusts to seal and sign documents: lists and folders of the operator, lists of the federation, and the
 * history of both. At start what cannot be read stops the node; later the last good state stays, and the log says so.
 */
export class DocumentTrust {
  private readonly taken = new Map<string, Taken>();
  private readonly standing = new Map<string, Standing>();
  private readonly told = new Map<string, string>();
  private readonly rounds: Rounds;
  private published = '';

  constructor(private readonly options: DocumentTrustOptions) {
    this.rounds = new Rounds(
      () => this.round(),
      () => options.config.reloadSeconds * 1000,
      (thrown) => options.onFault(new Refusal('INTERNAL', { cause: thrown })),
    );
  }

  /** Reads the operator's sources. @throws Refusal CONFIG_INVALID where one of them cannot be read */
  async open(): Promise<void> {
    for (const source of this.sources()) {
      try {
        await this.takeLocal(source);
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        throw new Refusal('CONFIG_INVALID', {
          hint: `documents.trust: ${thrown.hint ?? thrown.code}`,
          cause: thrown,
        });
      }
    }
    await this.dropOthers();
    this.publish();
  }

  /** Asks the federation, whose keys are known by now, and goes on in the background. */
  async start(): Promise<void> {
    for (const entityId of this.options.config.federation) this.options.federated.keysOf(entityId);
    await this.rounds.now();
    this.rounds.start();
  }

  /** One round now. */
  refresh(): Promise<void> {
    return this.rounds.now();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** Names what verdicts rest on at this instant: lists end by themselves, too. */
  get edition(): string {
    const material = this.material();
    const lists = inForce(material.editions, this.options.clock(), undefined);
    const hash = createHash('sha256').update(material.fetching ? 'fetching' : 'offline');
    for (const { origin, digest } of lists) hash.update(`\nlist ${origin} ${digest}`);
    for (const { digest } of this.extras('certificates')) hash.update(`\ncertificate ${digest}`);
    for (const { digest } of this.extras('crls')) hash.update(`\ncrl ${digest}`);
    return hash.digest('hex');
  }

  /** The lists that count now, as they were taken over. */
  lists(): readonly EditionMaterial[] {
    return inForce(this.material().editions, this.options.clock(), undefined);
  }

  private async round(): Promise<void> {
    for (const source of this.sources()) {
      await this.attempt(keyOf(source), () => this.takeLocal(source));
    }
    for (const entityId of this.options.config.federation) {
      await this.attempt(originOf(entityId), () => this.takeFederated(entityId));
    }
    this.publish();
  }

  private sources(): LocalSource[] {
    const { files, folders, certificates, crls } = this.options.config;
    return [
      ...files.map((path): LocalSource => ({ kind: 'list', path })),
      ...folders.map((path): LocalSource => ({ kind: 'folder', path })),
      ...certificates.map((path): LocalSource => ({ kind: 'certificates', path })),
      ...crls.map((path): LocalSource => ({ kind: 'crls', path })),
    ];
  }

  private async takeLocal(source: LocalSource): Promise<void> {
    const { read, history, clock } = this.options;
    const key = keyOf(source);
    const files = await SourceFiles.of(source);
    if (this.taken.get(key)?.state === files.state) return;
    const { list, certificates, crls } = await read({ kind: source.kind, files: await files.read() });
    if (list) await history.record(key, list.text, clock());
    const [extraCertificates, extraCrls] = [await extrasOf(certificates), await extrasOf(crls)];
    this.taken.set(key, { state: files.state, certificates: extraCertificates, crls: extraCrls });
  }

  private async takeFederated(entityId: string): Promise<void> {
    const { history, federated, clock } = this.options;
    const origin = originOf(entityId);
    const jwks = federated.keysOf(entityId);
    await this.verifyStanding(entityId, jwks);
    const token = await federated.fetch(entityId);
    if (token === undefined) {
      await history.record(origin, NOBODY, clock());
      return;
    }
    const list = await this.listOf(token, entityId, jwks);
    const standing = this.standing.get(origin);
    if (standing && standing.digest !== list.digest && list.edition <= standing.edition)
      throw new Refusal('TRUST_LIST_OLDER', { hint: `${String(standing.edition)} is known` });
    await history.saveToken(origin, token);
    await history.record(origin, list.text, clock(), list.expiresAt);
    this.standing.set(origin, { keys: JSON.stringify(jwks), edition: list.edition, digest: list.digest });
  }

  /** What stood before must still verify: after a change of pinned keys nothing of the old ones counts. */
  private async verifyStanding(entityId: string, jwks: Jwks): Promise<void> {
    const origin = originOf(entityId);
    const keys = JSON.stringify(jwks);
    if (this.standing.get(origin)?.keys === keys) return;
    this.standing.delete(origin);
    const token = await this.options.history.token(origin);
    if (token === undefined) return;
    try {
      const { edition, digest } = await this.listOf(token, entityId, jwks);
      this.standing.set(origin, { keys, edition, digest });
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      this.tell(origin, thrown);
    }
  }

  private async listOf(
    token: string,
    issuer: string,
    jwks: Jwks,
  ): Promise<NonNullable<SourceRead['list']> & { digest: string }> {
    const { read, clock, skewSeconds } = this.options;
    const { list } = await read({ kind: 'federation', token, issuer, jwks, now: clock(), skewSeconds });
    if (!list) throw new Refusal('INTERNAL', { details: { reason: 'no list' } });
    return { ...list, digest: await digestOf(Buffer.from(list.text, 'utf8')) };
  }

  /** Origins that were asked once and are not any more count no more, from now on. */
  private async dropOthers(): Promise<void> {
    const { history, config, clock } = this.options;
    const asked = new Set([...this.sources().map(keyOf), ...config.federation.map(originOf)]);
    for (const origin of new Set(history.all().map((edition) => edition.origin))) {
      if (!asked.has(origin)) await history.record(origin, NOBODY, clock());
    }
  }

  private material(): TrustMaterial {
    const { history, fetching } = this.options;
    const editions = history.all().map((edition) => {
      const unverified =
        edition.expiresAt !== undefined &&
        edition === history.newest(edition.origin) &&
        !this.standing.has(edition.origin);
      return unverified ? { ...edition, expiresAt: 0 } : edition;
    });
    const bytesOf = (extras: readonly Extra[]) => extras.map(({ bytes }) => bytes);
    return {
      key: '',
      editions,
      certificates: bytesOf(this.extras('certificates')),
      crls: bytesOf(this.extras('crls')),
      fetching,
    };
  }

  private extras(kind: 'certificates' | 'crls'): Extra[] {
    const all = [...this.taken.values()].flatMap((taken) => taken[kind]);
    return [...new Map(all.map((extra) => [extra.digest, extra])).values()];
  }

  private publish(): void {
    const material = this.material();
    const ends = material.editions.map(({ expiresAt = '' }) => String(expiresAt)).join(' ');
    const key = `${this.edition} ${String(material.editions.length)} ${ends}`;
    if (key === this.published) return;
    this.published = key;
    this.options.onChange({ ...material, key });
  }

  private async attempt(about: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.told.delete(about);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      this.tell(about, thrown);
    }
  }

  /** Once for each new reason: a source that stays broken does not fill the log. */
  private tell(about: string, refusal: Refusal): void {
    if (this.told.get(about) === refusal.message) return;
    this.told.set(about, refusal.message);
    this.options.onFault(refusal);
  }
}

const keyOf = ({ kind, path }: LocalSource): string => `${kind === 'list' ? 'file' : kind}:${path}`;
const originOf = (entityId: string): string => `federation:${entityId}`;

async function extrasOf(ders: readonly Uint8Array[]): Promise<Extra[]> {
  const extras: Extra[] = [];
  for (const der of ders) extras.push({ bytes: sharedBytes(der), digest: await digestOf(der) });
  return extras;
}
