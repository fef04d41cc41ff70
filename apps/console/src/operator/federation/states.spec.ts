import { drawn, MOST_DRAWN, stateOf, type Peer } from './states.js';

const peer = (entityId: string, state: Peer['chain']['state'], line: object | null = null): Peer =>
  ({ entityId, chain: { state }, line }) as unknown as Peer;
const line = { circuit: 'closed', failuresInRow: 0 };

describe('a peer', () => {
  it.each([
    ['whose chain is broken is ill', 'BROKEN', line, 'ill'],
    ['whose circuit is open is ill', 'VALID', { ...line, circuit: 'open' }, 'ill'],
    ['that failed a moment ago is ill', 'VALID', { ...line, failuresInRow: 1 }, 'ill'],
    ['whose chain ends soon wants looking at', 'EXPIRING', line, 'attention'],
    ['that answers is well', 'VALID', line, 'well'],
    ['that was never called is unknown', 'VALID', null, 'unknown'],
  ] as const)('%s', (_, chain, of, state) => {
    expect(stateOf(peer('p', chain, of))).toBe(state);
  });
});

describe('the drawing', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => peer(`p${String(n)}`, 'VALID', line));

  it('has all peers in their order', () => {
    const peers = [...many(MOST_DRAWN - 1), peer('last', 'BROKEN')];
    expect(drawn(peers)).toEqual(peers);
  });

  it('has those of very many first that want looking at', () => {
    const peers = [...many(10_000), peer('late', 'EXPIRING', line), peer('ill', 'BROKEN')];
    expect(drawn(peers)).toHaveLength(MOST_DRAWN);
    expect(
      drawn(peers)
        .slice(0, 3)
        .map(({ entityId }) => entityId),
    ).toEqual(['ill', 'late', 'p0']);
  });
});
