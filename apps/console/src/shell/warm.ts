import type { ComponentType } from 'react';
import { matchPath } from 'react-router';
import type { Session } from '../api.js';
import { firstPage, pages } from './pages.js';

export const loadShell = (): Promise<{ default: ComponentType }> => import('./Shell.js');

/**
 * Fetches the frame, the page of an address and what it shows beside the question who is there, instead of after it. The
 * start page is left alone: somebody who only signs in there needs none of them.
 */
export function warm({ pathname, search }: { pathname: string; search: string }): void {
  const page = pages.find(({ path }) => matchPath(`/console/${path}`, pathname));
  if (page) Promise.all([loadShell(), page.load().then(({ start }) => start?.(search))]).catch(ignore);
}

/** Whoever comes to the start page with a session is led to the first page of the role. */
export function warmFirst(session: Promise<Session | undefined>): void {
  session.then((known) => {
    if (known && location.pathname === '/console/')
      warm({ pathname: `/console/${firstPage(known.role)?.path ?? 'account'}`, search: '' });
  }, ignore);
}

/** Whoever shows the page meets the fault again, and tells it. */
const ignore = (): void => undefined;
