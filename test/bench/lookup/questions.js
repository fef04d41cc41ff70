import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { SAMPLE_CLIENT, SAMPLE_MATTER } from '../../../dist/apps/cli/src/integrator/sample.js';
import { peerDocuments, variablesOf } from '../../../dist/apps/node/src/lookup/peer-documents.js';
import { createPool } from '../../../dist/apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../../dist/apps/node/src/persistence/index.js';
import { CopyBuffer } from '../../../dist/apps/node/src/licences/import/copy.js';
import { LICENCE_COLUMNS, valuesOf } from '../../../dist/apps/node/src/licences/store/columns.js';
import { sampleLicences } from '../../../dist/libs/licences/src/index.js';

export { SAMPLE_CLIENT };

/** The licence type that the sample agreement releases whole: 营业执照. */
export const BUSINESS_LICENCE = '11100000MB0143028R001';

/** Every field of the registry, as a counter shows a licence. */
const FIELDS = [
  ...['name', 'typeCode', 'number', 'identifier', 'issuerName', 'issuerCode', 'issueDate', 'holderName'],
  ...['holderCode', 'holderType', 'validFrom', 'validUntil', 'sealedBy', 'sealedAt', 'areaCode', 'status'],
  'attributes.*',
];

/** Invented licences of Beijing, straight into the table by COPY. */
export async function fill(databaseUrl, count, onProgress = () => undefined) {
  const pool = openPool(databaseUrl);
  const client = await pool.connect();
  const columns = [...LICENCE_COLUMNS, 'created_at', 'updated_at'];
  const now = new Date().toISOString();
  const rows = new CopyBuffer();
  let done = 0;
  try {
    await client.query('TRUNCATE licence CASCADE');
    for (const licence of sampleLicences({ region: '110000', seed: 20_261_124, count })) {
      rows.add([...valuesOf(licence), now, now]);
      done += 1;
      if (done % 20_000 !== 0 && done !== count) continue;
      await rows.copyInto(client, 'licence', columns);
      rows.clear();
      onProgress(done);
    }
    await client.query('VACUUM (ANALYZE) licence');
    await client.query('CHECKPOINT');
  } finally {
    client.release();
    await pool.end();
  }
}

/** Identifiers of business licences, spread over the whole table, in random order. */
export async function businessLicences(databaseUrl, count) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT identifier FROM licence WHERE type_code = $1 ORDER BY md5(identifier) LIMIT $2',
      [BUSINESS_LICENCE, count],
    );
    return rows.map(({ identifier }) => identifier);
  } finally {
    await client.end();
  }
}

/** As the owner of the tables. */
export const openPool = (databaseUrl) =>
  createPool(
    databaseUrl,
    databaseConfig.parse({ statementTimeoutMs: 600_000 }),
    { name: 'bench', size: 2 },
    () => undefined,
  );

const variables = (identifier) =>
  variablesOf({ operation: 'byIdentifier', identifier, fields: FIELDS }, '110000');

/** What one node sends another. */
export const peerBody = (identifier) =>
  JSON.stringify({ documentId: peerDocuments.byIdentifier.id, variables: variables(identifier) });

/** The same operation as any client sends one. */
export const plainBody = (identifier) =>
  JSON.stringify({ query: peerDocuments.byIdentifier.text, variables: variables(identifier) });

/** The same operation by Mercurius' own way of naming one. */
export const persistedBody = (identifier) =>
  JSON.stringify({ persisted: true, query: peerDocuments.byIdentifier.id, variables: variables(identifier) });

/** What the SDK's `licence` sends. */
const manifest = JSON.parse(
  readFileSync(new URL('../../../libs/client/operations/manifest.json', import.meta.url), 'utf8'),
);
const LICENCE = Object.values(manifest).find((text) => text.startsWith('query Licence('));
export const integratorBody = (identifier, caseNumber) =>
  JSON.stringify({
    query: LICENCE,
    variables: {
      identifier,
      region: 'BEIJING',
      context: {
        ...SAMPLE_MATTER,
        caseNumber,
        legalBasis: '食品经营许可和备案管理办法（市场监管总局令第78号）',
        reason: '核对申请人的营业执照',
        channel: 'COUNTER',
        person: { id: 'clerk-0042', name: '王小明（样例）' },
      },
    },
  });

/** How to sign as one node to another, from the files of the node that asks. */
export function signingAs(node, aud) {
  const directory = node.loaded.config.exchange.keysDir;
  const [file] = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return {
    jwk: JSON.parse(readFileSync(join(directory, file), 'utf8')).jwk,
    request: {
      iss: node.entityId,
      aud,
      method: 'POST',
      uri: `${aud}/graphql`,
      contentType: 'application/json',
    },
    context: {
      purpose: SAMPLE_MATTER,
      caseNumber: 'TJ-2026-000123',
      legalBasis: '食品经营许可和备案管理办法（市场监管总局令第78号）',
      reason: '核对申请人的营业执照',
      organisation: node.loaded.config.node.organisation,
      person: { id: 'clerk-0042', name: '王小明（样例）' },
      channel: 'counter',
    },
  };
}
