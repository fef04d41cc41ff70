import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { RegionCode } from '#libs/codes';
import { wellKnownPersonSample, wellKnownSample, type Licence } from '#libs/licences';
import {
  generateClient,
  generateSampleAccounts,
  type SampleHolders,
  writeAccountsFile,
} from '../../../node/src/callers/index.js';
import type { LoadedConfig } from '../../../node/src/config/index.js';
import { ensureExchangeKey } from '../../../node/src/exchange/exchange-keys.js';
import { clientJwksFile, clientKeyFile } from '../integrator/at-region.js';
import { SAMPLE_BENEFITS_CLIENT, SAMPLE_CLIENT, SAMPLE_DEPARTMENT_CLIENT } from '../integrator/sample.js';
import { writeSecretFile } from '../../../node/src/secrets/index.js';

const SAMPLE_CLIENTS = [SAMPLE_CLIENT, SAMPLE_DEPARTMENT_CLIENT, SAMPLE_BENEFITS_CLIENT];

const passwordsSchema = z.array(
  z.object({ username: z.string(), password: z.string(), role: z.string(), name: z.string() }),
);
export type SamplePasswords = z.infer<typeof passwordsSchema>;

export interface ProvisionOptions {
  clock: () => number;
  /** Where to keep the plain passwords of the sample accounts so that a later start can show them again; demo only. */
  passwordsFile?: string;
}

export interface Provisioned {
  /** What was made; what exists is never touched. */
  made: string[];
  /** Plain passwords of the sample accounts, where they were made now or kept in `passwordsFile`. */
  passwords: SamplePasswords;
}

/** Gives a node what it needs to start and does not have: folders, exchange key, sample accounts, a client's key. */
export async function provisionNode(
  loaded: LoadedConfig,
  dataDir: string,
  options: ProvisionOptions,
): Promise<Provisioned> {
  const { config } = loaded;
  const made: string[] = [];
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  mkdirSync(config.licences.documentsDir, { recursive: true, mode: 0o700 });
  if (!existsSync(config.exchange.keysDir)) made.push(config.exchange.keysDir);
  ensureExchangeKey(config.exchange.keysDir, config.exchange.suite, options.clock());

  const { issuer } = config.callers;
  if (issuer.kind !== 'embedded') return { made, passwords: [] };

  const samples = issuer.clients.filter(({ id }) => SAMPLE_CLIENTS.includes(id));
  for (const { id } of samples) {
    const keyFile = clientKeyFile(dataDir, id);
    if (existsSync(keyFile)) continue;
    mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
    const client = await generateClient({ privateKeyFile: keyFile });
    await writeSecretFile(clientJwksFile(dataDir, id), `${JSON.stringify(client.jwks, null, 2)}\n`);
    made.push(keyFile);
  }
  if (existsSync(issuer.accountsFile)) return { made, passwords: keptPasswords(options.passwordsFile) };
  const department = samples.find(({ id }) => id === SAMPLE_DEPARTMENT_CLIENT)?.organisation;
  const { accounts, passwords } = await generateSampleAccounts({
    organisation: config.node.organisation,
    ...(department ? { department } : {}),
    holders: sampleHolders(config.node.region as RegionCode),
  });
  // Passwords first: accounts whose passwords nobody knows would be of no use and would never be made again.
  if (options.passwordsFile) {
    await writeSecretFile(options.passwordsFile, `${JSON.stringify(passwords, null, 2)}\n`);
  }
  await writeAccountsFile(issuer.accountsFile, accounts);
  made.push(issuer.accountsFile);
  return { made, passwords };
}

/** The holders of the region's best known sample licences. */
function sampleHolders(region: RegionCode): SampleHolders {
  const of = ({ holderType, holderCode, holderName }: Licence) => ({
    type: holderType,
    code: holderCode,
    name: holderName,
  });
  return { citizen: of(wellKnownPersonSample(region)), firm: of(wellKnownSample(region)) };
}

function keptPasswords(file: string | undefined): SamplePasswords {
  if (file === undefined || !existsSync(file)) return [];
  const parsed = passwordsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : [];
}
