import type { EvidenceCatalogue } from './catalogue.js';
import type { VerticalSystem } from './schema.js';

export interface VerticalSystemStatus {
  system: VerticalSystem;
  /** Not connected although its day has passed. */
  overdue: boolean;
}

/** The list of vertical systems to connect (垂直管理信息系统对接清单) of a region, overdue ones first, then by due date. */
export function verticalSystems(
  catalogue: EvidenceCatalogue,
  { jurisdiction, day }: { jurisdiction?: string; day: string },
): VerticalSystemStatus[] {
  return catalogue.verticalSystems
    .filter(
      ({ jurisdictions }) => jurisdiction === undefined || jurisdictions.some((one) => one === jurisdiction),
    )
    .map((system) => ({
      system,
      overdue: system.state !== 'connected' && system.due !== undefined && system.due < day,
    }))
    .toSorted(
      (a, b) =>
        Number(b.overdue) - Number(a.overdue) ||
        (a.system.due ?? '9').localeCompare(b.system.due ?? '9') ||
        a.system.id.localeCompare(b.system.id),
    );
}
