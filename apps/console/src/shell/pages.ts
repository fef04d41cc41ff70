import { lazy } from 'react';
import { auditorPages } from '../auditor/pages.js';
import { clerkPages } from '../clerk/pages.js';
import { developerPages } from '../developer/pages.js';
import { holderPages } from '../holder/pages.js';
import { operatorPages } from '../operator/pages.js';
import type { ConsolePage } from './page.js';

const AccountPage = lazy(() => import('./AccountPage.js'));

const EVERYBODY = [
  'auditor',
  'windowClerk',
  'handler',
  'approver',
  'supervisor',
  'securityAdministrator',
  'systemAdministrator',
  'integrator',
  'holder',
];

/** Every page and whose it is. The node decides by itself what it tells: this only keeps dead ends out of the menu. */
export const pages: readonly ConsolePage[] = [
  ...clerkPages,
  ...auditorPages,
  ...operatorPages,
  ...holderPages,
  ...developerPages,
  { path: 'account', title: 'menu.account', roles: EVERYBODY, Page: AccountPage },
];
