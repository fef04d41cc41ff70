import type { Person } from '../persons/persons.js';
import { hashPassword } from './passwords.js';
import { isFormToken, Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';

let now = Date.UTC(2026, 5, 1);
const clock = () => now;

async function person(): Promise<ReadonlyMap<string, Person>> {
  const one: Person = {
    username: 'citizen',
    name: '样例',
    holder: { type: '111', code: '11010519491231002X' },
    passwordHash: await hashPassword('a good password'),
    totpSecret: Buffer.alloc(20, 7).toString('base64url'),
    relations: [],
  };
  return new Map([[one.username, one]]);
}

describe('signing in', () => {
  it('lets an account rest after five wrong passwords, the right one included', async () => {
    const signIn = new SignIn(await person(), clock);
    const guesses = await Promise.all(
      Array.from({ length: 6 }, (_, i) => signIn.password('citizen', `guess ${i}`)),
    );
    expect(guesses.filter((outcome) => outcome === 'wrong')).toHaveLength(5);
    expect(await signIn.password('citizen', 'a good password')).toBe('resting');
    now += 15 * 60_000;
    expect(await signIn.password('citizen', 'a good password')).toBe('ok');
  });

  it('treats unknown names as known ones', async () => {
    const signIn = new SignIn(await person(), clock);
    expect(await signIn.password('nobody', 'x')).toBe('wrong');
    expect(signIn.code('nobody', '123456')).toBe('wrong');
    expect(signIn.shownCode('nobody')).toBeUndefined();
  });

  it('takes a code once', async () => {
    const signIn = new SignIn(await person(), clock);
    const code = signIn.shownCode('citizen') ?? '';
    expect(signIn.code('citizen', code)).toBe('ok');
    expect(signIn.code('citizen', code)).toBe('wrong');
    expect(signIn.code('citizen', signIn.shownCode('citizen') ?? '')).toBe('ok');
  });

  it('gives another session identifier at each step and ends idle ones', () => {
    const sessions = new Sessions(600_000, clock);
    const first = sessions.open({ goal: '/a/x' });
    const half = sessions.renew(first, { halfway: 'citizen' });
    const whole = sessions.renew(half, { username: 'citizen' });
    expect(sessions.find(first.id)).toBeUndefined();
    expect(sessions.find(half.id)).toBeUndefined();
    expect(sessions.find(whole.id)).toMatchObject({ username: 'citizen', goal: '/a/x' });
    expect(whole.halfway).toBeUndefined();
    expect(isFormToken(whole, first.formToken)).toBe(false);
    expect(isFormToken(whole, whole.formToken)).toBe(true);
    now += 600_001;
    expect(sessions.find(whole.id)).toBeUndefined();
  });
});
