import type { CaseChange } from './ports.js';

/** Tells listeners of this process; one that throws is reported and holds nobody up. */
export class Announcements<T> {
  private readonly listeners: ((one: T) => void)[] = [];

  constructor(private readonly onFault: (error: unknown) => void) {}

  listen(listener: (one: T) => void): void {
    this.listeners.push(listener);
  }

  tell(one: T): void {
    for (const listener of this.listeners)
      try {
        listener(one);
      } catch (error) {
        this.onFault(error);
      }
  }
}

export type CaseChanges = Announcements<CaseChange>;
