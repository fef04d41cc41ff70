/** A small deterministic source of numbers (mulberry32); good enough for invented data, for nothing else. */
export class SampleRandom {
  #state: number;

  /** Any integers name a stream; equal ones name the same. */
  constructor(...names: number[]) {
    let h = 0x9e3779b9;
    for (const name of names) {
      h = Math.imul(h ^ name, 0x85ebca6b);
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) ^ (h >>> 16);
    }
    this.#state = h >>> 0;
  }

  /** An integer from 0 up to, not including, `limit` (at most 2^32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  }

  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** `length` decimal digits. */
  digits(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += this.below(10);
    return text;
  }
}
