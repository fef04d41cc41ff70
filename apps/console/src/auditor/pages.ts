import { lazy } from 'react';
import type { ConsolePage } from '../shell/page.js';

const EntriesPage = lazy(() => import('./EntriesPage.js'));
const EntryPage = lazy(() => import('./EntryPage.js'));
const FindingsPage = lazy(() => import('./FindingsPage.js'));

const AUDITOR = ['auditor'];

export const auditorPages: readonly ConsolePage[] = [
  { path: 'entries', title: 'menu.entries', roles: AUDITOR, Page: EntriesPage },
  { path: 'entries/:id', roles: AUDITOR, Page: EntryPage },
  { path: 'findings', title: 'menu.findings', roles: AUDITOR, Page: FindingsPage },
];
