import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import {
  authorityStateSchema,
  publish,
  publishedKeys,
  publishedPaths as paths,
  type AuthorityState,
  type Publication,
} from '#libs/federation';
import { parseStrictJson, signingKeyFromJwk, type PrivateJwk, type SigningKey } from '#libs/jws';
import { readIfThere, replaceFile, withLock, writeSecret } from '../files.js';

const KEY_LIMITS = { maxBytes: 16_384, maxDepth: 4 };

/**
 * An authority on the disk of its operator:
 * `authority.json` (what it knows), `keys/` (private keys, 0600), `published/` (what its server serves).
 * Only `published/` has to be where the server runs.
 */
export class AuthorityDirectory {
  constructor(readonly directory: string) {}

  get published(): string {
    return join(this.directory, 'published');
  }

  /** @throws Refusal `AUTHORITY_EXISTS` */
  async create(state: AuthorityState, privateJwk: PrivateJwk): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await withLock(this.directory, async () => {
      if ((await readIfThere(this.stateFile)) !== undefined) throw new Refusal('AUTHORITY_EXISTS');
      await this.saveKey(privateJwk);
      await this.save(state);
    });
  }

  /** @throws Refusal `AUTHORITY_MISSING`, `CONFIG_INVALID` */
  async load(): Promise<AuthorityState> {
    const text = await readIfThere(this.stateFile);
    if (text === undefined) throw new Refusal('AUTHORITY_MISSING', { hint: this.directory });
    const parsed = authorityStateSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new Refusal('CONFIG_INVALID', { hint: this.stateFile, cause: parsed.error });
  }

  /** Changes the state and publishes what follows from it, one command at a time. `now` in seconds. */
  async change<Result>(
    now: number,
    work: (state: AuthorityState) => Promise<{ state: AuthorityState; result: Result }>,
    options: { force?: boolean } = {},
  ): Promise<{ result: Result; publication: Publication }> {
    if ((await readIfThere(this.stateFile)) === undefined) {
      throw new Refusal('AUTHORITY_MISSING', { hint: this.directory });
    }
    return withLock(this.directory, async () => {
      const { state, result } = await work(await this.load());
      const publication = await this.publish(state, now, options.force ?? false);
      await this.save({ ...state, marks: [...publication.marks] });
      return { result, publication };
    });
  }

  async saveKey(privateJwk: PrivateJwk): Promise<void> {
    await writeSecret(this.keyFile(privateJwk.kid ?? ''), JSON.stringify(privateJwk, null, 2));
  }

  private async publish(state: AuthorityState, now: number, force: boolean): Promise<Publication> {
    const standing = await this.standing(state);
    const keys = await this.privateKeys(state);
    const publication = await publish(state, {
      now,
      force,
      standing,
      privateKey: (kid) => {
        const key = keys.get(kid);
        if (key === undefined) throw new Refusal('AUTHORITY_KEY_MISSING', { hint: this.keyFile(kid) });
        return key;
      },
    });
    await this.write(state, publication, now);
    return publication;
  }

  private async standing(state: AuthorityState): Promise<Parameters<typeof publish>[1]['standing']> {
    const configuration = await this.read(paths.entityConfiguration);
    const statements = new Map<string, string | undefined>();
    for (const { sub } of state.subordinates) statements.set(sub, await this.read(paths.statement(sub)));
    const trustList = await this.read(paths.trustList);
    return {
      entityConfiguration: () => configuration,
      statement: (sub) => statements.get(sub),
      trustList: () => trustList,
    };
  }

  /** Keys that lie here. A key that was moved away after its time is not missed. */
  private async privateKeys(state: AuthorityState): Promise<Map<string, SigningKey>> {
    const keys = new Map<string, SigningKey>();
    for (const { kid } of state.keys) {
      const file = this.keyFile(kid);
      const text = await readIfThere(file);
      if (text === undefined) continue;
      if (((await stat(file)).mode & 0o077) !== 0) {
        throw new Refusal('AUTHORITY_KEY_MISSING', { hint: `${file} can be read by others; chmod 600` });
      }
      keys.set(kid, signingKeyFromJwk(parseStrictJson(text, KEY_LIMITS)));
    }
    return keys;
  }

  /**
   * Withdrawals come first: should the command die in the middle, an entity is rather missing than still there.
   */
  private async write(state: AuthorityState, publication: Publication, now: number): Promise<void> {
    const files = new Map<string, string>();
    for (const [sub, token] of publication.statements) files.set(paths.statement(sub), token);
    for (const mark of publication.marks) {
      if (mark.revokedAt === undefined) files.set(paths.trustMark(mark.type, mark.sub), mark.token);
    }
    for (const [mark, status] of publication.markStatuses) files.set(paths.trustMarkStatus(mark), status);
    for (const folder of ['statements', 'trust-marks', 'trust-mark-status']) {
      for (const name of await this.namesIn(folder)) {
        if (!files.has(join(folder, name))) await rm(join(this.published, folder, name), { force: true });
      }
    }
    if (publication.trustList !== undefined) files.set(paths.trustList, publication.trustList);
    files.set(paths.subordinates, JSON.stringify(publication.subordinates));
    files.set(paths.historicalKeys, publication.historicalKeys);
    files.set(paths.entityConfiguration, publication.entityConfiguration);
    files.set(
      paths.trustAnchor,
      JSON.stringify({ entityId: state.entityId, jwks: { keys: publishedKeys(state.keys, now) } }, null, 2),
    );
    for (const [path, text] of files) {
      if ((await this.read(path)) !== text) await replaceFile(join(this.published, path), text);
    }
  }

  private async namesIn(folder: string): Promise<string[]> {
    await mkdir(join(this.published, folder), { recursive: true });
    return readdir(join(this.published, folder));
  }

  private read(path: string): Promise<string | undefined> {
    return readIfThere(join(this.published, path));
  }

  private save(state: AuthorityState): Promise<void> {
    return replaceFile(this.stateFile, `${JSON.stringify(state, null, 2)}\n`);
  }

  private get stateFile(): string {
    return join(this.directory, 'authority.json');
  }

  private keyFile(kid: string): string {
    return join(this.directory, 'keys', `${kid}.json`);
  }
}
