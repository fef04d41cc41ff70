import { Refusal } from '#libs/errors';
import { declaredOperations } from '../../callers/index.js';
import { DocumentsResolver } from '../../graphql/resolvers/documents.resolver.js';
import { instantOf } from './instant-of.js';
import { MAY_VERIFY } from './register-verify.js';
import { UploadGate } from './upload-gate.js';

const codeOf = (work: () => unknown): string => {
  try {
    return String(work());
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};

describe('the time to judge for', () => {
  const now = Date.UTC(2026, 5, 1);
  it.each([
    ['/v', 'undefined'],
    ['/v?x=1', 'undefined'],
    ['/v?at=2026-03-01T09:00:00%2B08:00', String(Date.UTC(2026, 2, 1, 1))],
    ['/v?at=2026-03-01T01:00:00Z', String(Date.UTC(2026, 2, 1, 1))],
    ['/v?at=', 'DOCUMENT_TIME_INVALID'],
    ['/v?at=2026-03-01', 'DOCUMENT_TIME_INVALID'],
    ['/v?at=2026-02-30T01:00:00Z', 'DOCUMENT_TIME_INVALID'],
    ['/v?at=2026-03-01T01:00:00', 'DOCUMENT_TIME_INVALID'],
    ['/v?at=2026-06-01T00:00:01Z', 'DOCUMENT_TIME_INVALID'],
    ['/v?at=2026-03-01T01:00:00Z&at=2026-03-01T01:00:00Z', 'DOCUMENT_TIME_INVALID'],
  ])('of %s is %s', (target, expected) => {
    expect(codeOf(() => instantOf(target, now))).toBe(expected);
  });
});

describe('documents that one caller sends', () => {
  it('are bounded at once and in a minute, and all callers together', () => {
    let now = 0;
    const gate = new UploadGate({ concurrent: 3, concurrentOfCaller: 2, perMinuteOfCaller: 3 }, () => now);
    const enter = (caller: string) => {
      let leave = (): void => undefined;
      const code = codeOf(() => {
        leave = gate.enter(caller);
        return 'in';
      });
      return { code, leave };
    };
    const first = enter('a');
    expect([first.code, enter('a').code, enter('a').code]).toEqual(['in', 'in', 'DOCUMENT_UPLOADS_TOO_MANY']);
    expect([enter('b').code, enter('c').code]).toEqual(['in', 'DOCUMENT_VERIFIER_BUSY']);
    first.leave();
    const third = enter('a');
    expect(third.code).toBe('in');
    third.leave();
    expect(enter('a').code).toBe('DOCUMENT_UPLOADS_TOO_MANY');
    now = 60_000;
    expect(enter('a').code).toBe('in');
  });
});

it('lets those who look up and those who audit verify bytes of their own; stored documents are a lookup', () => {
  const [operation] = declaredOperations([DocumentsResolver]);
  expect([...MAY_VERIFY].sort()).toEqual(['auditor', 'integrator', 'windowClerk']);
  expect([...(operation?.roles ?? [])].sort()).toEqual(['integrator', 'windowClerk']);
});
