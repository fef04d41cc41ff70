import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { RegionCode } from '#libs/codes';
import { loadDepartmentsConfig, type DepartmentsConfig } from '../../../departments/src/config.js';
import { seedDatabases } from '../../../departments/src/databases.js';
import { deliverHousing } from '../../../departments/src/deliver.js';
import { debtorOf, firmsOf, personsOf, type Firm } from '../../../departments/src/subjects.js';
import type { Databases } from './databases.js';
import type { NodePlace, Place } from './layout.js';
import { SAMPLES } from './seed.js';

/** The departments that have a database share a server with the nodes, not a database. */
const DATABASE = 'tongban_departments';
/** Where the housing department delivers files. */
const HOUSING: RegionCode = '110000';

/** The departments of the demo. */
export interface DepartmentsOfDemo {
  place: Place;
  config: DepartmentsConfig;
}

interface NodeOfDemo extends NodePlace {
  region: RegionCode;
}

/** Undefined where the configuration folder has none: the demo goes without, and its nodes find their sources away. */
export function loadDepartments(place: Place): DepartmentsOfDemo | undefined {
  if (!existsSync(place.configFile)) return undefined;
  return { place, config: loadDepartmentsConfig(place.configFile, place.dataDir) };
}

/** What departments and nodes have agreed on beforehand: keys, secrets, and the first delivery of files. */
export async function provisionDepartments(
  { config }: DepartmentsOfDemo,
  nodes: readonly NodeOfDemo[],
  clock: () => number,
): Promise<void> {
  mkdirSync(config.clientsDir, { recursive: true, mode: 0o700 });
  for (const { name, region, dataDir } of nodes) {
    const own = join(dataDir, 'sources');
    mkdirSync(own, { recursive: true, mode: 0o700 });
    for (const { dataset, auth } of config.services.filter((service) => service.name === name)) {
      const theirs = join(config.clientsDir, `${name}-${dataset}`);
      if (auth === 'client-secret') {
        const file = join(own, `${dataset}.secret`);
        if (existsSync(file) && existsSync(`${theirs}.secret`)) continue;
        const secret = `${randomBytes(24).toString('base64url')}\n`;
        replaceSecret(`${theirs}.secret`, secret);
        replaceSecret(file, secret);
      } else {
        const file = join(own, `${dataset}.jwk.json`);
        if (existsSync(file) && existsSync(`${theirs}.jwk.json`)) continue;
        const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
        replaceSecret(`${theirs}.jwk.json`, JSON.stringify(await exportJWK(publicKey)));
        replaceSecret(file, JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'ES256' }));
      }
    }
    if (region === HOUSING) deliverHousing(join(own, 'housing'), region, firmsFor(config, region), clock());
  }
}

/**
 * Fills the departments' databases where they are empty, and tells each node how to read them.
 * @throws whatever the server says, for instance that the login may not make roles
 */
export async function seedDepartments(
  { place, config }: DepartmentsOfDemo,
  nodes: readonly NodeOfDemo[],
  databases: Databases,
): Promise<void> {
  const url = new URL(await databases.ensure(DATABASE));
  const reader = {
    role: `tongban_reader_${roleSuffix(place.dataDir)}`,
    password: randomBytes(18).toString('base64url'),
  };
  const regions = nodes.map(({ name, region }) => ({ name, code: region }));
  const firms = [
    ...new Map(
      regions.flatMap(({ code }) => firmsFor(config, code)).map((firm) => [firm.code, firm]),
    ).values(),
  ];
  const persons = (region: RegionCode) => personsOf(region, SAMPLES);
  await seedDatabases(url.href, regions, { firms, persons }, reader);
  url.username = reader.role;
  url.password = reader.password;
  url.search = '';
  for (const { dataDir } of nodes)
    replaceSecret(join(dataDir, 'sources', 'departments.url'), `${url.href}\n`);
}

/** Firms of a region, and the debtors of the others, who left something everywhere. */
function firmsFor({ firms: { seed, count } }: DepartmentsConfig, region: RegionCode): Firm[] {
  const debtors = (['110000', '120000', '130000'] as const).filter((code) => code !== region).map(debtorOf);
  return [...firmsOf(region, seed, count), ...debtors];
}

/** Whole at every moment: a node may be reading it. */
function replaceSecret(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** Two demos may share a server that somebody else runs. */
function roleSuffix(dataDir: string): string {
  let hash = 0;
  for (const char of dataDir) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}
