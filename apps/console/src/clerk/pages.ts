import { areaPages } from '../shell/page.js';

const CLERK = ['windowClerk'];
const STAFF = ['windowClerk', 'handler', 'approver', 'supervisor'];

export const clerkPages = areaPages(
  () => import('../i18n/clerk.js'),
  [
    { path: 'cases/new', title: 'menu.newCase', roles: CLERK, load: () => import('./NewCasePage.js') },
    { path: 'cases', title: 'menu.cases', roles: STAFF, load: () => import('./CasesPage.js') },
    { path: 'cases/:id', roles: STAFF, load: () => import('./CasePage.js') },
    { path: 'cases/:id/receipt', roles: STAFF, load: () => import('./ReceiptPage.js') },
    { path: 'checks', title: 'menu.checks', roles: CLERK, load: () => import('./ChecksPage.js') },
    { path: 'checks/new', roles: CLERK, load: () => import('./NewCheckPage.js') },
    { path: 'checks/:id', roles: STAFF, load: () => import('./CheckPage.js') },
  ],
);
