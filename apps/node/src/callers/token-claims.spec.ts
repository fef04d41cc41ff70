import { callerOf, ownClaims, type ClaimNames } from './token-claims.js';

/** How an identity provider outside might name things. */
const theirs: ClaimNames = {
  role: 'position',
  roleValues: { 窗口人员: 'windowClerk', audit: 'auditor', 公众: 'holder' },
  organisationCode: 'uscc',
  organisationName: 'dept',
  personId: 'employee',
  personName: 'name',
  holderType: 'idType',
  holderCode: 'idNo',
  holderTypeValues: { 法人: '001', 身份证: '111' },
};
const PAYLOAD = {
  client_id: 'portal',
  scope: ' openid  tongban ',
  position: '窗口人员',
  uscc: '11110000000021327Q',
  dept: '西城区政务服务中心',
  employee: 'e-7',
  name: '演示员',
};

describe('callerOf with the claims of an issuer outside', () => {
  it('maps its names and role values to ours', () => {
    expect(callerOf(PAYLOAD, theirs)).toEqual({
      kind: 'client',
      id: 'portal',
      role: 'windowClerk',
      organisation: { code: '11110000000021327Q', name: '西城区政务服务中心' },
      person: { id: 'e-7', name: '演示员' },
      scopes: ['openid', 'tongban'],
    });
  });

  it.each<[string, object, string]>([
    ['a role that the map does not know', { position: 'boss' }, 'role'],
    ['our own role name where theirs are mapped', { position: 'systemAdministrator' }, 'role'],
    ['a property of objects as a role', { position: '__proto__' }, 'role'],
    ['a list of roles', { position: ['窗口人员'] }, 'role'],
    ['an organisation that is an object', { uscc: {} }, 'organisation.code'],
    ['a name of 300 characters', { name: 'x'.repeat(300) }, 'person.name'],
    ['an empty person', { employee: '' }, 'person.id'],
  ])('refuses %s, naming the member only', (_name, override, member) => {
    expect(() => callerOf({ ...PAYLOAD, ...override }, theirs)).toThrow(
      expect.objectContaining({ code: 'TOKEN_CLAIMS_INVALID', hint: member }),
    );
  });

  it('takes a holder from a token of that role, by their names', () => {
    const holder = { position: '公众', idType: '身份证', idNo: '11010519491231002X' };
    expect(callerOf({ ...PAYLOAD, ...holder }, theirs)).toMatchObject({
      role: 'holder',
      holder: { type: '111', code: '11010519491231002X' },
    });
  });

  it('takes no holder from a token of another role, whatever it carries', () => {
    const claims = { idType: '身份证', idNo: '11010519491231002X' };
    expect(callerOf({ ...PAYLOAD, ...claims }, theirs)).not.toHaveProperty('holder');
  });

  it.each<[string, object, string]>([
    ['without any holder', {}, 'holder.type'],
    ['without a code', { idType: '身份证' }, 'holder.code'],
    ['with a wrong check character', { idType: '身份证', idNo: '110105194912310021' }, 'holder'],
    ['with a code of another type', { idType: '法人', idNo: '11010519491231002X' }, 'holder'],
    ['with a type that the map does not know', { idType: '111', idNo: '11010519491231002X' }, 'holder.type'],
    ['with a list of codes', { idType: '身份证', idNo: ['11010519491231002X'] }, 'holder.code'],
    [
      'that a system holds for itself',
      { idType: '身份证', idNo: '11010519491231002X', employee: undefined, name: undefined },
      'person',
    ],
  ])('refuses a holder %s', (_name, override, member) => {
    expect(() => callerOf({ ...PAYLOAD, position: '公众', ...override }, theirs)).toThrow(
      expect.objectContaining({ code: 'TOKEN_CLAIMS_INVALID', hint: member }),
    );
  });

  it('reads our own names by default and freezes what it gives', () => {
    const payload = { client_id: 'c', role: 'auditor', org_code: 'o', org_name: 'n' };
    const caller = callerOf(payload, ownClaims);
    expect(caller).toMatchObject({ role: 'auditor', scopes: [] });
    expect(Object.isFrozen(caller)).toBe(true);
  });
});
