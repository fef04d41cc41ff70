import { Refusal } from '#libs/errors';

/** Bytes that may be in hand at once, over all documents that are sent, wait or are verified. */
export class ByteBudget {
  private taken = 0;

  constructor(private readonly most: number) {}

  /** @throws Refusal DOCUMENT_VERIFIER_BUSY */
  take(bytes: number): void {
    if (this.taken + bytes > this.most) throw new Refusal('DOCUMENT_VERIFIER_BUSY');
    this.taken += bytes;
  }

  give(bytes: number): void {
    this.taken -= bytes;
  }
}

const BLOCK = 1 << 20;

/**
 * A document in blocks with memory of their own, so that it can be moved to another thread as it is, and so that no
 * piece of work with it takes long.
 */
export class Blocks {
  readonly list: Uint8Array<ArrayBuffer>[] = [];
  size = 0;
  private room = 0;
  private taken = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly budget?: ByteBudget,
  ) {}

  /** @throws Refusal DOCUMENT_TOO_LARGE, DOCUMENT_VERIFIER_BUSY */
  push(bytes: Uint8Array): void {
    if (this.size + bytes.length > this.maxBytes)
      throw new Refusal('DOCUMENT_TOO_LARGE', { hint: `at most ${String(this.maxBytes)} bytes` });
    for (let at = 0; at < bytes.length;) {
      if (this.room === 0) this.grow();
      const part = bytes.subarray(at, at + this.room);
      this.list.at(-1)?.set(part, BLOCK - this.room);
      this.room -= part.length;
      at += part.length;
    }
    this.size += bytes.length;
  }

  /** The blocks, the last one cut to what it holds. */
  parts(): Uint8Array<ArrayBuffer>[] {
    return this.list.map((block, index) =>
      index === this.list.length - 1 ? block.subarray(0, BLOCK - this.room) : block,
    );
  }

  /** Gives back what was taken of the budget. May be called again. */
  release(): void {
    this.budget?.give(this.taken);
    this.taken = 0;
    this.list.length = 0;
  }

  /** A copy that leaves time for others in between: a large document takes many turns, none longer than a moment. */
  static async of(bytes: Uint8Array, maxBytes: number, budget?: ByteBudget): Promise<Blocks> {
    const blocks = new Blocks(maxBytes, budget);
    if (bytes.length > maxBytes) blocks.push(bytes); // refuses
    try {
      for (let at = 0; at < bytes.length; at += BLOCK) {
        if (at > 0) await new Promise((resolve) => setImmediate(resolve));
        blocks.push(bytes.subarray(at, at + BLOCK));
      }
      return blocks;
    } catch (thrown) {
      blocks.release();
      throw thrown;
    }
  }

  private grow(): void {
    this.budget?.take(BLOCK);
    this.taken += BLOCK;
    // Memory of its own, not of Node's pool, and not cleared: what is not written of it is never given out.
    this.list.push(Buffer.allocUnsafeSlow(BLOCK));
    this.room = BLOCK;
  }
}

/** The parts as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
