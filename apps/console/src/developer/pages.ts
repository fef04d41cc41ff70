import { lazy } from 'react';
import type { ConsolePage } from '../shell/page.js';

const QueriesPage = lazy(() => import('./QueriesPage.js'));
const ExplainPage = lazy(() => import('./ExplainPage.js'));
const ErrorsPage = lazy(() => import('./ErrorsPage.js'));

const INTEGRATOR = ['integrator'];

export const developerPages: readonly ConsolePage[] = [
  { path: 'queries', title: 'menu.queries', roles: INTEGRATOR, Page: QueriesPage },
  { path: 'explain', title: 'menu.explain', roles: INTEGRATOR, Page: ExplainPage },
  {
    path: 'errors',
    title: 'menu.errors',
    roles: [...INTEGRATOR, 'systemAdministrator', 'securityAdministrator'],
    Page: ErrorsPage,
  },
];
