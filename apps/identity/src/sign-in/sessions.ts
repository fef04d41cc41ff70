import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Language } from '../pages/language.js';

/** What the platform remembers of a browser. Signed in only once both factors were shown. */
export interface Session {
  readonly id: string;
  /** Stands in each form; another site cannot know it. */
  readonly formToken: string;
  language?: Language;
  /** Who showed the password and still owes the second factor. */
  halfway?: string;
  /** Who is signed in. */
  username?: string;
  /** Where to go after signing in. */
  goal?: string;
  lastSeen: number;
}

const MOST = 10_000;
const random = (): string => randomBytes(32).toString('base64url');

/** Sessions in memory: after a restart everybody signs in again. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly idleMs: number,
    private readonly clock: () => number,
  ) {}

  find(id: string | undefined): Session | undefined {
    const session = id === undefined ? undefined : this.sessions.get(id);
    if (!session) return undefined;
    const now = this.clock();
    this.sessions.delete(session.id);
    if (now - session.lastSeen > this.idleMs) return undefined;
    session.lastSeen = now;
    this.sessions.set(session.id, session); // last in order: the oldest goes first
    return session;
  }

  open(kept: Pick<Session, 'language' | 'goal'> = {}): Session {
    const session: Session = { ...kept, id: random(), formToken: random(), lastSeen: this.clock() };
    this.sessions.set(session.id, session);
    const oldest = this.sessions.keys().next();
    if (this.sessions.size > MOST && !oldest.done) this.sessions.delete(oldest.value);
    return session;
  }

  /** Another identifier at each step of signing in, so that a planted one is worth nothing (session fixation). */
  renew(session: Session, signedIn: Pick<Session, 'halfway' | 'username'>): Session {
    this.close(session);
    const { language, goal } = session;
    const renewed = this.open({ ...(language ? { language } : {}), ...(goal ? { goal } : {}) });
    return Object.assign(renewed, signedIn);
  }

  close(session: Session): void {
    this.sessions.delete(session.id);
  }
}

export function isFormToken(session: Session, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [wanted, got] = [Buffer.from(session.formToken), Buffer.from(given)];
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}
