import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationIssuer } from '#libs/federation';
import { enrolEntity } from '../../../anchor/src/authority/commands.js';
import { loadIdentityConfig, type IdentityConfig } from '../../../identity/src/config.js';
import { platformContent } from '../../../identity/src/federation/entity.js';
import { ensureKey, readKey } from '../../../identity/src/keys.js';
import { ensureSamplePersons, type SamplePassword } from '../../../identity/src/persons/sample-persons.js';
import { writeSecret } from '../../../anchor/src/files.js';
import type { Place } from './layout.js';

const passwordsSchema = z.array(z.object({ username: z.string(), name: z.string(), password: z.string() }));

/** The sample identity platform of the demo. */
export interface IdentityOfDemo {
  place: Place;
  config: IdentityConfig;
  /** Of the sample persons, where they are still known. */
  passwords: readonly SamplePassword[];
}

/** Undefined where the configuration folder has none: the demo goes without. */
export async function loadIdentity(place: Place): Promise<IdentityOfDemo | undefined> {
  if (!existsSync(place.configFile)) return undefined;
  return { place, config: await loadIdentityConfig(place.configFile, place.dataDir), passwords: [] };
}

/** Gives the platform keys and sample persons where it has none. */
export async function provisionIdentity({ place, config }: IdentityOfDemo): Promise<IdentityOfDemo> {
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
  await ensureKey(config.keys.federationFile);
  await ensureKey(config.keys.signingFile);
  const kept = join(place.dataDir, 'sample-passwords.json');
  const made = await ensureSamplePersons(config.personsFile, Date.now());
  if (made) await writeSecret(kept, `${JSON.stringify(made, null, 2)}\n`);
  const known: unknown = made ?? (existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : []);
  const passwords = passwordsSchema.safeParse(known);
  return { place, config, passwords: passwords.success ? passwords.data : [] };
}

/** The work of the anchor's operator: takes the platform in, with the mark that its configuration asks for. */
export async function enrolIdentity(
  authorityDir: string,
  { place, config }: IdentityOfDemo,
  clock: () => number,
): Promise<void> {
  copyFileSync(
    join(authorityDir, 'published', 'trust-anchor.json'),
    join(place.dataDir, 'trust-anchor.json'),
  );
  const keys = {
    federation: readKey(config.keys.federationFile),
    signing: readKey(config.keys.signingFile),
  };
  const token = await new ConfigurationIssuer({
    content: () => platformContent(config, keys, []),
    clock,
  }).current();
  await enrolEntity(
    authorityDir,
    {
      token,
      confirm: keys.federation.kid,
      trustMarks: config.federation.trustMarks.map(({ type }) => type),
    },
    { clock },
  );
}
