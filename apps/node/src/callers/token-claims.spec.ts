import { callerOf, ownClaims, type ClaimNames } from './token-claims.js';

/** How an identity provider outside might name things. */
const theirs: ClaimNames = {
  role: 'position',
  roleValues: { 窗口人员: 'windowClerk', audit: 'auditor' },
  organisationCode: 'uscc',
  organisationName: 'dept',
  personId: 'employee',
  personName: 'name',
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

  it('reads our own names by default and freezes what it gives', () => {
    const payload = { client_id: 'c', role: 'auditor', org_code: 'o', org_name: 'n' };
    const caller = callerOf(payload, ownClaims);
    expect(caller).toMatchObject({ role: 'auditor', scopes: [] });
    expect(Object.isFrozen(caller)).toBe(true);
  });
});
