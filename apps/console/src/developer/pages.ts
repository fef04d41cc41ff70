import { areaPages } from '../shell/page.js';

const INTEGRATOR = ['integrator'];

export const developerPages = areaPages(
  () => import('../i18n/developer.js'),
  [
    { path: 'queries', title: 'menu.queries', roles: INTEGRATOR, load: () => import('./QueriesPage.js') },
    { path: 'explain', title: 'menu.explain', roles: INTEGRATOR, load: () => import('./ExplainPage.js') },
    {
      path: 'errors',
      title: 'menu.errors',
      roles: [...INTEGRATOR, 'systemAdministrator', 'securityAdministrator'],
      load: () => import('./ErrorsPage.js'),
    },
  ],
);
