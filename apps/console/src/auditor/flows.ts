import type { AuditFlowsResult } from '../generated/operations.generated.js';
import type { Filter } from './filter.js';

export type Flow = AuditFlowsResult['flows'][number];

/** Entries that a flow counts; each member has an index in the log. */
export function filterOfFlow(flow: Flow, within: Filter): Filter {
  const kind = flow.askingNode !== null ? 'ANSWER' : flow.answeringNode !== null ? 'OUTCOME' : 'HOME';
  return {
    ...within,
    kinds: [kind],
    ...(flow.askingNode === null ? {} : { caller: flow.askingNode }),
    ...(flow.answeringNode === null ? {} : { counterpart: flow.answeringNode }),
    ...(flow.organisationCode === null ? {} : { organisation: flow.organisationCode }),
    ...(flow.licenceType === null ? {} : { licenceType: flow.licenceType }),
  };
}

export interface Link {
  source: string;
  target: string;
  value: number;
}

/** What stands at the left, in the middle and at the right of a flow chart. Columns are told apart by a mark before the name. */
export interface FlowNames {
  asking(flow: Flow): string;
  answering(flow: Flow): string;
  type(flow: Flow): string;
}

/** Sums flows up to the links of three columns: who asked, which region, what for. Beyond `most` names a column has one for the rest. */
export function linksOf(flows: readonly Flow[], names: FlowNames, most: number, rest: string): Link[] {
  const columns = [names.asking, names.answering, names.type].map((name) => shorten(flows, name, most, rest));
  const sums = new Map<string, Link>();
  for (const flow of flows)
    for (let at = 0; at + 1 < columns.length; at += 1) {
      const source = `${String(at)}${columns[at]?.(flow) ?? ''}`;
      const target = `${String(at + 1)}${columns[at + 1]?.(flow) ?? ''}`;
      const key = JSON.stringify([source, target]);
      const link = sums.get(key) ?? { source, target, value: 0 };
      sums.set(key, { ...link, value: link.value + flow.count });
    }
  return [...sums.values()];
}

/** Without the mark of its column. */
export const nameOf = (node: string): string => node.slice(1);

function shorten(
  flows: readonly Flow[],
  name: (flow: Flow) => string,
  most: number,
  rest: string,
): (flow: Flow) => string {
  const counts = new Map<string, number>();
  for (const flow of flows) counts.set(name(flow), (counts.get(name(flow)) ?? 0) + flow.count);
  const kept = new Set(
    [...counts]
      .sort(([, one], [, other]) => other - one)
      .slice(0, most)
      .map(([key]) => key),
  );
  return (flow) => (kept.has(name(flow)) ? name(flow) : rest);
}

export interface RegionPair {
  asking: string;
  answering: string;
  count: number;
  denied: number;
}

/** Flows between regions; those of nodes whose region is not known are left out. */
export function regionPairs(flows: readonly Flow[]): RegionPair[] {
  const pairs = new Map<string, RegionPair>();
  for (const { askingRegion, answeringRegion, count, denied } of flows) {
    if (askingRegion === null || answeringRegion === null) continue;
    const key = `${askingRegion} ${answeringRegion}`;
    const pair = pairs.get(key) ?? { asking: askingRegion, answering: answeringRegion, count: 0, denied: 0 };
    pairs.set(key, { ...pair, count: pair.count + count, denied: pair.denied + denied });
  }
  return [...pairs.values()].sort((one, other) => other.count - one.count);
}
