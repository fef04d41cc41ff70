import { DepartmentSourceKind, DepartmentSourceState } from '../types/department-source.type.js';
import { DepartmentSourcesResolver } from './department-sources.resolver.js';

it("shows system administrators how departments' sources are doing", () => {
  const resolver = new DepartmentSourcesResolver({
    health: () => [
      {
        id: 'bj-tax',
        kind: 'http',
        dataset: 'tax',
        department: { code: '1111000000TB03095J', name: { zh: '税务', en: 'tax' } },
        state: 'half-open',
        since: 0,
        failuresInRow: 2,
        lastAnswerAt: 1_000,
        heldUntil: 60_000,
        inside: 2,
        waiting: 1,
        outcomes: { answered: 5, SOURCE_TIMEOUT: 2 },
        tookMs: { median: 10.4, p95: 99.6 },
        lastFault: 'SOURCE_TIMEOUT',
        lastFaultAt: 2_000,
        limits: {
          deadlineMs: 5_000,
          concurrency: 8,
          queue: 256,
          maxRecords: 500,
          breaker: { failures: 5, openMs: 5_000, maxOpenMs: 300_000 },
        },
      },
    ],
  });
  expect(resolver.departmentSources()).toEqual([
    {
      id: 'bj-tax',
      kind: DepartmentSourceKind.HTTP,
      dataset: 'tax',
      departmentCode: '1111000000TB03095J',
      departmentZh: '税务',
      departmentEn: 'tax',
      state: DepartmentSourceState.HALF_OPEN,
      since: '1970-01-01T00:00:00.000Z',
      failuresInRow: 2,
      lastAnswerAt: '1970-01-01T00:00:01.000Z',
      heldUntil: '1970-01-01T00:01:00.000Z',
      inside: 2,
      waiting: 1,
      medianMs: 10,
      p95Ms: 100,
      lastFault: 'SOURCE_TIMEOUT',
      refusal: expect.objectContaining({ code: 'SOURCE_TIMEOUT' }),
      lastFaultAt: '1970-01-01T00:00:02.000Z',
      limits: {
        deadlineMs: 5_000,
        concurrency: 8,
        queue: 256,
        maxRecords: 500,
        pauseAfter: 5,
        pauseMs: 5_000,
        longestPauseMs: 300_000,
        maxAgeHours: null,
      },
      asOf: null,
      outcomes: [
        { outcome: 'answered', times: 5 },
        { outcome: 'SOURCE_TIMEOUT', times: 2 },
      ],
    },
  ]);
});
