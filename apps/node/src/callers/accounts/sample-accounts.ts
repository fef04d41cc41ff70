import { randomInt, randomUUID } from 'node:crypto';
import type { Organisation } from '../caller.js';
import type { HolderIdentity } from '../holder.js';
import type { ClientRole } from '../roles.js';
import type { Account } from './accounts-file.js';
import { hashPassword } from './passwords.js';

export interface SampleAccounts {
  accounts: Account[];
  /** Plain passwords, to be shown once and kept nowhere. */
  passwords: { username: string; password: string; role: ClientRole; name: string }[];
}

interface Sample {
  username: string;
  name: string;
  role: ClientRole;
  holder?: HolderIdentity;
  organisation?: Organisation;
}

const PEOPLE: readonly Sample[] = [
  { username: 'clerk', name: '窗口演示员', role: 'windowClerk' },
  { username: 'handler', name: '承办演示员', role: 'handler' },
  { username: 'approver', name: '审批演示员', role: 'approver' },
  { username: 'supervisor', name: '督办演示员', role: 'supervisor' },
  { username: 'auditor', name: '审计演示员', role: 'auditor' },
  { username: 'security', name: '安全管理演示员', role: 'securityAdministrator' },
  // Whatever takes two people takes two accounts.
  { username: 'auditor2', name: '审计复核演示员', role: 'auditor' },
  { username: 'security2', name: '安全复核演示员', role: 'securityAdministrator' },
  { username: 'system', name: '系统管理演示员', role: 'systemAdministrator' },
  { username: 'developer', name: '系统对接演示员', role: 'integrator' },
];

/** They act for the body whose matter it is. */
const DECIDING: ReadonlySet<ClientRole> = new Set(['handler', 'approver', 'supervisor']);

/** Letters and digits that are not mistaken for one another when read aloud or typed from a screen. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

function samplePassword(): string {
  const group = (): string =>
    Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? '').join('');
  return [group(), group(), group()].join('-'); // 15 symbols of 31: 74 bits
}

/** Whom the sample holders are: those of the region's sample licences, so that there is something to see. */
export interface SampleHolders {
  citizen: HolderIdentity & { name: string };
  firm: HolderIdentity & { name: string };
}

/**
 * One invented account for each human role, with fresh passwords; for demonstrations only. Where holders are given, a
 * citizen and a firm's representative too.
 */
export async function generateSampleAccounts(options: {
  organisation: Organisation;
  /** Whose the people are who decide cases; of the same organisation unless said. */
  department?: Organisation;
  holders?: SampleHolders;
}): Promise<SampleAccounts> {
  const { holders, department } = options;
  const people: readonly Sample[] = [
    ...PEOPLE.map((one) =>
      department && DECIDING.has(one.role) ? { ...one, organisation: department } : one,
    ),
    ...(holders
      ? [
          {
            username: 'citizen',
            name: holders.citizen.name,
            role: 'holder' as const,
            holder: holders.citizen,
          },
          {
            username: 'firm',
            name: '企业代表演示员',
            role: 'holder' as const,
            holder: holders.firm,
            organisation: { code: holders.firm.code, name: holders.firm.name },
          },
        ]
      : []),
  ];
  const made = await Promise.all(
    people.map(async ({ username, name, role, holder, organisation }) => {
      const password = samplePassword();
      const account: Account = {
        id: `person-${randomUUID()}`,
        username,
        passwordHash: await hashPassword(password),
        name,
        role,
        organisation: organisation ?? options.organisation,
        ...(holder ? { holder: { type: holder.type, code: holder.code } } : {}),
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
