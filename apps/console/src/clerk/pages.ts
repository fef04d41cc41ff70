import { lazy } from 'react';
import type { ConsolePage } from '../shell/page.js';

const NewCasePage = lazy(() => import('./NewCasePage.js'));
const CasesPage = lazy(() => import('./CasesPage.js'));
const CasePage = lazy(() => import('./CasePage.js'));
const ReceiptPage = lazy(() => import('./ReceiptPage.js'));
const ChecksPage = lazy(() => import('./ChecksPage.js'));
const NewCheckPage = lazy(() => import('./NewCheckPage.js'));
const CheckPage = lazy(() => import('./CheckPage.js'));

const CLERK = ['windowClerk'];
const STAFF = ['windowClerk', 'handler', 'approver', 'supervisor'];

export const clerkPages: readonly ConsolePage[] = [
  { path: 'cases/new', title: 'menu.newCase', roles: CLERK, Page: NewCasePage },
  { path: 'cases', title: 'menu.cases', roles: STAFF, Page: CasesPage },
  { path: 'cases/:id', roles: STAFF, Page: CasePage },
  { path: 'cases/:id/receipt', roles: STAFF, Page: ReceiptPage },
  { path: 'checks', title: 'menu.checks', roles: CLERK, Page: ChecksPage },
  { path: 'checks/new', roles: CLERK, Page: NewCheckPage },
  { path: 'checks/:id', roles: STAFF, Page: CheckPage },
];
