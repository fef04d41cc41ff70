import type { ComponentType } from 'react';
import type { Key } from '../i18n/index.js';

export interface ConsolePage {
  path: string;
  /** Shown in the menu; absent for pages that are reached from others. */
  title?: Key;
  roles: readonly string[];
  Page: ComponentType;
}
