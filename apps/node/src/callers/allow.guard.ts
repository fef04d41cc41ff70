import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Refusal } from '#libs/errors';
import { allowedRoles } from './allow.decorator.js';
import type { Caller } from './caller.js';
import { assertAllowed } from './roles.js';

/** Position of the GraphQL context among a resolver's arguments (parent, args, context, info). */
const CONTEXT = 2;

/** Enforces `@Allow` on every root resolver; expects `caller` in the GraphQL context and refuses where it lacks. */
@Injectable()
export class AllowGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const graphql: { caller?: Caller } | undefined = context.getArgByIndex(CONTEXT);
    if (!graphql?.caller) throw new Refusal('TOKEN_MISSING');
    assertAllowed(graphql.caller, allowedRoles(context.getHandler() as (...args: never[]) => unknown));
    return true;
  }
}
