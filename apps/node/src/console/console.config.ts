import { z } from 'zod';

export const consoleConfig = z.strictObject({
  enabled: z.boolean().default(false).describe('Whether the web console is served under /console/.'),
  clientId: z
    .string()
    .default('console')
    .describe(
      'OAuth client by which people sign in to the console: code flow with PKCE, redirect URI `<origin>/console/callback`.',
    ),
  keyFile: z
    .string()
    .default('${dataDir}/keys/console.key')
    .describe('Key that seals the tokens of console sessions in the database; made when absent, mode 0600.'),
  idleSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(1800)
    .describe('A session that is not used for so long has ended.'),
  lifeSeconds: z
    .int()
    .min(300)
    .max(86_400)
    .default(28_800)
    .describe('After so long a person signs in again, whatever was done meanwhile.'),
});

export type ConsoleConfig = z.infer<typeof consoleConfig>;
