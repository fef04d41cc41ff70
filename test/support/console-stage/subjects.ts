import type { ClientRole } from '../../../apps/node/src/callers/index.js';
import type { ConsoleStage } from '../console-stage.js';

/** Something that a page is about: its path and what there is to see about it. */
export interface Subject {
  name: string;
  path: string;
}

/**
 * What pages are opened for that are about something, by path as pages.ts has it, for somebody of a role. The first is
 * seen in every look, the others once. A path that does not stand here is opened by the first link that leads to it.
 */
export function subjectsOf(
  { cases, checks, sample, entries }: ConsoleStage,
  role: ClientRole,
): Readonly<Record<string, readonly Subject[]>> {
  const at = (prefix: string, named: object, suffix = ''): Subject[] =>
    Object.entries(named as Record<string, string>).map(([name, id]) => ({
      name,
      path: `${prefix}/${id}${suffix}`,
    }));
  const { foreign, check, ...own } = cases;
  const { received, decided } = cases;
  // The supervisor is of the body that checks; those who handle and approve are of the department that decides the rest.
  const seen =
    role === 'windowClerk' ? { ...own, check } : role === 'supervisor' ? { check } : { ...own, foreign };
  return {
    'entries/:id': at('entries', entries),
    'samples/:id': at('samples', { judged: sample }),
    'cases/:id': at('cases', seen),
    'cases/:id/receipt': at('cases', role === 'supervisor' ? { check } : { received, decided }, '/receipt'),
    // The supervisor's is the one that a case leads to.
    ...(role === 'supervisor' ? {} : { 'checks/:id': role === 'windowClerk' ? at('checks', checks) : [] }),
  };
}
