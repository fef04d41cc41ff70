import { randomInt, randomUUID } from 'node:crypto';
import type { Organisation } from '../caller.js';
import type { ClientRole } from '../roles.js';
import type { Account } from './accounts-file.js';
import { hashPassword } from './passwords.js';

export interface SampleAccounts {
  accounts: Account[];
  /** Plain passwords, to be shown once and kept nowhere. */
  passwords: { username: string; password: string; role: ClientRole; name: string }[];
}

const PEOPLE: readonly { username: string; name: string; role: ClientRole }[] = [
  { username: 'clerk', name: '窗口演示员', role: 'windowClerk' },
  { username: 'auditor', name: '审计演示员', role: 'auditor' },
  { username: 'security', name: '安全管理演示员', role: 'securityAdministrator' },
  { username: 'system', name: '系统管理演示员', role: 'systemAdministrator' },
];

/** Letters and digits that are not mistaken for one another when read aloud or typed from a screen. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

function samplePassword(): string {
  const group = (): string =>
    Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '').join('');
  return [group(), group(), group()].join('-'); // 15 symbols of 31: 74 bits
}

/** One invented account for each human role, with fresh passwords; for demonstrations only. */
export async function generateSampleAccounts(options: {
  organisation: Organisation;
}): Promise<SampleAccounts> {
  const made = await Promise.all(
    PEOPLE.map(async ({ username, name, role }) => {
      const password = samplePassword();
      const account: Account = {
        id: `person-${randomUUID()}`,
        username,
        passwordHash: await hashPassword(password),
        name,
        role,
        organisation: options.organisation,
      };
      return { account, password };
    }),
  );
  return {
    accounts: made.map(({ account }) => account),
    passwords: made.map(({ account: { username, role, name }, password }) => ({
      username,
      password,
      role,
      name,
    })),
  };
}
