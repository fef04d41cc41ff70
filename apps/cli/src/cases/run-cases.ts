import { askResend, caseLine, caseLines } from '../../../node/src/cases/index.js';
import { withKeeper, type KeeperOptions } from '../audit/keeper.js';
import type { Io } from '../io.js';
import { REGION_CODES, type RegionName } from '../licences/region-database.js';

export interface ListCasesOptions extends KeeperOptions {
  state?: string;
}

export interface ResendOptions extends KeeperOptions {
  to: RegionName;
  reason: string;
}

/** `tongban cases list`. */
export async function listCasesCommand(options: ListCasesOptions, io: Io): Promise<void> {
  const cases = await withKeeper(options, ({ client }) =>
    caseLines(client, { state: options.state, limit: 200 }),
  );
  io.out(cases, () =>
    cases.length === 0
      ? io.say({ zh: '没有办件。', en: 'There are no cases.' })
      : cases
          .map(({ id, matter, state, events, setAside, undelivered, dead }) =>
            [
              id,
              matter,
              state,
              io.say({ zh: `记录 ${String(events)}`, en: `events ${String(events)}` }),
              io.say({ zh: `未生效 ${String(setAside)}`, en: `set aside ${String(setAside)}` }),
              io.say({
                zh: `待送达 ${String(undelivered)}（需处理 ${String(dead)}）`,
                en: `undelivered ${String(undelivered)} (dead ${String(dead)})`,
              }),
            ].join('  '),
          )
          .join('\n'),
  );
}

/** `tongban cases show`. */
export async function showCaseCommand(id: string, options: KeeperOptions, io: Io): Promise<void> {
  const one = await withKeeper(options, ({ client }) => caseLine(client, id));
  io.out(one, () =>
    [
      `${one.id}  ${one.matter}  ${one.state}  ${one.receipt} → ${one.decision}`,
      ...one.steps.map(({ at, region, seq, kind, id: event }) =>
        [at, region, String(seq), kind, event].join('  '),
      ),
    ].join('\n'),
  );
}

/** `tongban cases resend`: written to the log before it is asked for. */
export async function resendCaseCommand(id: string, options: ResendOptions, io: Io): Promise<void> {
  const region = REGION_CODES[options.to];
  await withKeeper(options, async ({ client, journal, operator }) => {
    await client.query('BEGIN');
    try {
      await askResend(client, id, region);
      await journal.record({
        kind: 'administration',
        caller: { kind: 'operator', id: operator },
        governance: {
          action: 'configure',
          note: `case ${id} resend to ${region}: ${options.reason.slice(0, 500)}`,
        },
        outcome: 'granted',
      });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  });
  io.out({ id, to: options.to }, () =>
    io.say({ zh: `节点将在下一轮重新发送：${id}`, en: `the node sends it with its next round: ${id}` }),
  );
}
