import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAccountsFile, type Account } from '../../../apps/node/src/callers/index.js';
import type { Cluster, TestNode } from '../cluster.js';
import { issuedToken } from '../issued-token.js';

/** Makes somebody one of another department. */
export async function move(node: TestNode, username: string, key: string): Promise<void> {
  const department = node.running.matters.known.departmentOf(key);
  if (!department) throw new Error(`no department is ${key}`);
  const organisation = { code: department.code, name: department.name.zh };
  await writeAccountsFile(
    accountsOf(node),
    accountsIn(node).map((one) => (one.username === username ? { ...one, organisation } : one)),
  );
}

const accountsOf = (node: TestNode): string => join(node.dataDir, 'accounts.json');
const accountsIn = (node: TestNode): Account[] =>
  (JSON.parse(readFileSync(accountsOf(node), 'utf8')) as { accounts: Account[] }).accounts;

/** Tokens of people with an account at a node, by their user names. */
export function tokens(cluster: Cluster, node: TestNode): (username: string) => Promise<string> {
  const accounts = accountsIn(node);
  return async (username) => {
    const account = accounts.find((one) => one.username === username);
    if (!account) throw new Error(`nobody is called ${username}`);
    const { id, name, role, organisation } = account;
    return issuedToken(node, cluster.now(), {
      client_id: 'console',
      role,
      org_code: organisation.code,
      org_name: organisation.name,
      person_id: id,
      person_name: name,
      amr: ['pwd', 'otp', 'mfa'],
    });
  };
}
