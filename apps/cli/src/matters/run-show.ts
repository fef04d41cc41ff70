import { adoptionOf, itemWaves, type Matter } from '#libs/handling';
import { standardCatalogue } from '#libs/licences';
import { table } from '../catalogue/read.js';
import type { Io } from '../io.js';
import type { RegionName } from '../licences/region-database.js';
import { findMatter, mappingOf } from './read.js';
import { channels, markOf, models, modes, named, needOf, supplierOf } from './words.js';

/** `tongban matters show`: one definition as its reader needs it, with a region's departments where one is named. */
export function runShow(name: string, options: { region?: RegionName }, io: Io): void {
  const matter = findMatter(name);
  const adoption = options.region && adoptionOf(matter, mappingOf(options.region), standardCatalogue);
  io.out({ matter, ...(adoption ? { adoption } : {}) }, () =>
    [
      `${io.say(matter.title)}  ${matter.id} v${String(matter.version)}`,
      `${io.say({ zh: '依据', en: 'Law' })}: ${matter.legalBasis.map(({ document }) => document).join(io.say({ zh: '；', en: '; ' }))}`,
      `${io.say({ zh: '渠道', en: 'Channels' })}: ${named(matter.channels, channels, io)}`,
      `${io.say({ zh: '模式', en: 'Models' })}: ${named([...matter.models], models, io)}; ${named([...matter.modes], modes, io)}`,
      `${io.say({ zh: '时限', en: 'Periods' })}: ${periods(matter, io)}`,
      `${io.say({ zh: '结果', en: 'Outcome' })}: ${io.say(matter.outcome.name)}`,
      ...(adoption?.itemCode ? [`${io.say({ zh: '实施编码', en: 'Item code' })}: ${adoption.itemCode}`] : []),
      '',
      io.say({ zh: '材料', en: 'Materials' }),
      table(
        matter.materials.map((material) => [
          `  ${material.trust}`,
          io.say(material.name) + markOf(material, io),
          io.say(needOf(material)),
          io.say(supplierOf(material)) +
            (material.pledge ? io.say({ zh: '，可容缺', en: ', may follow' }) : ''),
        ]),
      ),
      '',
      io.say({ zh: '关联事项（同一批并行）', en: 'Items (those of one wave run in parallel)' }),
      table(items(matter, adoption?.departments ?? [], io)),
    ].join('\n'),
  );
}

function periods({ clocks, modes: offered }: Matter, io: Io): string {
  const { days, extension } = offered.includes('integrated') ? clocks.joint : clocks.decision;
  const legal = `${String(days)}+${String(extension)}`;
  const { promised } = clocks;
  const told = promised
    ? { zh: `，承诺 ${String(promised.days)}`, en: `, promised ${String(promised.days)}` }
    : { zh: '', en: '' };
  return io.say({
    zh: `受理 ${String(clocks.acceptance.days)}，法定 ${legal}${told.zh}${promised ? markOf(promised, io) : ''}，送达 ${String(clocks.delivery.days)} 个工作日`,
    en: `${String(clocks.acceptance.days)} to accept, ${legal} to decide${told.en}${promised ? markOf(promised, io) : ''}, ${String(clocks.delivery.days)} to deliver (working days)`,
  });
}

function items(
  matter: Matter,
  here: readonly { key: string; here?: { zh: string; en: string } }[],
  io: Io,
): string[][] {
  const byKey = new Map(matter.departments.map(({ key, name }) => [key, name]));
  return itemWaves(matter.items).flatMap((wave, index) =>
    wave.flatMap((id) => {
      const item = matter.items.find((one) => one.id === id);
      if (!item) return [];
      const department = here.find(({ key }) => key === item.department)?.here ??
        byKey.get(item.department) ?? { zh: '', en: '' };
      return [
        [
          `  ${String(index + 1)}`,
          io.say(item.name) + (item.assumed ? markOf(item, io) : ''),
          io.say(department),
          item.role === 'lead' ? io.say({ zh: '牵头', en: 'lead' }) : '',
          item.optional ? io.say({ zh: '可选', en: 'optional' }) : '',
        ],
      ];
    }),
  );
}
