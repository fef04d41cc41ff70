import { Refusal } from '#libs/errors';
import type { LogMemory, MemoryFile } from './log-memory.js';
import { logPlace, type LogPlace } from './log-place.js';
import type { WitnessLookup, WitnessMemory } from './ports.js';

/**
 * clear: sign and append. waiting: append, do not sign; a witness is yet to be heard. unsure: neither, until a witness
 * was heard. refused: neither, until `tongban audit restore`.
 */
export type GuardVerdict =
  | { state: 'clear'; identity: string }
  | { state: 'waiting' | 'unsure' }
  | { state: 'refused'; code: 'LOG_FORKED' | 'LOG_BEHIND_WITNESS' };

export interface RestoreGuardOptions {
  origin: string;
  memory: MemoryFile;
  witnesses: () => WitnessLookup;
  /** Root of the first `size` entries that the database holds. */
  rootAt: (size: bigint) => Promise<Uint8Array>;
  clock: () => number;
  /** Milliseconds that never step back: paces the questions to witnesses. */
  monotonic: () => number;
  onVerdict?: (verdict: GuardVerdict, details: Record<string, unknown>) => void;
}

const STATE_FILE = 'state file';
const ASK_AGAIN_MS = { first: 1_000, most: 30_000 };

/**
 * Keeps a restored backup, or a standby that lacks the last seconds, from forking the log: before anything is signed in
 * a database that this process has not yet cleared, what it holds is compared with what the node's state file and its
 * witnesses remember. Looked at again whenever the database is another one or holds less than before.
 */
export class RestoreGuard {
  private current: GuardVerdict = { state: 'unsure' };
  private known: LogMemory | undefined;
  /** Whether a witness was heard about the cleared database; peers may become known long after the start. */
  private heard = false;
  private asked = { at: -Infinity, pause: ASK_AGAIN_MS.first };
  /** Most entries seen in the cleared database. */
  private seenSize = 0n;
  private looking: Promise<GuardVerdict> | undefined;

  constructor(private readonly options: RestoreGuardOptions) {}

  get verdict(): GuardVerdict {
    return this.current;
  }

  /** The database that may be signed for. */
  cleared(): string | undefined {
    return this.current.state === 'clear' ? this.current.identity : undefined;
  }

  /** @throws Refusal while nothing may be appended. */
  assertMayAppend(): void {
    const { current } = this;
    if (current.state === 'refused') throw new Refusal(current.code);
    if (current.state === 'unsure') throw new Refusal('LOG_WITNESSES_UNKNOWN');
  }

  /**
   * For a connection that is about to append for the first time.
   * @throws Refusal `LOG_WITNESSES_UNKNOWN` where it leads to another database than was cleared, or to an older state.
   */
  async vet(database: Parameters<typeof logPlace>[0]): Promise<void> {
    this.assertMayAppend();
    const { current, least } = this;
    if (current.state !== 'clear') return;
    if (isSame(await logPlace(database), current.identity, least)) return;
    this.current = { state: 'unsure' };
    this.asked = { at: -Infinity, pause: ASK_AGAIN_MS.first };
    throw new Refusal('LOG_WITNESSES_UNKNOWN');
  }

  /** Compares, where there is reason to; remembers the newest checkpoint. Call it about once a second. */
  look(place: LogPlace): Promise<GuardVerdict> {
    return (this.looking ??= this.decide(place).finally(() => (this.looking = undefined)));
  }

