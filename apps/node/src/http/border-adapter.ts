import { FastifyAdapter } from '@nestjs/platform-fastify';

/** Nest's own handlers for what is not found and what went wrong would answer in their words; the border has its own. */
export class BorderAdapter extends FastifyAdapter {
  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance();
  }

  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}
