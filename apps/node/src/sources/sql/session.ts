import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Refusal } from '#libs/errors';
import type { DatabaseConnection } from '../mapping/connection-mapping.js';
import type { Statement } from './compose.js';

/** Rows as text by position: what a number or an instant is, the mapping says and not the driver. */
export type Rows = (string | null)[][];

/** A read-only session pool at a department's database. */
export interface SqlSession {
  /** @throws Refusal SOURCE_* */
  query(statement: Statement, signal: AbortSignal): Promise<Rows>;
  close(): Promise<void>;
}

export interface SessionOptions {
  connection: DatabaseConnection;
  /** Connections at most. */
  size: number;
  /** A statement that takes longer is given up by the server, milliseconds. */
  statementMs: number;
  /** Quoted name of the mapped table, for the check that the login may only read it. */
  table: { quoted: string; schema: string | undefined; name: string };
}

export interface Login {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string | undefined;
  tls:
    { ca?: string; cert?: string; key?: string; servername?: string; rejectUnauthorized: true } | undefined;
}

/**
 * Read anew for each pool, so that a renewed password needs no restart.
 * @throws Refusal SOURCE_CREDENTIALS_REFUSED where a file is missing, SOURCE_MAPPING_INVALID for a clear-text connection
 */
export function readLogin(connection: DatabaseConnection, usualPort: number): Login {
  const { tls, urlFile, passwordFile } = connection;
  const url = urlFile === undefined ? undefined : parseUrl(secret(urlFile));
  const host = url ? url.hostname.replace(/^\[|\]$/g, '') : (connection.host ?? '');
  if (!tls && !isLoopback(host))
    throw new Refusal('SOURCE_MAPPING_INVALID', {
      hint: 'a database that is not on this machine needs `tls`',
    });
  return {
    host,
    port: url ? Number(url.port || usualPort) : (connection.port ?? usualPort),
    database: url ? decodeURIComponent(url.pathname.slice(1)) : (connection.database ?? ''),
    user: url ? decodeURIComponent(url.username) : (connection.user ?? ''),
    password: url
      ? decodeURIComponent(url.password)
      : passwordFile === undefined
        ? undefined
        : secret(passwordFile),
    tls: tls && {
      rejectUnauthorized: true,
      ...(tls.caFile === undefined ? {} : { ca: secret(tls.caFile) }),
      ...(tls.certFile === undefined ? {} : { cert: secret(tls.certFile) }),
      ...(tls.keyFile === undefined ? {} : { key: secret(tls.keyFile) }),
      ...(tls.servername === undefined
        ? isIP(host) === 0
          ? { servername: host }
          : {}
        : { servername: tls.servername }),
    },
  };
}

/** Options in a connection string could undo what the node sets: none are taken. */
function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^(postgres(ql)?|mysql):$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new Refusal('SOURCE_CREDENTIALS_REFUSED', {
      hint: 'the file with the connection string is not usable',
    });
  return url;
}

function secret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Refusal('SOURCE_CREDENTIALS_REFUSED', {
      hint: 'a file with credentials cannot be read',
      cause,
    });
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
