import { Refusal } from '#libs/errors';
import { CliFailure, ExitCode, exitCodeOf, systemCodeOf } from './exit.js';

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe('exit codes', () => {
  it.each<[string, unknown, number]>([
    ['a defect', new TypeError('x is not a function'), 70],
    ['something thrown that is no error', 'text', 70],
    ['our own defect code', new Refusal('INTERNAL'), 70],
    [
      'our own defect code, caused by the outside',
      new Refusal('INTERNAL', { cause: withCode('ECONNREFUSED') }),
      4,
    ],
    ['a wrong configuration', new Refusal('CONFIG_INVALID'), 3],
    ['an unreachable database', new Refusal('STORE_UNAVAILABLE'), 4],
    ['a refused lookup', new Refusal('OVERLOADED'), 1],
    ['a refused connection', withCode('ECONNREFUSED'), 4],
    [
      'a refused connection below fetch',
      new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }),
      4,
    ],
    ['several refused addresses', new AggregateError([withCode('EOTHER'), withCode('ECONNREFUSED')]), 4],
    ['a database that does not permit it', withCode('42501'), 4],
    ['a wrong SQL statement of ours', withCode('42601'), 70],
    ['a full disk', withCode('ENOSPC'), 4],
    ['a named failure', new CliFailure(ExitCode.refused, 'no'), 1],
    [
      'a wrong command line',
      Object.assign(new Error('x'), { code: 'commander.unknownOption', exitCode: 1 }),
      2,
    ],
    ['a demand for help', Object.assign(new Error('x'), { code: 'commander.helpDisplayed', exitCode: 0 }), 0],
  ])('%s', (_name, thrown, expected) => {
    expect(exitCodeOf(thrown)).toBe(expected);
  });

  it('does not run in circles after causes', () => {
    const error = new Error('a');
    error.cause = error;
    expect(systemCodeOf(error)).toBeUndefined();
  });
});
