import { lazy, type ComponentType } from 'react';
import type { Key } from '../i18n/index.js';

export interface ConsolePage {
  path: string;
  /** Shown in the menu; absent for pages that are reached from others. */
  title?: Key;
  roles: readonly string[];
  Page: ComponentType;
}

const EntriesPage = lazy(() => import('../auditor/EntriesPage.js'));
const EntryPage = lazy(() => import('../auditor/EntryPage.js'));
const FindingsPage = lazy(() => import('../auditor/FindingsPage.js'));
const AccountPage = lazy(() => import('./AccountPage.js'));

const AUDITOR = ['auditor'];

/** Every page and whose it is. The node decides by itself what it tells: this only keeps dead ends out of the menu. */
export const pages: readonly ConsolePage[] = [
  { path: 'entries', title: 'menu.entries', roles: AUDITOR, Page: EntriesPage },
  { path: 'entries/:id', roles: AUDITOR, Page: EntryPage },
  { path: 'findings', title: 'menu.findings', roles: AUDITOR, Page: FindingsPage },
  {
    path: 'account',
    title: 'menu.account',
    roles: [
      'auditor',
      'windowClerk',
      'handler',
      'approver',
      'supervisor',
      'securityAdministrator',
      'systemAdministrator',
      'integrator',
      'holder',
    ],
    Page: AccountPage,
  },
];
