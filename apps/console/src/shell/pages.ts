import { auditorPages } from '../auditor/pages.js';
import { clerkPages } from '../clerk/pages.js';
import { developerPages } from '../developer/pages.js';
import { holderPages } from '../holder/pages.js';
import { operatorPages } from '../operator/pages.js';
import { areaPages, type ConsolePage } from './page.js';

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

/** The frame's own words are there. */
const noWords = (): Promise<void> => Promise.resolve();

/** Every page and whose it is. The node decides by itself what it tells: this only keeps dead ends out of the menu. */
export const pages: readonly ConsolePage[] = [
  ...clerkPages,
  ...auditorPages,
  ...operatorPages,
  ...holderPages,
  ...developerPages,
  ...areaPages(noWords, [
    { path: 'account', title: 'menu.account', roles: EVERYBODY, load: () => import('./AccountPage.js') },
  ]),
];

/** The first page of a role, where the frame leads from the start page. */
export const firstPage = (role: string): ConsolePage | undefined =>
  pages.find(({ title, roles }) => title !== undefined && roles.includes(role));
