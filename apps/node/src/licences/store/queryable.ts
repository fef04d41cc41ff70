import type { ClientBase } from 'pg';

/** A pool or one connection; both keep prepared statements by name. */
export type Queryable = Pick<ClientBase, 'query'>;
