import { areaPages } from '../shell/page.js';

const AUDITOR = ['auditor'];

export const auditorPages = areaPages(
  () => import('../i18n/auditor.js'),
  [
    { path: 'entries', title: 'menu.entries', roles: AUDITOR, load: () => import('./EntriesPage.js') },
    { path: 'entries/:id', roles: AUDITOR, load: () => import('./EntryPage.js') },
    { path: 'flows', title: 'menu.flows', roles: AUDITOR, load: () => import('./FlowsPage.js') },
    { path: 'findings', title: 'menu.findings', roles: AUDITOR, load: () => import('./FindingsPage.js') },
    { path: 'samples', title: 'menu.samples', roles: AUDITOR, load: () => import('./SamplesPage.js') },
    { path: 'samples/:id', roles: AUDITOR, load: () => import('./SamplePage.js') },
    {
      path: 'reconciliation',
      title: 'menu.reconciliation',
      roles: AUDITOR,
      load: () => import('./ReconciliationPage.js'),
    },
    { path: 'exports', title: 'menu.exports', roles: AUDITOR, load: () => import('./ExportsPage.js') },
    { path: 'trail', title: 'menu.trail', roles: AUDITOR, load: () => import('./TrailPage.js') },
  ],
);
