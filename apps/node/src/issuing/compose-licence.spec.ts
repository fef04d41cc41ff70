import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { licenceIdentifier } from '#libs/codes';
import { readMatter, type Matter } from '#libs/handling';
import { standardCatalogue, validateLicence, wellKnownSample, type Licence } from '#libs/licences';
import { sampleFont } from '../licences/index.js';
import { composeLicence, lastDay, type LicenceParts } from './compose-licence.js';
import { drawLicence } from './draw-licence.js';
import { recipeProblems, recipesSchema } from './recipe.js';

const yaml = (file: string): unknown =>
  parse(readFileSync(new URL(`../../../../config/${file}`, import.meta.url), 'utf8'));
const recipes = recipesSchema.parse(yaml('issuing.yaml'));
const matters = new Map<string, Matter>(
  Object.keys(recipes.matters).map((id) => [id, readMatter(yaml(`matters/${id}.yaml`))]),
);
const issuer = { code: '1111000000TB01014Q', name: '北京市政务服务交换节点（样例）' };
const NOW = Date.UTC(2026, 10, 29, 4);
const business = wellKnownSample('110000');

const restaurant = {
  firmName: '北京澄森样例食品有限公司',
  firmCode: business.holderCode,
  shopName: '样例店',
  division: '110107',
  address: '石景山区样例路1号',
  area: 120,
  premisesOwned: true,
  businessForm: 'restaurant',
  projects: ['hot', 'self-made-drinks'],
  manager: '样例人甲',
};

