import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { regionCodes } from '#libs/codes';
import { standardCatalogue } from '#libs/licences';
import { checkCatalogue, checkAsked, evidenceFor, readCatalogue, verticalSystems } from './index.js';

const folder = 'config/catalogue';
const catalogue = readCatalogue(
  readdirSync(folder).map((name) => ({
    name,
    content: parse(readFileSync(join(folder, name), 'utf8')) as unknown,
  })),
);
const FOOD = '1112000000TB02017D2000131026000';
const BANKRUPTCY = '1112000000TB02017D2002099002000';
const day = '2026-11-29';

describe('the sample catalogue of config/catalogue', () => {
  it('contradicts itself nowhere', () => expect(checkCatalogue(catalogue, standardCatalogue)).toEqual([]));

  it('says of every provider that it is assumed', () => {
    expect(catalogue.provisions.filter(({ assumed }) => !assumed)).toEqual([]);
    expect(catalogue.verticalSystems.filter(({ assumed }) => !assumed)).toEqual([]);
  });

  it('knows what each region provides for a food business licence', () => {
    for (const jurisdiction of regionCodes) {
      const answers = evidenceFor(catalogue, { itemCode: FOOD, jurisdiction, day });
      expect(answers.map(({ requirement }) => requirement.id)).toEqual([
        'firm-registered',
        'legal-representative',
      ]);
      expect(answers.every(({ alternatives }) => alternatives[0]?.available)).toBe(true);
    }
  });

  it('knows which of the ten kinds of information a region cannot give about a bankrupt firm', () => {
    const missing = (jurisdiction: string) =>
      evidenceFor(catalogue, { itemCode: BANKRUPTCY, jurisdiction, day })
        .filter(({ alternatives }) => !alternatives.some(({ available }) => available))
        .map(({ requirement }) => requirement.id);
    expect(missing('110000')).toEqual([]);
    expect(missing('120000')).toEqual(['bankruptcy-housing']);
  });

  it('lets no form ask for a business licence that sharing gives', () => {
    const [asked] = checkAsked(catalogue, {
      itemCode: FOOD,
      jurisdictions: ['110000', '120000'],
      asked: [{ licenceType: '11100000MB0143028R001' }],
      day,
    });
    expect(asked).toMatchObject({ verdict: 'sharing', requirements: ['firm-registered'] });
  });

  it('puts overdue vertical systems first', () => {
    const listed = verticalSystems(catalogue, { day });
    expect(listed.filter(({ overdue }) => overdue).map(({ system }) => system.id)).toEqual([
      'birth-registration',
      'customs-single-window',
    ]);
    expect(listed[0]?.overdue).toBe(true);
  });
});
