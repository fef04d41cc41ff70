import { lazy } from 'react';
import type { ConsolePage } from '../shell/page.js';

const roles = ['holder'];

export const holderPages: readonly ConsolePage[] = [
  { path: 'authorise', title: 'menu.authorise', roles, Page: lazy(() => import('./AuthorisePage.js')) },
  { path: 'my-access', title: 'menu.myAccess', roles, Page: lazy(() => import('./AccessPage.js')) },
  {
    path: 'my-objections',
    title: 'menu.myObjections',
    roles,
    Page: lazy(() => import('./ObjectionsPage.js')),
  },
];
