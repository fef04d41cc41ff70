/** How long the event loop of this process is kept from its work while documents are verified. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';

/** The timer that measures fires this often in milliseconds; so much of each figure is its own. */
const RESOLUTION = 2;

/**
 * Keeps `parallel` verifications under way for so long, asks one lookup after the other beside them, and watches the event
 * loop of the process that it runs in: run it where the node is.
 * @param {{ verify: () => Promise<unknown>, lookup: () => Promise<unknown>, parallel: number, seconds: number }} load
 *   `verify` and `lookup` reject where they fail, and so does the measurement
 * @returns {Promise<{ verified: number, lookups: number, lookupMs: Figures, delayMs: Figures, longestCpuMs: number }>}
 *   times in milliseconds; `longestCpuMs` is the most that this thread computed between two looks, which tells what was
 *   its own work from what a busy machine kept it waiting for
 * @typedef {{ p50: number, p99: number, max: number }} Figures
 */
export async function eventLoopUnderVerification({ verify, lookup, parallel, seconds }) {
  const end = performance.now() + seconds * 1000;
  const until = async (work) => {
    for (let done = 0; ; done++) {
      if (performance.now() >= end) return done;
      await work();
    }
  };
  const took = [];
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  const cpu = watchCpu();
  const timedLookup = async () => {
    const start = performance.now();
    await lookup();
    took.push(performance.now() - start);
    await pause(RESOLUTION);
  };
  const [lookups, ...verified] = await Promise.all([
    until(timedLookup),
    ...Array.from({ length: parallel }, () => until(verify)),
  ]);
  histogram.disable();
  const longestCpuMs = cpu.stop();
  const sorted = took.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    verified: verified.reduce((sum, count) => sum + count, 0),
    lookups,
    lookupMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
    delayMs: {
      p50: histogram.percentile(50) / 1e6,
      p99: histogram.percentile(99) / 1e6,
      max: histogram.max / 1e6,
    },
    longestCpuMs,
  };
}

function watchCpu() {
  let last = process.threadCpuUsage();
  let longest = 0;
  const look = () => {
    const spent = process.threadCpuUsage(last);
    last = process.threadCpuUsage();
    longest = Math.max(longest, (spent.user + spent.system) / 1000);
  };
  const timer = setInterval(look, RESOLUTION);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return longest;
    },
  };
}
