import { Refusal } from '#libs/errors';
import type { Caller } from '../../callers/index.js';
import type { NodeSecret } from '../secret.js';
import type { PresentationStore } from './presentation-store.js';
import type { Shown } from './receive-presentation.js';
import { ownerOf, starterOf } from './start-presentation.js';

export interface PresentationState {
  id: string;
  phase: 'waiting' | 'shown' | 'refused' | 'declined' | 'expired';
  /** Of the refusal, where it is one. */
  code?: string;
  shown?: Shown;
  expiresAt: number;
}

/** What came of a presentation, for the clerk who began it and nobody else. */
export class ReadPresentation {
  constructor(private readonly deps: { store: PresentationStore; secret: NodeSecret; clock: () => number }) {}

  /** @throws Refusal PRESENTATION_UNKNOWN, also for one that somebody else has begun */
  async read(caller: Caller, id: string): Promise<PresentationState> {
    const { store, secret, clock } = this.deps;
    const row = /^[0-9a-f-]{36}$/.test(id) ? await store.byId(id) : undefined;
    if (row?.owner !== ownerOf(starterOf(caller))) throw new Refusal('PRESENTATION_UNKNOWN');
    const common = { id, expiresAt: row.expiresAt.getTime() };
    if (row.expiresAt.getTime() <= clock()) return { ...common, phase: 'expired' };
    const phase = row.phase === 'checking' ? 'waiting' : row.phase;
    return {
      ...common,
      phase,
      ...(row.code === null ? {} : { code: row.code }),
      ...(row.result === null ? {} : { shown: JSON.parse(secret.open(row.result, id)) as Shown }),
    };
  }
}
