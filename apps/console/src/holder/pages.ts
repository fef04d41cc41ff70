import type { ConsolePage } from '../shell/page.js';

export const holderPages: readonly ConsolePage[] = [];
