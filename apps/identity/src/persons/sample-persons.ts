import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { citizenNumberCheckCharacter } from '#libs/codes';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { writeSecret } from '../../../anchor/src/files.js';
import { hashPassword } from '../sign-in/passwords.js';
import type { Person, Relation, Subject } from './persons.js';

const YEAR_MS = 365.25 * 86_400_000;
/** Not mixed up when read from a screen. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export interface SamplePassword {
  username: string;
  name: string;
  password: string;
}

/** A citizen number of nobody: division, birth date, serial, and the check character that is due. */
const citizenNumber = (first17: string): Subject => ({
  type: '111',
  code: first17 + citizenNumberCheckCharacter(first17),
});

const proof = (kind: string, document: string): Relation['proof'] => ({
  kind,
  digest: createHash('sha256').update(document).digest('base64url'),
});

/** Invented people: the holder of a sample identity card with a child, a legal representative, an agent. */
function samplePeople(now: number): Pick<Person, 'username' | 'name' | 'holder' | 'relations'>[] {
  const card = wellKnownPersonSample('110000');
  const licence = wellKnownSample('110000');
  const firm: Pick<Relation, 'of' | 'name'> = {
    of: { type: licence.holderType, code: licence.holderCode },
    name: licence.holderName,
  };
  return [
    {
      username: 'citizen',
      name: card.holderName,
      holder: { type: card.holderType, code: card.holderCode },
      relations: [
        {
          id: 'child',
          capacity: 'guardian',
          of: citizenNumber('11010520190601001'),
          name: `${card.holderName.slice(0, 1)}小样（样例儿童）`,
          proof: proof('出生医学证明', 'sample birth certificate 1'),
          until: Math.floor(Date.UTC(2037, 5, 1) / 1000),
        },
      ],
    },
    {
      username: 'director',
      name: '赵样例',
      holder: citizenNumber('11010519800101007'),
      relations: [
        {
          id: 'firm',
          capacity: 'representative',
          ...firm,
          proof: proof('营业执照', 'sample business licence'),
          until: Math.floor((now + 5 * YEAR_MS) / 1000),
        },
      ],
    },
    {
      username: 'agent',
      name: '钱样例',
      holder: citizenNumber('13010219900315003'),
      relations: [
        {
          id: 'firm',
          capacity: 'delegate',
          ...firm,
          proof: proof('授权委托书', 'sample power of attorney 1'),
          until: Math.floor((now + YEAR_MS) / 1000),
        },
      ],
    },
  ];
}

/** Writes sample persons with new secrets; never over a file that exists. Returns the passwords where it wrote. */
export async function ensureSamplePersons(
  file: string,
  now: number,
): Promise<readonly SamplePassword[] | undefined> {
  if (existsSync(file)) return undefined;
  const passwords: SamplePassword[] = [];
  const persons: Person[] = [];
  for (const one of samplePeople(now)) {
    const password = [...randomBytes(12)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
    passwords.push({ username: one.username, name: one.name, password });
    persons.push({
      ...one,
      passwordHash: await hashPassword(password),
      totpSecret: randomBytes(20).toString('base64url'),
    });
  }
  await writeSecret(file, `${JSON.stringify({ persons }, null, 2)}\n`);
  return passwords;
}
