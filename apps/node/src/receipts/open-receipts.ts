import { createHash } from 'node:crypto';
import { parseVerifierKey } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { AuditReader } from '../audit/index.js';
import { federationHttp } from '../federation/index.js';
import type { Database } from '../persistence/index.js';
import type { ReconciliationFindings } from '../reconciliation/index.js';
import { CheckReceipts, type PeerLog } from './check-receipts.js';
import { type HttpGet, peerLog } from './peer-log.js';
import { ReceiptStore } from './receipt-store.js';
import type { ReceiptsConfig } from './receipts.config.js';

export interface ReceiptsParts {
  database: Pick<Database, 'pool' | 'auditorPool'>;
  /** Trusted peers of this moment. */
  peers: () => readonly {
    entityId: string;
    metadata: { log: { origin: string; verifier_key: string; url?: string | undefined } };
  }[];
  /** Authorities for the peers' public listeners, PEM; the system's where absent. */
  ca: string | undefined;
  findings: Pick<ReconciliationFindings, 'open'>;
  clock: () => number;
  log: { warn(fields: object, message: string): void };
}

/** The checking of receipts, and how to let its connections go. */
export interface Receipts {
  check: CheckReceipts;
  stop(): Promise<void>;
}

export function openReceipts(config: ReceiptsConfig, parts: ReceiptsParts): Receipts {
  const { database, peers, findings, clock, log } = parts;
  const http = federationHttp({ ca: parts.ca, timeoutMs: config.timeoutMs });
  const get: HttpGet = async (url) => http.send(url, { method: 'GET', headers: {} });
  const check = new CheckReceipts({
    config,
    pool: database.pool,
    store: new ReceiptStore(database.pool, database.auditorPool),
    logs: () => peers().flatMap((peer) => logOf(peer, get, log)),
    findings,
    reader: new AuditReader(database.auditorPool),
    sha256: (data) => createHash('sha256').update(data).digest(),
    clock,
    log,
  });
  return {
    check,
    async stop() {
      await check.stop();
      await http.close();
    },
  };
}

/** @returns nothing for a peer whose metadata names no usable key: it can give no receipt either */
function logOf(
  { entityId, metadata }: ReturnType<ReceiptsParts['peers']>[number],
  get: HttpGet,
  log: ReceiptsParts['log'],
): PeerLog[] {
  const { origin, verifier_key, url } = metadata.log;
  try {
    const key = parseVerifierKey(verifier_key);
    if (key.name !== origin) throw new Refusal('NOTE_KEY_INVALID', { hint: 'name' });
    return [{ peer: entityId, key, log: url === undefined ? undefined : peerLog(url, get) }];
  } catch (error) {
    log.warn({ peer: entityId, err: error }, 'log of a peer has no usable key');
    return [];
  }
}