  private async decide(place: LogPlace): Promise<GuardVerdict> {
    if (this.current.state === 'clear' && isSame(place, this.current.identity, this.least)) {
      const refused = await this.hearLate(place);
      if (refused) return refused;
      await this.remember(place);
      return this.current;
    }
    // Until it was compared, nothing is appended to a database that is not the one that was cleared.
    if (this.current.state === 'clear') this.settle({ state: 'unsure' }, { identity: place.identity });
    const { origin, memory } = this.options;
    const witnesses = this.options.witnesses();
    const file = await memory.load();
    if (file && file.origin !== origin)
      throw new Refusal('CONFIG_INVALID', { hint: 'transparency.stateFile' });
    this.known = file;
    if (file?.refused) return this.settle({ state: 'refused', code: file.refused.code }, file.refused);
    const seen = witnesses.configured > 0 ? await this.ask(witnesses) : [];
    const memories: WitnessMemory[] = [
      ...(file
        ? [{ witness: STATE_FILE, size: BigInt(file.size), root: Buffer.from(file.root, 'base64') }]
        : []),
      ...seen,
    ];
    const refused = await this.compare(memories, place);
    if (refused) return refused;
    if (witnesses.configured > 0 && seen.length === 0) {
      const isStrange = file ? file.identity !== place.identity : place.published > 0n;
      return this.settle({ state: isStrange ? 'unsure' : 'waiting' }, { witnesses: witnesses.configured });
    }
    this.seenSize = place.size;
    this.heard = seen.length > 0;
    this.asked = { at: -Infinity, pause: ASK_AGAIN_MS.first };
    await this.remember(place);
    return this.settle({ state: 'clear', identity: place.identity }, { heard: seen.length });
  }

  /** A node that knew of no witness at its start has cleared its database alone; the first that is heard may object. */
  private async hearLate(place: LogPlace): Promise<GuardVerdict | undefined> {
    const witnesses = this.options.witnesses();
    if (this.heard || witnesses.configured === 0) return undefined;
    const seen = await this.ask(witnesses);
    this.heard = seen.length > 0;
    return this.compare(seen, place);
  }

  private async compare(
    memories: readonly WitnessMemory[],
    place: LogPlace,
  ): Promise<GuardVerdict | undefined> {
    for (const one of memories) {
      const code = await this.contradiction(one, place);
      if (code) return this.refuse(code, one, place);
    }
    return undefined;
  }

  private async contradiction(
    { size, root }: WitnessMemory,
    place: LogPlace,
  ): Promise<'LOG_BEHIND_WITNESS' | 'LOG_FORKED' | undefined> {
    if (size === 0n) return undefined;
    if (size > place.size) return 'LOG_BEHIND_WITNESS';
    return Buffer.from(await this.options.rootAt(size)).equals(root) ? undefined : 'LOG_FORKED';
  }

  private async refuse(
    code: 'LOG_FORKED' | 'LOG_BEHIND_WITNESS',
    { witness, size, root }: WitnessMemory,
    place: LogPlace,
  ): Promise<GuardVerdict> {
    const refused = {
      code,
      witness,
      size: String(size),
      root: Buffer.from(root).toString('base64'),
      at: new Date(this.options.clock()).toISOString(),
    };
    await this.options.memory.save({
      version: 1,
      origin: this.options.origin,
      identity: this.known?.identity ?? place.identity,
      size: this.known?.size ?? '0',
      root: this.known?.root ?? '',
      refused,
    });
    return this.settle({ state: 'refused', code }, { ...refused, here: String(place.size) });
  }

  private settle(verdict: GuardVerdict, details: Record<string, unknown>): GuardVerdict {
    const isNews = JSON.stringify(verdict) !== JSON.stringify(this.current);
    this.current = verdict;
    if (isNews) this.options.onVerdict?.(verdict, details);
    return verdict;
  }

  /** What the cleared database held when it was last looked at; it can only hold more. */
  private get least(): { size: bigint; published: bigint } {
    return { size: this.seenSize, published: BigInt(this.known?.size ?? 0) };
  }

  private async ask(witnesses: WitnessLookup): Promise<WitnessMemory[]> {
    const { monotonic } = this.options;
    if (monotonic() - this.asked.at < this.asked.pause) return [];
    const seen = await witnesses.lastSeen();
    this.asked = { at: monotonic(), pause: Math.min(this.asked.pause * 2, ASK_AGAIN_MS.most) };
    return seen;
  }

  private async remember({ identity, size, published, root }: LogPlace): Promise<void> {
    if (size > this.seenSize) this.seenSize = size;
    if (this.known?.identity === identity && BigInt(this.known.size) === published) return;
    const memory: LogMemory = {
      version: 1,
      origin: this.options.origin,
      identity,
      size: String(published),
      root: root ? Buffer.from(root).toString('base64') : '',
    };
    await this.options.memory.save(memory);
    this.known = memory;
  }
}

function isSame(place: LogPlace, identity: string, least: { size: bigint; published: bigint }): boolean {
  return place.identity === identity && place.size >= least.size && place.published >= least.published;
}
