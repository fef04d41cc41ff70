/**
 * What was done after signing, worst last. `extension`: validation data, document timestamps, metadata. `signature`: a
 * further signature. `other`: anything that is not known to be harmless.
 */
export const LEVELS = ['none', 'extension', 'signature', 'form-fill', 'annotation', 'other'] as const;
export type ModificationLevel = (typeof LEVELS)[number];

export interface Modifications {
  level: ModificationLevel;
  /** What was found, in a few English words each; at most some. */
  details: readonly string[];
  /** Names of fields that were filled in. */
  filled: readonly string[];
  /** Positions of `/Contents` of signatures that were added: each must hold, or it was a pretext. */
  signatures: readonly number[];
}

const MAX_DETAILS = 12;

export class Findings {
  private level: ModificationLevel = 'none';
  private readonly details = new Map<string, ModificationLevel>();
  private readonly filled = new Set<string>();
  private readonly signatures = new Set<number>();

  extension(what: string): void {
    this.add('extension', what);
  }

  signature(what: string, contents: number): void {
    this.signatures.add(contents);
    this.add('signature', what);
  }

  timestamp(what: string, contents: number): void {
    this.signatures.add(contents);
    this.add('extension', what);
  }

  formFill(field: string): void {
    this.filled.add(field);
    this.add('form-fill', `${field} was filled in`);
  }

  annotation(what: string): void {
    this.add('annotation', what);
  }

  other(what: string): void {
    this.add('other', what);
  }

  result(): Modifications {
    const { level } = this;
    const worst = [...this.details].sort(([, a], [, b]) => LEVELS.indexOf(b) - LEVELS.indexOf(a));
    return {
      level,
      details: worst.slice(0, MAX_DETAILS).map(([what]) => what),
      filled: [...this.filled],
      signatures: [...this.signatures],
    };
  }

  private add(level: ModificationLevel, what: string): void {
    if (LEVELS.indexOf(level) > LEVELS.indexOf(this.level)) this.level = level;
    if (this.details.size < 1000) this.details.set(what, level);
  }
}
