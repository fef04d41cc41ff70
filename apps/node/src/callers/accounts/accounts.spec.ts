import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENT_ROLES } from '../roles.js';
import { AccountsFile, writeAccountsFile, type Account } from './accounts-file.js';
import { hashPassword, isPasswordHash, verifyPassword } from './passwords.js';
import { generateClient } from './sample-client.js';
import { generateSampleAccounts } from './sample-accounts.js';

const organisation = { code: '11110000000021327Q', name: '北京市政务服务和数据管理局' };
const HASH = `scrypt$32768$8$3$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const account = (override: Partial<Account> = {}): Account => ({
  id: 'person-1',
  username: 'clerk',
  passwordHash: HASH,
  name: '窗口演示员',
  role: 'windowClerk',
  organisation,
  ...override,
});

describe('passwords', () => {
  it.each([
    ['a plain password', 'secret'],
    ['another scheme', HASH.replace('scrypt', 'md5')],
    ['a cost that is too small', HASH.replace('32768', '1024')],
    ['a cost that would take the memory', HASH.replace('32768', '67108864')],
    ['a cost that is no power of two', HASH.replace('32768', '32769')],
    ['a cut key', HASH.slice(0, -1)],
    ['something after it', `${HASH}\n`],
  ])('does not take %s for a hash', (_name, text) => {
    expect(isPasswordHash(text)).toBe(false);
  });

  it('tells the right password from a wrong one and from none', async () => {
    const hash = await hashPassword('窗口-Pässword');
    expect(isPasswordHash(hash)).toBe(true);
    await expect(verifyPassword('窗口-Pässword', hash)).resolves.toBe(true);
    await expect(verifyPassword('窗口-Pa\u0308ssword', hash)).resolves.toBe(true); // the same letters, composed otherwise
    await expect(verifyPassword('窗口-Password', hash)).resolves.toBe(false);
    await expect(verifyPassword('', hash)).resolves.toBe(false);
    await expect(verifyPassword('窗口-Pässword', undefined)).resolves.toBe(false);
  });

  it('never takes anything for the password of nobody', async () => {
    await expect(verifyPassword('', undefined)).resolves.toBe(false);
  });
});

describe('AccountsFile', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongban-accounts-'));
    path = join(folder, 'accounts.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each<[string, unknown]>([
    ['is not JSON', '{'],
    ['has a plain password', { accounts: [{ ...account(), passwordHash: 'secret' }] }],
    ['has an unknown role', { accounts: [{ ...account(), role: 'root' }] }],
    ['gives the role of a peer', { accounts: [{ ...account(), role: 'peer' }] }],
    ['has an unknown member', { accounts: [{ ...account(), admin: true }] }],
    ['names a user twice', { accounts: [account(), account({ id: 'person-2' })] }],
    ['uses an id twice', { accounts: [account(), account({ username: 'other' })] }],
  ])('refuses a file that %s', async (_name, content) => {
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    await expect(new AccountsFile(path).refresh()).rejects.toMatchObject({ code: 'ACCOUNTS_FILE_INVALID' });
  });

  it('has no accounts where there is no file', async () => {
    await expect(new AccountsFile(path).byUsername('clerk')).resolves.toBeUndefined();
  });

  it('finds a name as people type it, and follows the file', async () => {
    await writeAccountsFile(path, [account()]);
    const accounts = new AccountsFile(path);
    await expect(accounts.byUsername(' Clerk ')).resolves.toMatchObject({ id: 'person-1' });
    await expect(accounts.byUsername('constructor')).resolves.toBeUndefined();
    await expect(accounts.active('person-1')).resolves.toBeDefined();
    await writeAccountsFile(path, [account({ disabled: true })]);
    await utimes(path, 1, 1);
    await expect(accounts.active('person-1')).resolves.toBeUndefined();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe('samples', () => {
  it('stand for a citizen and a firm where holders are given', async () => {
    const citizen = { type: '111', code: '11010519491231002X', name: '张三' } as const;
    const firm = { type: '001', code: '91110000TB0000001C', name: '样例公司' } as const;
    const holders = { citizen, firm: { ...firm, code: organisation.code } };
    const { accounts } = await generateSampleAccounts({ organisation, holders });
    expect(accounts.filter(({ role }) => role === 'holder')).toMatchObject([
      { username: 'citizen', name: '张三', holder: { type: '111', code: citizen.code } },
      { username: 'firm', organisation: { code: organisation.code }, holder: { type: '001' } },
    ]);
  });

  it('are accounts for each human role, two where it takes two, with passwords that stand nowhere in the file', async () => {
    const { accounts, passwords } = await generateSampleAccounts({ organisation });
    expect(accounts.map(({ role }) => role).sort()).toEqual(
      [...CLIENT_ROLES.filter((role) => role !== 'holder'), 'auditor', 'securityAdministrator'].sort(),
    );
    expect(new Set(accounts.map(({ username }) => username)).size).toBe(accounts.length);
    expect(new Set(passwords.map(({ password }) => password)).size).toBe(accounts.length);
    for (const { password, username } of passwords) {
      expect(password).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}$/);
      expect(JSON.stringify(accounts)).not.toContain(password);
      const { passwordHash } = accounts.find((entry) => entry.username === username)!;
      await expect(verifyPassword(password, passwordHash)).resolves.toBe(true);
    }
  });

  it('are a client key whose private half only its owner may read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tongban-client-'));
    const privateKeyFile = join(folder, 'clients', 'hall.jwk.json');
    const { jwks, privateJwk } = await generateClient({ privateKeyFile });
    expect((await stat(privateKeyFile)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(privateKeyFile, 'utf8'))).toEqual(privateJwk);
    expect(jwks.keys[0]).not.toHaveProperty('d');
    expect(jwks.keys[0]!.kid).toBe(privateJwk.kid);
    await rm(folder, { recursive: true });
  });
});
