import type { ConsolePage } from '../shell/page.js';

export const developerPages: readonly ConsolePage[] = [];
