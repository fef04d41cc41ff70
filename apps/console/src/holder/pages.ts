import { areaPages } from '../shell/page.js';

const roles = ['holder'];

export const holderPages = areaPages(
  () => import('../i18n/holder.js'),
  [
    { path: 'authorise', title: 'menu.authorise', roles, load: () => import('./AuthorisePage.js') },
    { path: 'my-access', title: 'menu.myAccess', roles, load: () => import('./AccessPage.js') },
    {
      path: 'my-objections',
      title: 'menu.myObjections',
      roles,
      load: () => import('./ObjectionsPage.js'),
    },
  ],
);
