import { lazy } from 'react';
import type { ConsolePage } from '../shell/page.js';

const EntriesPage = lazy(() => import('./EntriesPage.js'));
const EntryPage = lazy(() => import('./EntryPage.js'));
const FindingsPage = lazy(() => import('./FindingsPage.js'));
const FlowsPage = lazy(() => import('./FlowsPage.js'));
const SamplesPage = lazy(() => import('./SamplesPage.js'));
const SamplePage = lazy(() => import('./SamplePage.js'));
const ReconciliationPage = lazy(() => import('./ReconciliationPage.js'));
const ExportsPage = lazy(() => import('./ExportsPage.js'));
const TrailPage = lazy(() => import('./TrailPage.js'));

const AUDITOR = ['auditor'];

export const auditorPages: readonly ConsolePage[] = [
  { path: 'entries', title: 'menu.entries', roles: AUDITOR, Page: EntriesPage },
  { path: 'entries/:id', roles: AUDITOR, Page: EntryPage },
  { path: 'flows', title: 'menu.flows', roles: AUDITOR, Page: FlowsPage },
  { path: 'findings', title: 'menu.findings', roles: AUDITOR, Page: FindingsPage },
  { path: 'samples', title: 'menu.samples', roles: AUDITOR, Page: SamplesPage },
  { path: 'samples/:id', roles: AUDITOR, Page: SamplePage },
  { path: 'reconciliation', title: 'menu.reconciliation', roles: AUDITOR, Page: ReconciliationPage },
  { path: 'exports', title: 'menu.exports', roles: AUDITOR, Page: ExportsPage },
  { path: 'trail', title: 'menu.trail', roles: AUDITOR, Page: TrailPage },
];
