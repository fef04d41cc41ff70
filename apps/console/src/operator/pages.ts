import type { ConsolePage } from '../shell/page.js';

export const operatorPages: readonly ConsolePage[] = [];
