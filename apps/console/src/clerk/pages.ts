import type { ConsolePage } from '../shell/page.js';

export const clerkPages: readonly ConsolePage[] = [];
