import { Refusal } from '#libs/errors';

export interface UploadLimits {
  concurrent: number;
  concurrentOfCaller: number;
  perMinuteOfCaller: number;
}

/** How many documents a caller may send at once and in a minute, so that no caller keeps the others from verifying. */
export class UploadGate {
  private all = 0;
  private readonly running = new Map<string, number>();
  private minute = 0;
  private counts = new Map<string, number>();

  constructor(
    private readonly limits: UploadLimits,
    private readonly clock: () => number,
  ) {}

  /**
   * @returns what gives the place back; to be called once
   * @throws Refusal DOCUMENT_UPLOADS_TOO_MANY, DOCUMENT_VERIFIER_BUSY
   */
  enter(caller: string): () => void {
    const { concurrent, concurrentOfCaller, perMinuteOfCaller } = this.limits;
    const minute = Math.floor(this.clock() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts = new Map();
    }
    const count = this.counts.get(caller) ?? 0;
    const running = this.running.get(caller) ?? 0;
    if (count >= perMinuteOfCaller || running >= concurrentOfCaller)
      throw new Refusal('DOCUMENT_UPLOADS_TOO_MANY');
    if (this.all >= concurrent) throw new Refusal('DOCUMENT_VERIFIER_BUSY');
    this.counts.set(caller, count + 1);
    this.running.set(caller, running + 1);
    this.all += 1;
    return () => this.leave(caller);
  }

  private leave(caller: string): void {
    this.all -= 1;
    const running = (this.running.get(caller) ?? 1) - 1;
    if (running === 0) this.running.delete(caller);
    else this.running.set(caller, running);
  }
}
