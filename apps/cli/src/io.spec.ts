import { createIo, type IoOptions } from './io.js';
import { languageOf } from './language.js';

function listen(options: IoOptions, isTTY = false) {
  const said = { out: '', err: '' };
  const io = createIo(options, {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text), isTTY },
  });
  return { io, said };
}

it('writes the result as JSON alone under --json', () => {
  const { io, said } = listen({ json: true });
  io.note('on the way');
  io.out({ index: 12n }, 'twelve');
  expect(JSON.parse(said.out)).toEqual({ index: '12' });
  expect(said.err).toBe('on the way\n');
});

it('writes the text for a person otherwise', () => {
  const { io, said } = listen({});
  io.out({}, () => 'twelve');
  expect(said.out).toBe('twelve\n');
});

it('keeps warnings under --quiet', () => {
  const { io, said } = listen({ quiet: true });
  io.note('a remark');
  io.progress('bar', 10).end();
  io.warn('careful');
  expect(said.err).toBe('careful\n');
});

it('draws a bar only on a terminal', () => {
  const pipe = listen({});
  const bar = pipe.io.progress('rows', 10);
  bar.update(5);
  bar.end();
  expect(pipe.said.err).toBe('rows [##############..............] 50% 5/10\n');
  const terminal = listen({}, true);
  terminal.io.progress('rows', 10).update(10);
  expect(terminal.said.err).toContain('100% 10/10');
});

it.each([
  ['zh', {}, 'zh'],
  ['en', { LANG: 'zh_CN.UTF-8' }, 'en'],
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [undefined, { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [undefined, { LANG: 'fr_FR.UTF-8' }, 'en'],
  [undefined, {}, 'en'],
] as const)('language of --lang %s with %j is %s', (option, env, expected) => {
  expect(languageOf(option, env)).toBe(expected);
});
