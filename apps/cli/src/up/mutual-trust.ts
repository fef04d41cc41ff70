import { setTimeout as pause } from 'node:timers/promises';
import { CliFailure, ExitCode } from '../exit.js';
import type { Integrator } from '../integrator/client.js';
import { operations } from '../integrator/operations.js';

const WITHIN_MS = 40_000;
const POLL_MS = 100;

/**
 * Waits until each node trusts every other one. A node is ready as soon as it can work at all; right after a first
 * start its peers may still be reading each other's statements.
 * @throws CliFailure (environment) with the regions that are missing
 */
export async function awaitMutualTrust(
  nodes: readonly { name: string; integrator: Integrator }[],
): Promise<void> {
  await Promise.all(
    nodes.map(async ({ name, integrator }) => {
      const until = performance.now() + WITHIN_MS;
      for (;;) {
        const missing = await untrusted(integrator);
        if (missing.length === 0) return;
        if (performance.now() > until) {
          throw new CliFailure(
            ExitCode.environment,
            `${name} does not trust ${missing.join(', ')}; see its node.log`,
          );
        }
        await pause(POLL_MS);
      }
    }),
  );
}

async function untrusted(integrator: Integrator): Promise<string[]> {
  const { data } = await integrator.ask(operations.regions.text, {});
  const regions = (data?.regions ?? []) as { region: string; trusted: boolean }[];
  return regions.filter(({ trusted }) => !trusted).map(({ region }) => region);
}
