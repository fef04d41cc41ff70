import type { ComponentType } from 'react';
import { matchPath } from 'react-router';
import { pages } from './pages.js';

export const loadShell = (): Promise<{ default: ComponentType }> => import('./Shell.js');

/**
 * Fetches the frame, the page of an address and what it shows beside the question who is there, instead of after it. The
 * start page is left alone: somebody who only signs in there needs none of them.
 */
export function warm({ pathname, search }: { pathname: string; search: string }): void {
  const page = pages.find(({ path }) => matchPath(`/console/${path}`, pathname));
  if (page) Promise.all([loadShell(), page.load().then(({ start }) => start?.(search))]).catch(ignore);
}

/** The first page of a role, where the frame leads from the start page. */
export const firstPage = (role: string): (typeof pages)[number] | undefined =>
  pages.find(({ title, roles }) => title !== undefined && roles.includes(role));

/** Whoever shows the page meets the fault again, and tells it. */
const ignore = (): void => undefined;
