import { filterOfFlow, linksOf, nameOf, regionPairs, type Flow } from './flows.js';

const flow = (changes: Partial<Flow>): Flow => ({
  askingNode: null,
  askingRegion: '120000',
  organisationCode: 'TJ',
  organisationName: 'Tianjin office',
  answeringNode: 'https://beijing.example',
  answeringRegion: '110000',
  licenceType: 'T1',
  count: 1,
  granted: 1,
  denied: 0,
  ...changes,
});
const names = {
  asking: (of: Flow) => of.organisationName ?? '',
  answering: (of: Flow) => of.answeringRegion ?? '',
  type: (of: Flow) => of.licenceType ?? '',
};

describe('the entries of a flow', () => {
  it.each<[string, Partial<Flow>, object]>([
    ['we asked another node', {}, { kinds: ['OUTCOME'], counterpart: 'https://beijing.example' }],
    ['we asked ourselves', { answeringNode: null }, { kinds: ['HOME'] }],
    [
      'another node asked us',
      { askingNode: 'https://hebei.example', answeringNode: null },
      { kinds: ['ANSWER'], caller: 'https://hebei.example' },
    ],
  ])('where %s', (_name, changes, expected) => {
    expect(filterOfFlow(flow(changes), { from: '2026-11-24T00:00:00Z', kinds: ['REFUSAL'] })).toEqual({
      from: '2026-11-24T00:00:00Z',
      organisation: 'TJ',
      licenceType: 'T1',
      ...expected,
    });
  });

  it('are not narrowed by what the flow does not know', () => {
    const of = filterOfFlow(flow({ organisationCode: null, licenceType: null }), {});
    expect(of).toEqual({ kinds: ['OUTCOME'], counterpart: 'https://beijing.example' });
  });
});

describe('the links of the chart', () => {
  it('sum up, and lead from column to column only: a region that asks itself makes no circle', () => {
    const own = flow({ organisationName: '110000', count: 3 });
    expect(linksOf([own, { ...own, licenceType: 'T2', count: 4 }], names, 10, 'rest')).toEqual([
      { source: '0110000', target: '1110000', value: 7 },
      { source: '1110000', target: '2T1', value: 3 },
      { source: '1110000', target: '2T2', value: 4 },
    ]);
    expect(nameOf('0110000')).toBe('110000');
  });

  it('put what is rare into one', () => {
    const many = ['A', 'B', 'C', 'D'].map((organisationName, at) =>
      flow({ organisationName, count: 10 - at }),
    );
    const left = linksOf(many, names, 2, 'rest').filter(({ source }) => source.startsWith('0'));
    expect(left).toEqual([
      { source: '0A', target: '1110000', value: 10 },
      { source: '0B', target: '1110000', value: 9 },
      { source: '0rest', target: '1110000', value: 15 },
    ]);
  });
});

it('sums flows up by regions and leaves out nodes of which none is known', () => {
  expect(
    regionPairs([
      flow({ count: 2, denied: 1 }),
      flow({ count: 5, licenceType: 'T2' }),
      flow({ count: 9, answeringRegion: '120000' }),
      flow({ count: 99, askingRegion: null }),
    ]),
  ).toEqual([
    { asking: '120000', answering: '120000', count: 9, denied: 0 },
    { asking: '120000', answering: '110000', count: 7, denied: 1 },
  ]);
});
