import { describe, expect, it } from '@jest/globals';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { readHolder, regionOfFirm } from './holder.js';

const firm = wellKnownSample('110000').holderCode;
const person = wellKnownPersonSample('120000').holderCode;

describe('a holder is read', () => {
  it.each<[string, string, 'firm' | 'person', string | undefined]>([
    ['from a typed number', ` ${firm.toLowerCase()} `, 'firm', firm],
    ['from the address in the code of a licence', `https://x.test/q?uniscid=${firm}&v=1`, 'firm', firm],
    ['from the number of a citizen', person, 'person', person],
    ['not from a number with a wrong check character', `${firm.slice(0, -1)}#`, 'firm', undefined],
    ['not from a part of a longer word', `X${firm}X`, 'firm', undefined],
    ['not from the number of a person where a firm is asked for', person, 'firm', undefined],
  ])('%s', (_, text, subject, code) => {
    expect(readHolder(text, subject)?.code).toBe(code);
  });

  it('from a passport only where the clerk says that it is one', () => {
    expect(readHolder('E12345678', 'person')).toBeUndefined();
    expect(readHolder('e12345678', 'person', 'PASSPORT')).toEqual({ type: 'PASSPORT', code: 'E12345678' });
  });

  it('and a firm says where it is registered', () => {
    expect(regionOfFirm({ type: 'USCC', code: firm })).toBe('110000');
    expect(regionOfFirm({ type: 'CITIZEN_NUMBER', code: person })).toBeUndefined();
  });
});
