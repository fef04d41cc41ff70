import { standardCatalogue, wellKnownSample } from '#libs/licences';
import { neededFields } from './matters.js';

const { typeCode } = wellKnownSample('110000');
const ITEM = '11120000TB9000024Y2000131001000';
const rule = (
  id: string,
  purposes: string[],
  fields = ['holderName', 'number'],
  licenceTypes = [typeCode],
) => ({
  id,
  purposes,
  fields,
  licenceTypes,
});
const needed = (rules: ReturnType<typeof rule>[], wanted: object = {}) =>
  neededFields(rules, standardCatalogue, { itemCode: ITEM, licenceType: typeCode, ...wanted });

describe('what a matter needs to see', () => {
  it.each<[string, () => unknown, string]>([
    ['no rule', () => needed([]), 'PRESENTATION_MATTER_UNKNOWN'],
    [
      'a rule for another item',
      () => needed([rule('a', [`${ITEM.slice(0, -1)}1`])]),
      'PRESENTATION_MATTER_UNKNOWN',
    ],
    [
      'a rule for another type',
      () => needed([rule('a', [ITEM], ['number'], ['x'])]),
      'PRESENTATION_MATTER_UNKNOWN',
    ],
    [
      'a type that is not in the catalogue',
      () => needed([rule('a', [ITEM])], { licenceType: 'x' }),
      'LICENCE_TYPE_UNKNOWN',
    ],
    [
      'a field beyond the rule',
      () => needed([rule('a', [ITEM])], { fields: ['number', 'holderCode'] }),
      'PRESENTATION_FIELD_NOT_NEEDED',
    ],
    [
      'a rule of nothing that the type has',
      () => needed([rule('a', [ITEM], ['status', 'attributes.KZ_NO'])]),
      'PRESENTATION_MATTER_UNKNOWN',
    ],
  ])('%s: nothing', (_name, act, code) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });

  it.each<[string, string[]]>([
    ['the item itself', [ITEM]],
    ['the item with its variants', [ITEM.slice(0, 31)]],
    ['every item of the authority', [`${ITEM.slice(0, 18)}*`]],
    ['the item that authorities share', [`basic:${ITEM.slice(19, 31)}`]],
  ])('is said by a rule for %s', (_name, purposes) => {
    expect(needed([rule('a', purposes)])).toEqual({ rule: 'a', fields: ['holderName', 'number'] });
    expect(needed([rule('a', purposes)], { fields: ['number', 'number'] }).fields).toEqual(['number']);
  });
});
