import type { DocumentVerifications } from '../documents/index.js';
import { concludeRefusal, concludeVerdict, isFinal, notChecked, type ExpectedIssuer } from './conclude.js';
import type { DocumentVerdict } from './document-verdict.js';
import { RecentVerdicts } from './recent-verdicts.js';
import { Turns } from './turns.js';
import type { VerdictsConfig } from './verdicts.config.js';

/** What of a licence is needed to judge its document. */
export interface JudgedLicence {
  identifier: string;
  issuerName: string;
  issuerCode: string;
}

/** Documents of licences, as verdicts see them. Digests are SHA-256 in base64url. */
export interface StoredDocuments {
  /** The digest of each licence's document in one statement; licences without a document are absent. */
  digests(identifiers: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** @throws Refusal DOCUMENT_NOT_FOUND, DOCUMENT_DAMAGED */
  open(sha256: string): Promise<Uint8Array>;
}

export interface LicenceVerdictsDeps {
  verifications: DocumentVerifications;
  documents: StoredDocuments;
  config: VerdictsConfig;
  /** Milliseconds since the epoch. */
  clock: () => number;
  report: (error: unknown) => void;
}

/**
 * Verdicts on documents of licences. A verdict is made once for a document, an edition of trust and an issuer, however
 * many ask at the same time, and told again until its time is up. Whoever asks waits within a bound; what is not known
 * by then is NOT_CHECKED and says so.
 */
export class LicenceVerdicts {
  private readonly recent: RecentVerdicts;
  private readonly turns: Turns;
  private readonly underWay = new Map<string, Promise<DocumentVerdict>>();

  constructor(private readonly deps: LicenceVerdictsDeps) {
    const { config, clock } = deps;
    this.recent = new RecentVerdicts(config.cached, config.ttlSeconds * 1000, clock);
    this.turns = new Turns(config.concurrent);
  }

  /**
   * Of licences that this node holds, by identifier; a licence without a document has none.
   * @param deadline instant by which the answer must be ready, milliseconds since the epoch
   * @throws Refusal of the store where it cannot say which documents there are
   */
  async ofLicences(
    licences: readonly JudgedLicence[],
    deadline: number,
  ): Promise<ReadonlyMap<string, DocumentVerdict>> {
    const digests = await this.deps.documents.digests(licences.map(({ identifier }) => identifier));
    const verdicts = await Promise.all(
      licences.map(async ({ identifier, issuerCode: code, issuerName: name }) => {
        const sha256 = digests.get(identifier);
        if (sha256 === undefined) return undefined;
        const bytes = (): Promise<Uint8Array> => this.deps.documents.open(sha256);
        return [identifier, await this.within(sha256, { code, name }, bytes, deadline)] as const;
      }),
    );
    return new Map(verdicts.filter((found) => found !== undefined));
  }

  /** Of bytes at hand, whose digest the caller has computed. */
  ofBytes(
    { sha256, bytes }: { sha256: string; bytes: Uint8Array },
    issuer: ExpectedIssuer,
    deadline: number,
  ): Promise<DocumentVerdict> {
    return this.within(sha256, issuer, () => Promise.resolve(bytes), deadline);
  }

  private async within(
    sha256: string,
    issuer: ExpectedIssuer,
    bytes: () => Promise<Uint8Array>,
    deadline: number,
  ): Promise<DocumentVerdict> {
    const { clock, config, verifications } = this.deps;
    const edition = verifications.trustEdition;
    const key = JSON.stringify([sha256, edition, issuer.code, issuer.name, issuer.inIdentifier]);
    const known = this.recent.get(key);
    if (known) return known;
    let verdict = this.underWay.get(key);
    if (!verdict) {
      if (this.underWay.size >= config.concurrent + config.waiting)
        return notChecked('OVERLOADED', this.frame(sha256, edition));
      verdict = this.begin(key, sha256, edition, issuer, bytes);
    }
    const bound = Math.max(0, Math.min(config.waitMs, (deadline - clock()) / 2));
    return inTime(verdict, bound, () => notChecked('DOCUMENT_VERDICT_PENDING', this.frame(sha256, edition)));
  }

  private begin(
    key: string,
    sha256: string,
    edition: string,
    issuer: ExpectedIssuer,
    bytes: () => Promise<Uint8Array>,
  ): Promise<DocumentVerdict> {
    const made = this.turns
      .take(() => this.judge(sha256, edition, issuer, bytes))
      .then((verdict) => {
        // A change of trust in between belongs to neither edition for sure: told now, made anew next time.
        if (isFinal(verdict) && this.deps.verifications.trustEdition === edition)
          this.recent.set(key, verdict);
        return verdict;
      })
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, made);
    return made;
  }

  /** Never rejects: nothing that goes wrong with a document spoils the lookup that it belongs to. */
  private async judge(
    sha256: string,
    edition: string,
    issuer: ExpectedIssuer,
    bytes: () => Promise<Uint8Array>,
  ): Promise<DocumentVerdict> {
    try {
      const report = await this.deps.verifications.verify(await bytes());
      return concludeVerdict(report, issuer, this.frame(sha256, edition));
    } catch (error) {
      const verdict = concludeRefusal(error, this.frame(sha256, edition));
      if (verdict.code === 'INTERNAL') this.deps.report(error);
      return verdict;
    }
  }

  private frame(sha256: string, trustEdition: string) {
    return { sha256, trustEdition, checkedAt: new Date(this.deps.clock()).toISOString() };
  }
}

async function inTime<T>(value: Promise<T>, ms: number, otherwise: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), ms);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
