import Sequencer from '@jest/test-sequencer';

/**
 * Files that take longest, the slowest first (`jest --json` tells). A fresh checkout has no timings of its own, and one of
 * these at the end would leave all workers but one idle.
 */
const SLOWEST = [
  'up.e2e.ts',
  'console-pages.e2e.ts',
  'console-auditor.e2e.ts',
  'kill9.e2e.ts',
  'console-clerk.e2e.ts',
  'console-attacks.e2e.ts',
  'console-operator.e2e.ts',
  'proofs.spec.ts',
  'cases-faults.e2e.ts',
  'console-developer.e2e.ts',
  'licence-import.e2e.ts',
  'console-holder.e2e.ts',
];

const rank = (path) => {
  const place = SLOWEST.findIndex((name) => path.endsWith(`/${name}`));
  if (place >= 0) return place;
  return path.endsWith('.e2e.ts') ? SLOWEST.length : SLOWEST.length + 1;
};

/** Slow files first, then those that boot nodes, then the others; within these as Jest would. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one.path) - rank(other.path));
  }
}
