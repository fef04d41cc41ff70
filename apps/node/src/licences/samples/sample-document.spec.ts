import { sampleLicences, standardCatalogue, wellKnownSample } from '#libs/licences';
import { charactersOf } from '../../../../../libs/typesetting/src/page.js';
import { licencePage } from './layout/licence-page.js';
import { sampleDocument } from './sample-document.js';
import { sampleFont } from './sample-font.js';

const font = sampleFont();
const licences = [...sampleLicences({ region: '130000', seed: 3, count: 200 })];

describe('the page of a sample licence', () => {
  it.each(standardCatalogue.types.map(({ zh }) => zh))(
    '%s: every character can be drawn, on the page',
    (name) => {
      const licence = licences.find((each) => each.name === name);
      const { page, stamp } = licencePage(licence ?? { ...licences[0]!, name }, font, ['样例']);
      expect([...charactersOf([page])].filter((character) => !font.has(character)).join('')).toBe('');
      for (const mark of page.marks) {
        if (mark.kind !== 'text' || mark.turn !== undefined) continue;
        expect(mark.x).toBeGreaterThan(12);
        expect(mark.x + font.width(mark.text) * mark.size).toBeLessThan(page.width - 12);
        expect(mark.y).toBeLessThan(page.height - 12);
      }
      expect(stamp.x + stamp.diameter).toBeLessThan(page.width - 12);
      expect(stamp.y + stamp.diameter).toBeLessThan(page.height - 20);
    },
  );

  it('is a sample by its own word', () => {
    const { page } = licencePage(wellKnownSample('110000'), font, []);
    expect(charactersOf([page])).toContain('样例  SAMPLE');
  });

  it('has the same bytes for the same licence', () => {
    const licence = wellKnownSample('120000');
    expect(sampleDocument(licence).equals(sampleDocument(licence))).toBe(true);
  });
});
