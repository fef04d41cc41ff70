import pg from 'pg';

/** What one region holds: cases with their views, events in their places, and what its log says of each. */
export async function readRegion(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const rows = async (text) => (await client.query(text)).rows;
    return {
      cases: await rows('SELECT id, state, view FROM case_record ORDER BY id'),
      events: await rows(
        'SELECT case_id, id, kind, region, seq, entry FROM case_event ORDER BY case_id, region, seq, id',
      ),
      steps: await rows('SELECT case_id, key, event FROM case_step'),
      entries: new Map(
        (
          await rows(`SELECT id, convert_from(body, 'UTF8')::jsonb -> 'case' AS step FROM audit_entry
                     WHERE kind = 'case'`)
        ).map((row) => [row.id, row.step]),
      ),
      waiting: await rows(
        `SELECT jti, kind, state, last_code FROM message_outbox WHERE state IN ('pending', 'dead')`,
      ),
    };
  } finally {
    await client.end();
  }
}

const named = (events) => events.map(({ case_id, id }) => `${case_id} ${id}`);

/**
 * What is wrong: regions that disagree, events that are lost, doubled or forked, steps that were answered and are gone, and
 * events without an entry in a log.
 * @param taken keys of steps that somebody was told were taken, by region and case
 */
export function compareRegions(regions, taken) {
  const faults = [];
  const [first, second] = Object.entries(regions);
  const [nameA, a] = first;
  const [nameB, b] = second;
  for (const [name, { waiting }] of [first, second])
    if (waiting.length > 0)
      faults.push(`${name}: ${waiting.length} messages are not delivered (${waiting[0].last_code})`);
  const other = new Map(b.cases.map((one) => [one.id, one]));
  for (const one of a.cases) {
    const twin = other.get(one.id);
    if (!twin) faults.push(`${one.id}: not in ${nameB}`);
    else if (JSON.stringify(sorted(one.view)) !== JSON.stringify(sorted(twin.view)))
      faults.push(`${one.id}: ${one.state} in ${nameA}, ${twin.state} in ${nameB}`);
    other.delete(one.id);
  }
  for (const id of other.keys()) faults.push(`${id}: not in ${nameA}`);
  const there = new Set(named(b.events));
  const here = new Set(named(a.events));
  for (const event of here) if (!there.has(event)) faults.push(`${event}: lost on the way to ${nameB}`);
  for (const event of there) if (!here.has(event)) faults.push(`${event}: lost on the way to ${nameA}`);
  for (const [name, { events, cases, entries }] of [first, second]) {
    const places = new Map();
    for (const { case_id, region, seq } of events) {
      const place = `${case_id} ${region}`;
      const due = (places.get(place) ?? 0) + 1;
      if (seq !== due) faults.push(`${name}: ${place}: place ${seq} where ${due} is due`);
      places.set(place, seq);
    }
    for (const { id, view } of cases) {
      if (view.waiting.length > 0) faults.push(`${name}: ${id}: ${view.waiting.length} events wait`);
      if (view.setAside.some(({ code }) => code === 'CASE_FORKED')) faults.push(`${name}: ${id}: forked`);
    }
    for (const { id, entry } of events)
      if (entries.get(entry)?.event !== id) faults.push(`${name}: ${id}: not in the log`);
  }
  for (const { region, id, key } of taken) {
    const held = regions[region].steps.filter((one) => one.case_id === id && one.key === key);
    const event = held[0]?.event;
    if (held.length !== 1 || !regions[region].events.some((one) => one.case_id === id && one.id === event))
      faults.push(`${region}: ${id}: the step ${key} was answered and is gone`);
  }
  return faults;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [two]) => (one < two ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