const parts = (id: string, form: LicenceParts['form'], changes: Partial<LicenceParts> = {}): LicenceParts => {
  const matter = matters.get(id);
  const recipe = recipes.matters[id]?.licence;
  if (!matter || !recipe) throw new RangeError(id);
  return {
    matter,
    recipe,
    form,
    issuer,
    region: '110000',
    today: '2026-11-29',
    now: NOW,
    serial: 127,
    held: new Map(),
    ...changes,
  };
};
const compose = (
  id: string,
  form: LicenceParts['form'],
  changes?: Partial<LicenceParts>,
): Licence | undefined => composeLicence(parts(id, form, changes), standardCatalogue);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as { hint?: string }).hint ?? ''}`;
  }
  return 'none';
};

describe('the recipes', () => {
  it('name nothing that their matters and licence types do not have', () => {
    expect(recipeProblems(recipes, [...matters.values()], standardCatalogue)).toEqual([]);
  });

  it.each([
    ['a field that the form has not', { applicant: ['nobody'] }, 'applicant: nobody'],
    [
      'an attribute that the type has not',
      { licence: { attributes: { KZ_NONE: [{ text: 'x' }] } } },
      'licence.attributes: KZ_NONE',
    ],
    ['less than the type requires', { licence: { attributes: {} } }, 'KZ_JYCS missing'],
    [
      'a kind of holder that the type has not',
      { licence: { holder: { type: '111' } } },
      'licence.holder.type',
    ],
  ])('are refused where they name %s', (_, change: object, expected) => {
    const one = recipes.matters['open-restaurant'] as Record<string, unknown> & {
      licence: { holder: object };
    };
    const licence = (change as { licence?: { holder?: object } }).licence;
    const changed = {
      ...one,
      ...change,
      ...(licence
        ? { licence: { ...one.licence, ...licence, holder: { ...one.licence.holder, ...licence.holder } } }
        : {}),
    };
    const wrong = recipesSchema.parse({ matters: { 'open-restaurant': changed } });
    expect(recipeProblems(wrong, [...matters.values()], standardCatalogue).join('; ')).toContain(expected);
  });
});

describe('a licence of a case', () => {
  it('is valid, with an identifier that is right and choices in words', () => {
    const licence = compose('open-restaurant', restaurant);
    expect(validateLicence(licence, standardCatalogue)).toEqual([]);
    expect(licence).toMatchObject({
      name: '食品经营许可证',
      number: 'JY2110000202600000127',
      issueDate: '2026-11-29',
      validUntil: '2031-11-28',
      holderCode: business.holderCode,
      areaCode: '110107',
      attributes: { KZ_ZTYT: '餐馆', KZ_JYXM: '热食类食品制售、自制饮品制售', KZ_FDDBR: '样例人甲' },
    });
    expect(licenceIdentifier.parse(licence?.identifier ?? '', { strict: true })).toMatchObject({
      issuer: issuer.code,
      serial: '2026000000127',
      version: '001',
    });
  });

  it('takes from a licence that the region holds what it knows better', () => {
    const held = new Map([[business.typeCode, business]]);
    expect(compose('open-restaurant', restaurant, { held })?.attributes['KZ_FDDBR']).toBe(
      business.attributes['KZ_FDDBR'],
    );
  });

  it('is the next version where one is renewed, everything else as it was', () => {
    const own = { ...business, issuerCode: issuer.code };
    const form = {
      firmName: business.holderName,
      firmCode: business.holderCode,
      changes: 'address',
      newValue: '新址9号',
    };
    const next = compose('enterprise-change', form, { held: new Map([[business.typeCode, own]]) });
    expect(next?.attributes).toEqual({ ...business.attributes, KZ_ZS: '新址9号' });
    expect(next?.holderName).toBe(business.holderName);
    expect(validateLicence(next, standardCatalogue)).toEqual([]);
    // Another issuer begins a series of its own; the same one counts versions.
    expect(licenceIdentifier.parse(next?.identifier ?? '').version).toBe('001');
    const again = compose('enterprise-change', form, {
      held: new Map([[business.typeCode, next as Licence]]),
    });
    const [before, after] = [next, again].map((one) => licenceIdentifier.parse(one?.identifier ?? ''));
    expect(after).toMatchObject({ serial: before?.serial, version: '002' });
  });

  it.each([
    [
      'a renewal of what the region does not hold',
      'enterprise-change',
      { firmName: 'x', firmCode: 'x', changes: 'address' },
    ],
    ['another service of the matter', 'social-security-card', { name: '样例人乙', service: 'loss' }],
  ])('there is none of %s', (_, id, form) => {
    expect(compose(id, form)).toBeUndefined();
  });

  it.each<[string, object, string]>([
    ['a field is empty', { manager: '  ' }, 'ISSUING_INCOMPLETE KZ_FDDBR'],
    ['the holder has no code', { firmCode: undefined }, 'ISSUING_INCOMPLETE holderCode'],
    ['the code of the holder is wrong', { firmCode: '91110107TBQDY0W69X' }, 'LICENCE_INVALID holderCode'],
    ['a value has control characters', { address: 'a\u0000b' }, 'LICENCE_INVALID attributes.KZ_JYCS'],
    ['the division is none', { division: '119999' }, 'LICENCE_INVALID areaCode'],
    ['a name is longer than a licence holds', { firmName: '名'.repeat(5000) }, 'LICENCE_INVALID holderName'],
    [
      'the form has what the prototype has',
      { manager: undefined, toString: 'x' },
      'ISSUING_INCOMPLETE KZ_FDDBR',
    ],
  ])('is refused where %s', (_, change, expected) => {
    expect(codeOf(() => compose('open-restaurant', { ...restaurant, ...change }))).toContain(expected);
  });

  it.each([
    [
      'retirement',
      {
        name: '样例人丙',
        citizenNumber: '11010519491231002X',
        employer: '样例厂',
        kind: 'normal',
        from: '2026-12-01',
      },
    ],
    ['social-security-card', { name: '样例人丙', citizenNumber: '11010519491231002X', service: 'first' }],
    ['open-transport-firm', { firmName: '甲', firmCode: business.holderCode, scope: 'general' }],
    ['enterprise-cancellation', { firmName: '甲', firmCode: business.holderCode, reason: '决议解散' }],
    [
      'newborn',
      {
        childName: '样例人丁',
        born: '2026-11-20',
        sex: 'female',
        hospital: '样例医院',
        motherName: '样例人戊',
        division: '110107',
      },
    ],
  ])('is made of %s as well', (id, form) => {
    expect(validateLicence(compose(id, form), standardCatalogue)).toEqual([]);
  });

  it('is drawn whole, a name of 120 rare characters too', () => {
    const licence = compose('open-restaurant', { ...restaurant, address: '喆'.repeat(120) }) as Licence;
    const drawn = drawLicence(licence, standardCatalogue, sampleFont(), {
      region: '110000',
      now: NOW,
      verification: { code: 'ABCDEFGHJKLMNPQR', url: 'https://a.example/issued/ABCDEFGHJKLMNPQR' },
      sample: true,
    });
    expect(drawn.pages).toBeLessThanOrEqual(2);
    expect(drawn.bytes.length).toBeLessThan(150_000);
  });
});

it.each([
  ['2026-11-29', 5, '2031-11-28'],
  ['2026-01-01', 1, '2026-12-31'],
  ['2024-02-29', 1, '2025-02-28'],
  ['2024-02-29', 4, '2028-02-28'],
])('%s and %d years end on %s', (from, years, expected) => {
  expect(lastDay(from, years)).toBe(expected);
});
