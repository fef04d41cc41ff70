import { Refusal } from '#libs/errors';
import { EventQueue } from './event-queue.js';

const setUp = (bound = 2) => {
  let ended = 0;
  return { queue: new EventQueue<number>(bound, () => void ended++), ended: () => ended };
};

describe('a queue of events', () => {
  it('is read in order, by who waits and by who comes later', async () => {
    const { queue } = setUp();
    const first = queue.next();
    queue.push(1);
    queue.push(2);
    await expect(first).resolves.toEqual({ done: false, value: 1 });
    await expect(queue.next()).resolves.toEqual({ done: false, value: 2 });
  });

  it('beyond its bound ends with STREAM_TOO_SLOW after what was queued, and takes nothing more', async () => {
    const { queue, ended } = setUp();
    for (const event of [1, 2, 3, 4]) queue.push(event);
    expect(ended()).toBe(1);
    await expect(queue.next()).resolves.toMatchObject({ value: 1 });
    await expect(queue.next()).resolves.toMatchObject({ value: 2 });
    await expect(queue.next()).rejects.toMatchObject({ code: 'STREAM_TOO_SLOW' });
    await expect(queue.next()).resolves.toMatchObject({ done: true });
  });

  it('tells who waits that it has ended, once, with the error where there is one', async () => {
    const { queue, ended } = setUp();
    const waiting = queue.next();
    queue.end(new Refusal('STREAM_ENDED'));
    queue.end();
    await expect(waiting).rejects.toMatchObject({ code: 'STREAM_ENDED' });
    await expect(queue.next()).resolves.toEqual({ done: true, value: undefined });
    expect(ended()).toBe(1);
  });

  it('that is given up forgets what was queued and wakes who waits', async () => {
    const { queue, ended } = setUp();
    const waiting = queue.next();
    await queue.return();
    await expect(waiting).resolves.toMatchObject({ done: true });
    queue.push(1);
    await expect(queue.next()).resolves.toMatchObject({ done: true });
    expect(ended()).toBe(1);
  });
});
