/**
 * `npm run bench -- sharing [--growth] [--lookup-us 428]`: what a decision costs with 10,000 agreements (10 to 100,000 with
 * --growth), alone in one process, and what share of a lookup's computing time that is. The lookup's own figure comes from
 * `npm run bench -- lookup` (README.md); give yours with --lookup-us.
 */
import { decide, policyOf } from '../../dist/libs/sharing/src/index.js';

const SIZES = [10, 100, 1_000, 10_000, 100_000];
const ITEM = '11120000TB9000024Y2000131026000';
const FIELDS = [
  'name',
  'number',
  'status',
  'holderName',
  'holderCode',
  'attributes.KZ_FDDBR',
  'attributes.KZ_ZS',
];
const AT = Date.parse('2026-06-01T04:00:00Z');
const type = (n) => `11100000MB0143028R${String(n % 1000).padStart(3, '0')}`;
const item = (n) => `11120000TB9000024Y2000${String(131_000 + (n % 5_000)).padStart(6, '0')}000`;

/** Agreements of 30 partners for 20 types, each with matters of its own; `crowded`: all of one partner, for one type. */
function contentOf(count, crowded) {
  const partner = (n) => `https://node-${crowded ? 0 : n % 30}.example`;
  const agreements = Array.from({ length: count }, (_, n) => ({
    id: `a-${String(n).padStart(6, '0')}`,
    partner: partner(n),
    licenceTypes: [type(crowded ? 0 : Math.floor(n / 30) % 20)],
    operations: ['byIdentifier', 'verify'],
    purposes: n % 10 === 0 ? [`${item(n).slice(0, 28)}*`] : [item(n), `basic:${item(n + 1).slice(19, 31)}`],
    fields: FIELDS.slice(0, 2 + (n % 5)),
    legalBasis: 'bench',
    requiresHolderAuthorisation: n % 7 === 0,
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
  }));
  const responsibilityList = [
    {
      id: 'all',
      name: { zh: '样例', en: 'Sample' },
      licenceTypes: Array.from({ length: 20 }, (_, n) => type(n)),
      provider: { code: '11110000TB90000160', name: '样例' },
      items: [{ fields: [...FIELDS, 'attributes.*'], classification: 'general', sensitivity: 'public' }],
      format: ['JSON'],
      updateFrequency: 'realtime',
      attribute: 'conditional',
      ways: ['query', 'verify'],
    },
  ];
  return { agreements, responsibilityList };
}

/** Questions that are granted, reduced and denied, each for another agreement. */
function requestsOf({ agreements }) {
  return Array.from({ length: 1_024 }, (_, n) => {
    const of = agreements[(n * 7919) % agreements.length];
    return {
      partner: n % 16 === 0 ? 'https://nobody.example' : of.partner,
      operation: 'byIdentifier',
      licenceType: of.licenceTypes[0],
      purpose:
        n % 8 === 0
          ? ITEM
          : of.purposes[0].endsWith('*')
            ? `${of.purposes[0].slice(0, 28)}000`
            : of.purposes[0],
      fields: FIELDS,
      organisation: '11120000TB9000024Y',
    };
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Microseconds a decision, median of rounds. */
function measure(policy, requests) {
  const window = (ms) => {
    const end = performance.now() + ms;
    const began = process.cpuUsage();
    let count = 0;
    while (performance.now() < end)
      for (const request of requests) (decide(request, policy, AT), (count += 1));
    const { user, system } = process.cpuUsage(began);
    return (user + system) / count;
  };
  window(300);
  return median(Array.from({ length: 7 }, () => window(200)));
}

export function benchSharing({ growth, lookupUs }) {
  let failed = false;
  for (const crowded of [false, true]) {
    console.log(
      crowded ? '\nall agreements with one partner for one type' : 'agreements of 30 partners for 20 types',
    );
    for (const size of growth ? SIZES : [10_000]) {
      const content = contentOf(size, crowded);
      const began = performance.now();
      const policy = policyOf(content);
      const made = performance.now() - began;
      const us = measure(policy, requestsOf(content));
      const share = (100 * us) / lookupUs;
      console.log(
        `${String(size).padStart(8)}: ${us.toFixed(2).padStart(8)} µs a decision, ${share.toFixed(2)} % of a lookup (${lookupUs} µs); index made in ${made.toFixed(0)} ms`,
      );
      if (size === 10_000 && share > 5) failed = true;
    }
  }
  console.log(`\nat most 5 % of a lookup with 10,000 agreements: ${failed ? 'not reached' : 'reached'}`);
  if (failed) process.exitCode = 1;
}
