import { ConcurrencyGate } from './concurrency-gate.js';

const never = new AbortController().signal;

describe('ConcurrencyGate', () => {
  it('lets waiting calls in one by one, in their order', async () => {
    const gate = new ConcurrencyGate(1, 2);
    const entered: string[] = [];
    await gate.enter(never);
    const b = gate.enter(never).then(() => entered.push('b'));
    const c = gate.enter(never).then(() => entered.push('c'));
    expect(gate.snapshot()).toEqual({ inside: 1, waiting: 2 });
    gate.leave();
    await b;
    expect(entered).toEqual(['b']);
    gate.leave();
    await c;
    gate.leave();
    expect(gate.snapshot()).toEqual({ inside: 0, waiting: 0 });
  });

  it('refuses at once when the queue is full', async () => {
    const gate = new ConcurrencyGate(1, 0);
    await gate.enter(never);
    await expect(gate.enter(never)).rejects.toMatchObject({ code: 'PEER_BUSY' });
  });

  it('drops a call whose time is over, and its place goes to the next', async () => {
    const gate = new ConcurrencyGate(1, 2);
    await gate.enter(never);
    const gone = new AbortController();
    const first = gate.enter(gone.signal);
    const second = gate.enter(never);
    gone.abort(new Error('time is over'));
    await expect(first).rejects.toThrow('time is over');
    gate.leave();
    await second;
    expect(gate.snapshot()).toEqual({ inside: 1, waiting: 0 });
  });

  it('does not let in a call that has ended already', async () => {
    const gate = new ConcurrencyGate(1, 1);
    await expect(gate.enter(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(gate.snapshot().inside).toBe(0);
  });
});
