import { standardCatalogue, wellKnownSample } from '#libs/licences';
import { contentOf, shownFieldsOf, typeCodeOf, vctOf } from './licence-content.js';

const licence = wellKnownSample('110000');
const now = Date.UTC(2026, 10, 20, 13, 14, 15);
const DAY = 86_400_000;

describe('a licence as content of a credential', () => {
  it('may be shown field by field, and in no other way', () => {
    const { claims, frame } = contentOf(licence, { now, validityDays: 90 });
    const { attributes, ...common } = claims as { attributes: object };
    expect(frame.conceal).toEqual(Object.keys(common));
    expect(frame.inside?.['attributes']?.conceal).toEqual(Object.keys(attributes));
    // In a credential `status` is the place in a list; the licence's own is looked up there.
    expect(claims).not.toHaveProperty('status');
    expect(claims).toMatchObject({ holderCode: licence.holderCode, attributes: licence.attributes });
  });

  it('counts by whole days, and never longer than the licence', () => {
    const { issuedAt, expiresAt } = contentOf(licence, { now, validityDays: 90 });
    expect([issuedAt, expiresAt]).toEqual([Date.UTC(2026, 10, 20), Date.UTC(2026, 10, 20) + 90 * DAY]);
    const short = contentOf({ ...licence, validUntil: '2026-11-30' }, { now, validityDays: 90 });
    // The end of the last day by the clock of Beijing.
    expect(short.expiresAt).toBe(Date.parse('2026-12-01T00:00:00+08:00'));
  });

  it('has a type of its own for each licence type', () => {
    for (const type of standardCatalogue.types) {
      expect(typeCodeOf(vctOf(type.code))).toBe(type.code);
      expect(shownFieldsOf(type)).not.toContain('status');
    }
    expect(typeCodeOf('urn:other:x')).toBeUndefined();
  });
});
