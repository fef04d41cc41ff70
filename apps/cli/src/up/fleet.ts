import { ManagedChild, type ChildOptions } from './child.js';
import type { RunState } from './state.js';

/** What a process gets to finish what it has begun, in milliseconds; nodes allow themselves 10 s. */
const STOP_GRACE_MS = 15_000;

/** The processes of one run, as far as they live. */
export class Fleet {
  private readonly children: ManagedChild[] = [];
  private stopping = false;

  constructor(
    private readonly state: RunState,
    /** Told when a process ends that nobody has asked to. */
    private readonly onDeath: (child: ManagedChild, how: string) => void,
  ) {}

  start(options: ChildOptions): ManagedChild {
    const child = ManagedChild.start(options);
    this.children.push(child);
    if (child.pid !== undefined) this.state.add(child.name, child.pid);
    return child;
  }

  /** From now on a death is reported; before, `ready` reports it. */
  watch(): void {
    for (const child of this.children) {
      void child.exited.then((how) => {
        if (!this.stopping) this.onDeath(child, how);
      });
    }
  }

  get anyRunning(): boolean {
    return this.children.some((child) => child.isRunning);
  }

  /** All but `lastName` end together, then that one: nodes before the anchor. */
  async stop(lastName: string): Promise<void> {
    this.stopping = true;
    const last = this.children.filter(({ name }) => name === lastName);
    const others = this.children.filter(({ name }) => name !== lastName);
    await Promise.all(others.map((child) => child.stop(STOP_GRACE_MS)));
    await Promise.all(last.map((child) => child.stop(STOP_GRACE_MS)));
  }

  kill(): void {
    this.stopping = true;
    for (const child of this.children) if (child.isRunning) child.kill();
  }
}
