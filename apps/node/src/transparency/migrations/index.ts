import { CreateTransparency1795500500000 } from './create-transparency.js';

export const transparencyMigrations = [CreateTransparency1795500500000];
