import { BEIJING, Desk, material, MONDAY, receiving, TIANJIN } from '../../../../test/support/case-desk.js';
import { offersOf, pledgeConsequence } from './offers.js';
import type { CaseRole } from './states.js';
import type { RegionCode } from '#libs/codes';

const opened = (more: Parameters<typeof receiving>[0] = {}) => {
  const desk = new Desk();
  desk.do('receive', { data: receiving(more) });
  return desk;
};
const offered = (desk: Desk, region: RegionCode, role: CaseRole) =>
  Object.fromEntries(
    offersOf(desk.view, { region, role }, MONDAY + 1).map(({ kind, waitsFor }) => [kind, waitsFor]),
  );

describe('what somebody may do in a case', () => {
  it('is what the machine allows them, and nothing of others', () => {
    const handler = offered(opened(), BEIJING, 'handler');
    expect(handler).toMatchObject({ accept: undefined, 'not-accept': undefined });
    expect(Object.keys(handler)).not.toContain('withdraw');
    expect(Object.keys(offered(opened(), TIANJIN, 'window'))).toEqual(
      expect.arrayContaining(['withdraw', 'add-materials', 'urge']),
    );
    expect(offered(opened(), '130000', 'handler')).toEqual({});
  });

  it('waits where something is missing, and says for what', () => {
    const desk = opened({ materials: [material('licence')] });
    expect(offered(desk, BEIJING, 'handler')['accept']).toBe('CASE_MATERIAL_MISSING');
    expect(offered(desk, TIANJIN, 'window')).toHaveProperty('pledge', undefined);
    desk.do('pledge');
    expect(offered(desk, BEIJING, 'handler')).toHaveProperty('accept', undefined);
    expect(offered(desk, TIANJIN, 'window')).not.toHaveProperty('pledge');
  });

  it('is nothing that was done and can be done once', () => {
    const desk = opened();
    desk.do('ask-correction');
    expect(offered(desk, BEIJING, 'handler')).not.toHaveProperty('ask-correction');
    expect(offered(desk, TIANJIN, 'window')).toHaveProperty('correct', undefined);
  });
});

it('a pledge has the one consequence of what it names', () => {
  const { view } = opened({ materials: [] });
  expect(pledgeConsequence(view, ['plan'])).toBe('revoke');
  expect(pledgeConsequence(view, ['plan', 'licence'])).toBeUndefined();
  expect(pledgeConsequence(view, [])).toBeUndefined();
});
