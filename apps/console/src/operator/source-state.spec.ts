import { sourceState } from './source-state.js';

const NOW = Date.UTC(2026, 10, 30);
const at = (hoursAgo: number): string => new Date(NOW - hoursAgo * 3_600_000).toISOString();
const well = {
  state: 'CLOSED',
  failuresInRow: 0,
  heldUntil: null,
  lastAnswerAt: at(1),
  lastFaultAt: null,
  asOf: null,
  limits: { maxAgeHours: null },
} as const;

describe("a department's source", () => {
  it.each([
    ['answers', {}, 'well'],
    ['was never asked', { lastAnswerAt: null }, 'unknown'],
    ['failed a moment ago', { failuresInRow: 1 }, 'attention'],
    ['answers to nobody in time', { lastAnswerAt: null, lastFaultAt: at(1) }, 'attention'],
    ['failed and has never answered', { failuresInRow: 1, lastAnswerAt: null }, 'attention'],
    ['asked to be left alone', { heldUntil: at(-1) }, 'attention'],
    ['failed so often that it is spared', { state: 'OPEN', failuresInRow: 5 }, 'ill'],
    ['is tried again', { state: 'HALF_OPEN', failuresInRow: 5 }, 'ill'],
    ['has stopped with the node', { state: 'STOPPED' }, 'ill'],
    ['has delivered in time', { asOf: at(23), limits: { maxAgeHours: 24 } }, 'well'],
    ['has not delivered for too long', { asOf: at(25), limits: { maxAgeHours: 24 } }, 'ill'],
  ] as const)('that %s', (_, more, state) => {
    expect(sourceState({ ...well, ...more }, NOW)).toBe(state);
  });
});
