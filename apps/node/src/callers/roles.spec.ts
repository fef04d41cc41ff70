import 'reflect-metadata';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { ExecutionContext } from '@nestjs/common';
import { Allow, allowedRoles, declaredOperations } from './allow.decorator.js';
import { AllowGuard } from './allow.guard.js';
import type { Caller } from './caller.js';
import { assertAllowed, DUTIES, ROLES, type Role } from './roles.js';

const organisation = { code: '11110000000021327Q', name: '北京' };
const callerOf = (role: Role): Caller =>
  role === 'peer'
    ? { kind: 'peer', role, entityId: 'https://tianjin.test' }
    : { kind: 'client', id: 'c', role, organisation, scopes: ['tongban'] };

@Resolver()
class SampleResolver {
  @Query(() => String)
  @Allow(...DUTIES.lookup)
  licence(): string {
    return 'licence';
  }
  @Query(() => String)
  forgotten(): string {
    return 'anybody could read this';
  }
  @ResolveField(() => String)
  field(): string {
    return 'fields belong to their operation';
  }
}

const methods = SampleResolver.prototype as unknown as Record<'licence' | 'forgotten', () => string>;
const handler = (name: 'licence' | 'forgotten'): (() => string) => methods[name];

describe('a resolver that declares nothing', () => {
  it.each(ROLES)('is refused to %s', (role) => {
    expect(() => assertAllowed(callerOf(role), allowedRoles(handler('forgotten')))).toThrow(
      expect.objectContaining({ code: 'ROLE_NOT_ALLOWED' }),
    );
  });
  it.each(ROLES)('is refused to %s with an empty list as well', (role) => {
    expect(() => assertAllowed(callerOf(role), [])).toThrow(
      expect.objectContaining({ code: 'ROLE_NOT_ALLOWED' }),
    );
  });
  it('is found by reflection', () => {
    expect(declaredOperations([SampleResolver])).toEqual([
      { name: 'SampleResolver.licence', roles: DUTIES.lookup },
      { name: 'SampleResolver.forgotten', roles: undefined },
    ]);
  });
});

describe('a resolver that declares roles', () => {
  it.each(ROLES)('answers %s according to them', (role) => {
    const act = () => assertAllowed(callerOf(role), allowedRoles(handler('licence')));
    if ((DUTIES.lookup as readonly Role[]).includes(role)) expect(act).not.toThrow();
    else expect(act).toThrow(expect.objectContaining({ code: 'ROLE_NOT_ALLOWED' }));
  });
});

describe('AllowGuard', () => {
  const contextOf = (handler: () => unknown, graphql: object | undefined): ExecutionContext =>
    ({ getArgByIndex: (i: number) => (i === 2 ? graphql : undefined), getHandler: () => handler }) as never;
  const [licence, forgotten] = [handler('licence'), handler('forgotten')];

  it.each([
    ['no context', licence, undefined, 'TOKEN_MISSING'],
    ['no caller', licence, {}, 'TOKEN_MISSING'],
    ['the wrong role', licence, { caller: callerOf('systemAdministrator') }, 'ROLE_NOT_ALLOWED'],
    ['an undeclared resolver', forgotten, { caller: callerOf('integrator') }, 'ROLE_NOT_ALLOWED'],
  ])('refuses %s', (_name, handler, graphql, code) => {
    expect(() => new AllowGuard().canActivate(contextOf(handler, graphql))).toThrow(
      expect.objectContaining({ code }),
    );
  });
  it('lets the right role through', () => {
    expect(new AllowGuard().canActivate(contextOf(licence, { caller: callerOf('windowClerk') }))).toBe(true);
  });
});

describe('separation of duties', () => {
  const holders = (duty: keyof typeof DUTIES): readonly Role[] => DUTIES[duty];
  it.each(['lookup', 'audit'] as const)('keeps the administrators from the contents of %s', (duty) => {
    expect(holders(duty)).not.toContain('systemAdministrator');
    expect(holders(duty)).not.toContain('securityAdministrator');
  });
  it('gives the three administrators no duty in common', () => {
    const duties = (['audit', 'security', 'system'] as const).flatMap((duty) => holders(duty));
    expect(new Set(duties).size).toBe(duties.length);
  });
  it('keeps peers and integrators from audit and administration', () => {
    for (const duty of ['audit', 'security', 'system'] as const) {
      expect(holders(duty)).not.toContain('peer');
      expect(holders(duty)).not.toContain('integrator');
    }
  });
});
