import 'reflect-metadata';
import type { Role } from './roles.js';

const ALLOWED = Symbol('tongban:allowed-roles');

type Handler = (...args: never[]) => unknown;
type Class = abstract new (...args: never[]) => unknown;

/** Declares which roles may call a resolver. A resolver without it is refused to everybody. */
export function Allow(...roles: [Role, ...Role[]]): MethodDecorator {
  return (_target, _key, descriptor) => {
    Reflect.defineMetadata(ALLOWED, Object.freeze([...roles]), descriptor.value as object);
    return descriptor;
  };
}

/** Roles declared on a handler; undefined where nothing was declared. */
export function allowedRoles(handler: Handler): readonly Role[] | undefined {
  return Reflect.getMetadata(ALLOWED, handler) as readonly Role[] | undefined;
}

/** Metadata key under which @nestjs/graphql notes Query, Mutation and Subscription (not resolved fields). */
const RESOLVER_TYPE = 'graphql:resolver_type';
const ROOT_TYPES = new Set<unknown>(['Query', 'Mutation', 'Subscription']);

export interface DeclaredOperation {
  /** `Class.method` */
  name: string;
  roles: readonly Role[] | undefined;
}

/** Every root operation of the classes with its declared roles: what a test of completeness and separation reads. */
export function declaredOperations(classes: readonly Class[]): DeclaredOperation[] {
  return classes.flatMap((of) => {
    const methods = of.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(methods).flatMap((key) => {
      const handler = methods[key];
      if (typeof handler !== 'function') return [];
      if (!ROOT_TYPES.has(Reflect.getMetadata(RESOLVER_TYPE, handler))) return [];
      return [{ name: `${of.name}.${key}`, roles: allowedRoles(handler as Handler) }];
    });
  });
}
