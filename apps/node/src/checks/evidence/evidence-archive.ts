import { createHash } from 'node:crypto';
import { zipSync, type Zippable } from 'fflate';
import { asRefusal } from '#libs/errors';
import type { EvidenceBundle } from '#libs/evidence';
import { signCompact, type SigningKey } from '#libs/jws';
import type { ClientCaller } from '../../callers/index.js';
import type { CheckSource } from '../check.js';
import type { KeptCheck } from '../check-store.js';
import { hexOf } from '../http/verification-page.js';

/** `typ` of the index's signature; the key is one of the node's exchange keys, as its federation metadata names them. */
export const ARCHIVE_TYP = 'tongban-check-evidence+jwt';
export const ARCHIVE_FORMAT = 'tongban-check-evidence/1';

export interface EvidenceArchiveDeps {
  self: string;
  /** The evidence of one lookup, by the entry of this node's log. @throws Refusal */
  bundleOf: (entry: string, caller: ClientCaller) => Promise<EvidenceBundle>;
  proofsOf: (check: string) => Promise<{ digest: string; mediaType: string; bytes: Uint8Array }[]>;
  signingKey: () => SigningKey;
  clock: () => number;
}

interface IndexFile {
  path: string;
  sha256: string;
  bytes: number;
}

interface IndexSource {
  source: string;
  outcome: string;
  /** The report's provenance that this file proves, and the entry of the log that it is about. */
  provenance?: string;
  entry?: string;
  file?: string;
  /** Why there is no file. */
  missing?: string;
}

const AT_A_TIME = 4;
const SUFFIX: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
};

/**
 * Everything about one edition in one file: the report as PDF and JSON, the proofs, the evidence of each lookup as
 * `tongban audit check` reads it, an index that says what proves what, and the node's signature over the index.
 */
export class EvidenceArchive {
  constructor(private readonly deps: EvidenceArchiveDeps) {}

  async of(
    content: { check: KeptCheck; edition: number; json: string; pdf: Uint8Array },
    caller: ClientCaller,
  ): Promise<Uint8Array> {
    const { self, signingKey, clock, proofsOf } = this.deps;
    const { check, edition, json, pdf } = content;
    const files = new Map<string, Uint8Array>([
      ['report.pdf', pdf],
      ['report.json', Buffer.from(json)],
    ]);
    for (const { digest, mediaType, bytes } of await proofsOf(check.id))
      files.set(`proofs/${hexOf(digest)}.${SUFFIX[mediaType] ?? 'bin'}`, bytes);
    const sources: IndexSource[] = [];
    for (let at = 0; at < check.sources.length; at += AT_A_TIME) {
      const some = check.sources.slice(at, at + AT_A_TIME);
      sources.push(
        ...(await Promise.all(
          some.map((source, place) =>
            this.evidenceOf(source, `p${String(at + place + 1)}`, edition, caller, files),
          ),
        )),
      );
    }
    const listed: IndexFile[] = [...files]
      .map(([path, bytes]) => ({
        path,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
      }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const index = Buffer.from(
      `${JSON.stringify(
        {
          format: ARCHIVE_FORMAT,
          made: { at: new Date(clock()).toISOString(), by: self },
          report: { number: check.number, code: check.code, edition },
          sources,
          files: listed,
        },
        null,
        2,
      )}\n`,
    );
    const signature = await signCompact({
      header: { typ: ARCHIVE_TYP },
      payload: {
        iss: self,
        iat: Math.floor(clock() / 1000),
        sha256: createHash('sha256').update(index).digest('base64url'),
      },
      key: signingKey(),
    });
    return zipped(
      new Map([['index.json', index], ['index.jws', Buffer.from(`${signature}\n`)], ...files]),
      check.begunAt,
    );
  }

  private async evidenceOf(
    source: CheckSource,
    provenance: string,
    edition: number,
    caller: ClientCaller,
    files: Map<string, Uint8Array>,
  ): Promise<IndexSource> {
    const { reply } = source;
    const entry = reply?.provenance.entry;
    const isHeld = source.edition !== undefined && source.edition <= edition;
    const about: IndexSource = {
      source: source.key,
      outcome: isHeld && reply ? reply.outcome : 'not-available',
      ...(isHeld ? { provenance } : {}),
      ...(entry === undefined ? {} : { entry }),
    };
    if (entry === undefined) return { ...about, missing: 'NOT_LOGGED' };
    try {
      const bundle = await this.deps.bundleOf(entry, caller);
      const path = `evidence/${source.key.replace(/[^0-9A-Za-z-]/g, '-')}.json`;
      files.set(path, Buffer.from(JSON.stringify(bundle)));
      return { ...about, file: path };
    } catch (error) {
      const { code } = asRefusal(error);
      if (code === 'INTERNAL') throw error;
      return { ...about, missing: code };
    }
  }
}

/** The same files give the same bytes. What is compressed already is stored. */
function zipped(files: ReadonlyMap<string, Uint8Array>, at: number): Uint8Array {
  const mtime = new Date(at);
  const zippable: Zippable = {};
  for (const [path, bytes] of files)
    zippable[path] = [bytes, { mtime, level: /\.(pdf|ofd|bin)$/.test(path) ? 0 : 6 }];
  return zipSync(zippable);
}
