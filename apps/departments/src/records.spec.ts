import { holderCodeProblem, regionCodes } from '#libs/codes';
import { datasets, lowIncomeOf, recordsOf, vinCheckDigit } from './records.js';
import { debtorOf, firmsOf, personsOf } from './subjects.js';

describe("the demo's departments", () => {
  it('know firms whose codes are valid, and nobody who could be real', () => {
    for (const region of regionCodes) {
      const firms = firmsOf(region, 20_261_124, 60);
      expect(new Set(firms.map(({ code }) => code)).size).toBe(60);
      for (const { code, name } of firms) {
        expect(holderCodeProblem('001', code)).toBeUndefined();
        expect(code).toMatch(/^.{8}TB/);
        expect(name).toContain('样例');
      }
      expect(firms[0]).toEqual(debtorOf(region));
      expect(firms.filter(({ debtor }) => debtor)).toHaveLength(1);
    }
  });

  it('say the same of a firm each time, and something of the debtor in all three regions', () => {
    const debtor = debtorOf('110000');
    for (const dataset of datasets)
      expect(recordsOf(dataset, '110000', debtor)).toEqual(recordsOf(dataset, '110000', debtor));
    for (const dataset of ['vehicles', 'real-estate', 'customs-status', 'tax'] as const)
      for (const place of regionCodes) expect(recordsOf(dataset, place, debtor).length).toBeGreaterThan(0);
    expect(recordsOf('registration', '120000', debtor)).toEqual([]);
    expect(datasets.filter((dataset) => recordsOf(dataset, '110000', debtor).length === 0)).toEqual([]);
  });

  it('support some of the persons of their own region, and nobody of another', () => {
    const samples = { seed: 20_261_124, count: 480 };
    const persons = personsOf('110000', samples);
    expect(new Set(persons.map(({ code }) => code)).size).toBe(60);
    for (const { code } of persons) expect(holderCodeProblem('111', code)).toBeUndefined();
    const rows = lowIncomeOf('110000', persons);
    expect(rows).toHaveLength(20);
    expect(rows).toEqual(lowIncomeOf('110000', persons));
    const others = new Set(personsOf('130000', samples).map(({ code }) => code));
    expect(rows.filter(({ gmsfhm }) => others.has(gmsfhm ?? ''))).toEqual([]);
  });

  it('give vehicles numbers with their check digit (GB 16735)', () => {
    // A number whose digit is published as an example of the standard's rule.
    expect(vinCheckDigit('1M8GDM9AXKP042788')).toBe('X');
    const vehicles = recordsOf('vehicles', '110000', debtorOf('110000'));
    expect(vehicles).toHaveLength(3);
    for (const { clsbdh } of vehicles) {
      expect(clsbdh).toMatch(/^LYL[A-HJ-NPR-Z0-9]{14}$/);
      expect(clsbdh?.charAt(8)).toBe(vinCheckDigit(clsbdh ?? ''));
    }
  });
});
