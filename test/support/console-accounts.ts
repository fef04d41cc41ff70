import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  hashPassword,
  writeAccountsFile,
  type Account,
  type ClientRole,
} from '../../apps/node/src/callers/index.js';
import { ORGANISATIONS, type TestNode } from './cluster.js';

/** One more account at a node, beside those of `giveAccounts`: a second person of a role, or of another organisation. */
export async function addAccount(
  node: TestNode,
  {
    username,
    name,
    role,
    organisation = ORGANISATIONS[node.name],
  }: {
    username: string;
    name: string;
    role: ClientRole;
    organisation?: { code: string; name: string };
  },
): Promise<{ username: string; password: string }> {
  const file = join(node.dataDir, 'accounts.json');
  const { accounts } = JSON.parse(readFileSync(file, 'utf8')) as { accounts: Account[] };
  const password = `${randomUUID()}-${username}`;
  const id = `person-${randomUUID()}`;
  const passwordHash = await hashPassword(password);
  await writeAccountsFile(file, [...accounts, { id, username, passwordHash, name, role, organisation }]);
  return { username, password };
}
