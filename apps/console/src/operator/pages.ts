import { areaPages } from '../shell/page.js';

const SYSTEM = ['systemAdministrator'];
const SECURITY = ['securityAdministrator'];
const BOTH = [...SYSTEM, ...SECURITY];

export const operatorPages = areaPages(
  () => import('../i18n/operator.js'),
  [
    {
      path: 'federation',
      title: 'menu.federation',
      roles: BOTH,
      load: () => import('./federation/FederationPage.js'),
    },
    {
      path: 'connection',
      title: 'menu.connection',
      roles: BOTH,
      load: () => import('./connection/ConnectionPage.js'),
    },
    {
      path: 'agreements',
      title: 'menu.agreements',
      roles: SECURITY,
      load: () => import('./agreements/AgreementsPage.js'),
    },
    { path: 'log', title: 'menu.log', roles: SYSTEM, load: () => import('./LogPage.js') },
    { path: 'keys', title: 'menu.keys', roles: BOTH, load: () => import('./KeysPage.js') },
    { path: 'trust', title: 'menu.trust', roles: BOTH, load: () => import('./TrustPage.js') },
    { path: 'sources', title: 'menu.sources', roles: SYSTEM, load: () => import('./SourcesPage.js') },
    { path: 'work', title: 'menu.work', roles: SYSTEM, load: () => import('./WorkPage.js') },
    { path: 'imports', title: 'menu.imports', roles: SYSTEM, load: () => import('./ImportsPage.js') },
    { path: 'settings', title: 'menu.settings', roles: SYSTEM, load: () => import('./SettingsPage.js') },
  ],
);
