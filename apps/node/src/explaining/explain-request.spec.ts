import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';
import { ExplainRequest } from './explain-request.js';
import type { FailedRequest } from './failed-request.js';

const ID = '0190aaaa-0000-7000-8000-000000000001';
const caller = { kind: 'client', organisation: { code: 'OWN', name: 'x' } } as unknown as ClientCaller;
const request: FailedRequest = {
  id: ID,
  at: 0,
  organisation: 'OWN',
  client: 'system',
  codes: ['NO_AGREEMENT', 'OF_A_LATER_VERSION'],
  asked: [{ region: '110000', code: 'REGION_UNKNOWN' }],
};

function explaining(kept: FailedRequest = request) {
  const evidence: string[] = [];
  const explain = new ExplainRequest({
    requests: {
      find: async (id, organisation) =>
        id === kept.id && organisation === kept.organisation ? kept : undefined,
    },
    evidence: {
      bundle: async (_caller, entry) => {
        evidence.push(entry);
        throw new Refusal('AUDIT_ENTRY_UNKNOWN');
      },
    },
  });
  return { explain, evidence };
}

describe('a failed request', () => {
  it.each([
    ['that nobody made', caller, '0190aaaa-0000-7000-8000-000000000002'],
    ['of another organisation', { ...caller, organisation: { code: 'OTHER', name: 'y' } }, ID],
    ['whose id is no id', caller, `' OR true --`],
  ])('%s is not explained', async (_, who, id) => {
    const { explain, evidence } = explaining();
    await expect(explain.explain(who, id)).rejects.toMatchObject({ code: 'FAILED_REQUEST_UNKNOWN' });
    expect(evidence).toEqual([]);
  });

  it('that asked nobody is explained without evidence, in codes that this version knows', async () => {
    const { explain, evidence } = explaining();
    expect(await explain.explain(caller, ` ${ID.toUpperCase()} `)).toMatchObject({
      codes: ['NO_AGREEMENT'],
      lookups: [{ region: '110000', code: 'REGION_UNKNOWN', place: 'way' }],
    });
    expect(evidence).toEqual([]);
  });

  it('asks for the evidence of ten lookups at most', async () => {
    const asked = Array.from({ length: 30 }, (_, n) => ({ region: '110000', entry: `entry-${String(n)}` }));
    const { explain, evidence } = explaining({ ...request, asked });
    await expect(explain.explain(caller, ID)).rejects.toMatchObject({ code: 'AUDIT_ENTRY_UNKNOWN' });
    expect(evidence).toHaveLength(10);
  });
});
