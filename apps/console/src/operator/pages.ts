import { lazy } from 'react';
import type { ConsolePage } from '../shell/page.js';

const FederationPage = lazy(() => import('./federation/FederationPage.js'));
const ConnectionPage = lazy(() => import('./connection/ConnectionPage.js'));
const LogPage = lazy(() => import('./LogPage.js'));
const KeysPage = lazy(() => import('./KeysPage.js'));
const TrustPage = lazy(() => import('./TrustPage.js'));
const AgreementsPage = lazy(() => import('./agreements/AgreementsPage.js'));
const WorkPage = lazy(() => import('./WorkPage.js'));
const ImportsPage = lazy(() => import('./ImportsPage.js'));
const SettingsPage = lazy(() => import('./SettingsPage.js'));

const SYSTEM = ['systemAdministrator'];
const SECURITY = ['securityAdministrator'];
const BOTH = [...SYSTEM, ...SECURITY];

export const operatorPages: readonly ConsolePage[] = [
  { path: 'federation', title: 'menu.federation', roles: BOTH, Page: FederationPage },
  { path: 'connection', title: 'menu.connection', roles: BOTH, Page: ConnectionPage },
  { path: 'agreements', title: 'menu.agreements', roles: SECURITY, Page: AgreementsPage },
  { path: 'log', title: 'menu.log', roles: SYSTEM, Page: LogPage },
  { path: 'keys', title: 'menu.keys', roles: BOTH, Page: KeysPage },
  { path: 'trust', title: 'menu.trust', roles: BOTH, Page: TrustPage },
  { path: 'work', title: 'menu.work', roles: SYSTEM, Page: WorkPage },
  { path: 'imports', title: 'menu.imports', roles: SYSTEM, Page: ImportsPage },
  { path: 'settings', title: 'menu.settings', roles: SYSTEM, Page: SettingsPage },
];
