import { lazy, type ComponentType } from 'react';
import type { ShellKey } from '../i18n/words.js';

interface Module {
  default: ComponentType;
  /** Asks what an address asks for, before the page is drawn. @param search of the address, with its question mark */
  start?: (search: string) => void;
}

export interface ConsolePage {
  path: string;
  /** Shown in the menu; absent for pages that are reached from others. */
  title?: ShellKey;
  roles: readonly string[];
  Page: ComponentType;
  /** Fetches the page and its words, once. */
  load(): Promise<Module>;
}

type Listed = Omit<ConsolePage, 'Page' | 'load'> & { load: () => Promise<Module> };

/** Pages of an area; with each come the words of the area. */
export const areaPages = (words: () => Promise<unknown>, pages: readonly Listed[]): readonly ConsolePage[] =>
  pages.map(({ load, ...page }) => {
    let loaded: Promise<Module> | undefined;
    const once = (): Promise<Module> =>
      (loaded ??= Promise.all([load(), words()]).then(([module]) => module));
    return { ...page, load: once, Page: lazy(once) };
  });
