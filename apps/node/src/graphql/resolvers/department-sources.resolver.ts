import { Inject } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Allow, DUTIES } from '../../callers/index.js';
import type { SourceHealth, Sources } from '../../sources/index.js';
import { SOURCES } from '../../tokens.js';
import { both } from '../describe.js';
import { iso, refusalOf } from '../present-upkeep.js';
import {
  DepartmentSourceKind,
  DepartmentSourceState,
  DepartmentSourceType,
} from '../types/department-source.type.js';

@Resolver()
export class DepartmentSourcesResolver {
  constructor(@Inject(SOURCES) private readonly sources: Pick<Sources, 'health'>) {}

  @Query(() => [DepartmentSourceType], {
    description: both("How this region's departments' sources are doing.", '本地区各部门数据源的运行情况。'),
  })
  @Allow(...DUTIES.system)
  departmentSources(): DepartmentSourceType[] {
    return this.sources.health().map(presented);
  }
}

const STATES: Readonly<Record<SourceHealth['state'], DepartmentSourceState>> = {
  closed: DepartmentSourceState.CLOSED,
  open: DepartmentSourceState.OPEN,
  'half-open': DepartmentSourceState.HALF_OPEN,
  stopped: DepartmentSourceState.STOPPED,
};

const KINDS: Readonly<Record<SourceHealth['kind'], DepartmentSourceKind>> = {
  postgresql: DepartmentSourceKind.POSTGRESQL,
  mysql: DepartmentSourceKind.MYSQL,
  http: DepartmentSourceKind.HTTP,
  csv: DepartmentSourceKind.CSV,
};

const instant = (at: number | undefined): string | null => (at === undefined ? null : iso(at));

function presented({ department, tookMs, outcomes, limits, ...health }: SourceHealth): DepartmentSourceType {
  const { breaker, maxAgeHours, ...most } = limits;
  return {
    id: health.id,
    kind: KINDS[health.kind],
    dataset: health.dataset,
    departmentCode: department.code,
    departmentZh: department.name.zh,
    departmentEn: department.name.en,
    state: STATES[health.state],
    since: iso(health.since),
    failuresInRow: health.failuresInRow,
    lastAnswerAt: instant(health.lastAnswerAt),
    heldUntil: instant(health.heldUntil),
    inside: health.inside,
    waiting: health.waiting,
    medianMs: tookMs ? Math.round(tookMs.median) : null,
    p95Ms: tookMs ? Math.round(tookMs.p95) : null,
    lastFault: health.lastFault ?? null,
    refusal: refusalOf(health.lastFault),
    lastFaultAt: instant(health.lastFaultAt),
    limits: {
      ...most,
      pauseAfter: breaker.failures,
      pauseMs: breaker.openMs,
      longestPauseMs: breaker.maxOpenMs,
      maxAgeHours: maxAgeHours ?? null,
    },
    asOf: instant(health.asOf),
    outcomes: Object.entries(outcomes).map(([outcome, times]) => ({ outcome, times })),
  };
}
