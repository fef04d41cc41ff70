interface Ordered {
  id: string;
  after: readonly string[];
}

/** Ids of items that wait for themselves, however far round. */
export function itemOrderProblems(items: readonly Ordered[]): string[] {
  const done = new Set(itemWaves(items).flat());
  const known = new Set(items.map(({ id }) => id));
  const stuck = items.filter(({ id }) => !done.has(id));
  // Those that only wait for a circle are not part of it, and are found again once it is mended.
  return stuck.filter(({ id }) => reaches(id, id, stuck, known)).map(({ id }) => id);
}

/** Items in the order in which they can begin: each wave runs in parallel once the ones before it are done. */
export function itemWaves(items: readonly Ordered[]): string[][] {
  const known = new Set(items.map(({ id }) => id));
  const done = new Set<string>();
  const waves: string[][] = [];
  for (;;) {
    const ready = items.filter(
      ({ id, after }) => !done.has(id) && after.every((one) => done.has(one) || !known.has(one)),
    );
    if (ready.length === 0) return waves;
    waves.push(ready.map(({ id }) => id));
    for (const { id } of ready) done.add(id);
  }
}

function reaches(from: string, to: string, items: readonly Ordered[], known: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const next = items.find((item) => item.id === id)?.after ?? [];
    if (next.includes(to)) return true;
    for (const one of next.filter((id) => known.has(id) && !seen.has(id))) {
      open.push(one);
      seen.add(one);
    }
  }
  return false;
}
