import type { CaseMode, CaseModel, Region } from '../generated/operations.generated.js';

/** Values of definitions (`no-application`) in the words of the schema (`NO_APPLICATION`). */
export const inSchema = (value: string): string => value.toUpperCase().replaceAll('-', '_');

const CHINA_STANDARD_TIME_MS = 8 * 3_600_000;

/** Whether a last day is over in Beijing. */
export const isPast = (day: string | null): boolean =>
  day !== null && day < new Date(Date.now() + CHINA_STANDARD_TIME_MS).toISOString().slice(0, 10);

/** Models that fit who decides: collected for another region only where it is another. */
export function modelsFor(models: readonly string[], own: Region | undefined, decision: Region): CaseModel[] {
  const offered = models.map((one) => inSchema(one) as CaseModel);
  return decision === own ? offered.filter((model) => model !== 'COLLECTED') : offered;
}

/** Across regions a counter collects, unless the matter knows better. */
export function usualModel(offered: readonly CaseModel[]): CaseModel | undefined {
  return offered.find((model) => model === 'COLLECTED') ?? offered[0];
}

/** Of the modes that a matter offers those that apply. */
export function modesFor(
  modes: readonly string[],
  { own, decision, withPledge }: { own: Region | undefined; decision: Region; withPledge: boolean },
): CaseMode[] {
  const applies: Record<CaseMode, boolean> = {
    INTEGRATED: true,
    CROSS_REGION: decision !== own,
    PLEDGE: withPledge,
    NO_APPLICATION: false,
  };
  return modes.map((one) => inSchema(one) as CaseMode).filter((mode) => applies[mode]);
}
