import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import type { Bilingual, Matter } from '#libs/handling';
import type { PlannedSource } from '../check.js';

export interface PlanInput {
  matter: Matter;
  /** In which regions to ask; one at least. */
  regions: readonly RegionCode[];
  /** Kinds of information wanted, by item of the matter; all where absent. */
  kinds?: readonly string[];
  /** Items of the matter that this node answers for; all where absent. */
  ours?: readonly string[];
  /** Items and their labels by dataset. */
  datasetOf: (code: string) => { items: readonly { code: string; zh: string; en: string }[] } | undefined;
  /** For items that name no deadline of their own, milliseconds. */
  defaultDeadlineMs: number;
}

/** More sources than this are no report that anybody reads. */
export const MAX_CHECK_SOURCES = 60;

/**
 * Which sources a check asks: one question a dataset and region, however many items of the matter read its answer. The
 * order is that of the definition, region by region as given.
 * @throws Refusal CHECK_KIND_UNKNOWN, CHECK_NOTHING_TO_ASK, CHECK_TOO_MANY_SOURCES
 */
export function planSources(input: PlanInput): PlannedSource[] {
  const { matter, kinds, ours, datasetOf } = input;
  const askable = matter.items.filter(({ dataset }) => dataset !== undefined);
  const unknown = kinds?.find((kind) => !askable.some(({ id }) => id === kind));
  if (unknown !== undefined) throw new Refusal('CHECK_KIND_UNKNOWN');
  const wanted = askable.filter(({ id }) => (kinds?.includes(id) ?? true) && (ours?.includes(id) ?? true));
  const byDataset = new Map<string, typeof wanted>();
  for (const item of wanted) {
    const dataset = item.dataset ?? '';
    byDataset.set(dataset, [...(byDataset.get(dataset) ?? []), item]);
  }
  const regions = [...new Set(input.regions)];
  if (byDataset.size === 0 || regions.length === 0) throw new Refusal('CHECK_NOTHING_TO_ASK');
  if (byDataset.size * regions.length > MAX_CHECK_SOURCES)
    throw new Refusal('CHECK_TOO_MANY_SOURCES', { hint: `at most ${String(MAX_CHECK_SOURCES)}` });
  return [...byDataset].flatMap(([dataset, items]) => {
    const columns = datasetOf(dataset)?.items;
    if (!columns) throw new Refusal('CHECK_NOTHING_TO_ASK', { hint: dataset });
    const [first] = items;
    const department = matter.departments.find(({ key }) => key === first?.department);
    const seconds = items.flatMap((item) => item.seconds ?? []);
    return regions.map((region): PlannedSource => ({
      key: `${region}:${dataset}`,
      region,
      dataset,
      department: {
        key: first?.department ?? '',
        name: department?.name ?? { zh: first?.department ?? '', en: first?.department ?? '' },
      },
      title: together(items.map(({ name }) => name)),
      matterItems: items.map(({ id }) => id),
      columns: columns.map(({ code, zh, en }) => ({ code, label: { zh, en } })),
      // Whoever reads one answer twice waits as long as the more patient of the two.
      deadlineMs: seconds.length > 0 ? Math.max(...seconds) * 1000 : input.defaultDeadlineMs,
    }));
  });
}

const together = (names: readonly Bilingual[]): Bilingual => ({
  zh: names.map(({ zh }) => zh).join('、'),
  en: names.map(({ en }) => en).join(', '),
});
