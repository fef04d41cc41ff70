import { verticalSystems } from '#libs/catalogue';
import type { Io } from '../io.js';
import { catalogueOf, dayOf, table } from './read.js';

const STATES = {
  'to-connect': { zh: '待对接', en: 'to connect' },
  negotiating: { zh: '协商中', en: 'negotiating' },
  testing: { zh: '联调中', en: 'testing' },
  connected: { zh: '已对接', en: 'connected' },
  'not-possible': { zh: '暂不具备条件', en: 'not possible' },
} as const;

export function verticalCommand(options: { files?: string[]; on?: string }, io: Io): void {
  const { catalogue } = catalogueOf(options.files);
  const listed = verticalSystems(catalogue, { day: dayOf(options.on) });
  io.out(listed, () =>
    table([
      [
        io.say({ zh: '系统', en: 'system' }),
        io.say({ zh: '建设部门', en: 'owner' }),
        io.say({ zh: '状态', en: 'state' }),
        io.say({ zh: '时限', en: 'due' }),
        '',
      ],
      ...listed.map(({ system, overdue }) => [
        io.say(system.name),
        system.owner.name,
        io.say(STATES[system.state]),
        system.due ?? '',
        overdue ? io.say({ zh: '逾期', en: 'overdue' }) : '',
      ]),
    ]),
  );
}
