import pg from 'pg';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import type { Agreement } from '#libs/sharing';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { issuedToken } from '../support/issued-token.js';
import { fuzzedRequests, type FuzzedRequest } from '../support/query-fuzz.js';

/**
 * Every field of every licence holds a marker. Whatever is asked, in whatever form, of the node itself or of another one that
 * asks it, no marker may come back but those that an agreement names. SHARING_FUZZ=20000 for longer, SHARING_SEED for another.
 */
const COUNT = Number(process.env['SHARING_FUZZ'] ?? 400);
const SEED = Number(process.env['SHARING_SEED'] ?? 20_260_624);

const business = wellKnownSample('110000');
const person = wellKnownPersonSample('110000');
/** Of the business licence, under the matter of CONTEXT. */
const AGREED = ['name', 'status'];

/** Columns whose form is checked on the way out get values of that form that occur nowhere else. */
const MARKERS: Record<string, string> = {
  name: 'MK-name',
  number: 'MK-number',
  issuer_name: 'MK-issuerName',
  issuer_code: 'MK-issuerCode',
  holder_name: 'MK-holderName',
  sealed_by: 'MK-sealedBy',
  issue_date: '1987-03-11',
  valid_from: '1987-04-12',
  valid_until: '2087-05-13',
  sealed_at: '1987-06-14T07:08:09Z',
  area_code: '659004',
};

let cluster: Cluster;
let beijing: TestNode;
let tianjin: TestNode;
const secrets: string[] = [];

beforeAll(async () => {
  const released = (id: string, partner: string, changes: Partial<Agreement> = {}): Agreement =>
    sampleAgreement(id, partner, { licenceTypes: [business.typeCode], fields: AGREED, ...changes });
  const other = 'basic:000720001000';
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    agreements: (ids) => ({
      beijing: [
        released('own', '*'),
        released('tj', ids.tianjin),
        // Near misses: another matter, another time, another operation, only with the holder's authorisation.
        released('near-matter', '*', {
          purposes: [other],
          fields: ['number', 'holderName', 'attributes.*', 'document'],
        }),
        released('near-past', ids.tianjin, { validUntil: '2026-01-02', fields: ['number', 'attributes.*'] }),
        released('near-document', '*', {
          operationDocuments: [`sha256:${'0'.repeat(64)}`],
          fields: ['issuerName', 'document', 'documentVerdict'],
        }),
        released('near-holder', ids.tianjin, {
          requiresHolderAuthorisation: true,
          fields: ['holderCode', 'attributes.*'],
        }),
        released('near-type', '*', {
          licenceTypes: [person.typeCode],
          purposes: [other],
          fields: ['name', 'holderName'],
        }),
      ],
    }),
    sections: { graphql: { limits: { cost: 100_000, aliases: 200, depth: 14, directives: 200 } } },
  });
  ({ beijing, tianjin } = cluster.nodes);
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 20 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 7, count: 40 });
  secrets.push(...(await plant(beijing)));
});
afterAll(() => cluster.stop());

/** @returns the markers that may not leave */
async function plant(node: TestNode): Promise<string[]> {
  const client = new pg.Client({ connectionString: node.database.url });
  await client.connect();
  try {
    const columns = Object.keys(MARKERS).map((name, place) => `${name} = $${place + 1}`);
    await client.query(`UPDATE licence SET ${columns.join(', ')}`, Object.values(MARKERS));
    // A number is sought by; it is the marker and the last characters of the identifier, so that each licence has its own.
    await client.query(
      `UPDATE licence SET number = 'MK-number' || substr(md5(identifier), 1, 8),
      name = CASE WHEN type_code = $1 THEN 'agreed' ELSE 'MK-name' END,
      attributes = (SELECT jsonb_object_agg(key, 'MK-' || key) FROM jsonb_each(attributes))`,
      [business.typeCode],
    );
    const { rows } = await client.query<{ holder_code: string }>('SELECT DISTINCT holder_code FROM licence');
    return [...Object.values(MARKERS), 'MK-', ...rows.map(({ holder_code }) => holder_code)];
  } finally {
    await client.end();
  }
}

async function send(node: TestNode, token: string, { method, body }: FuzzedRequest): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/graphql-response+json' };
  const { query, variables } = body as { query?: string; variables?: unknown };
  const search = new URLSearchParams({ query: query ?? '', variables: JSON.stringify(variables ?? {}) });
  const response =
    method === 'GET'
      ? await fetch(`${node.publicUrl}/graphql?${search.toString()}`, { headers })
      : await fetch(`${node.publicUrl}/graphql`, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
  const told = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${told}\n${await response.text()}`;
}

it(
  `${COUNT} questions in every form bring back no marker that no agreement names`,
  async () => {
    const { rows } = await beijing.running.database.pool.query<Record<string, string>>(
      'SELECT identifier, type_code, number, holder_type, holder_code FROM licence ORDER BY (identifier = $1) DESC, md5(identifier) LIMIT 8',
      [business.identifier],
    );
    const licences = rows.map((row) => ({
      identifier: row['identifier'] ?? '',
      typeCode: row['type_code'] ?? '',
      number: row['number'] ?? '',
      holderType: row['holder_type'] ?? '',
      holderCode: row['holder_code'] ?? '',
    }));
    const requests = fuzzedRequests({ licences, context: CONTEXT }, COUNT, SEED);
    const now = cluster.now();
    const nodes = [beijing, tianjin];
    const tokens = await Promise.all(nodes.map((node) => issuedToken(node, now, { role: 'integrator' })));
    const leaks: unknown[] = [];
    let released = 0;
    const work = requests.entries();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const [place, request] of work) {
          // Two of three at home, where a question costs least; the third over the exchange.
          const asked = place % 3 === 2 ? 1 : 0;
          const answer = await send(nodes[asked] as TestNode, tokens[asked] ?? '', request);
          if (answer.includes('"agreed"')) released += 1;
          const found = secrets.filter((marker) => answer.includes(marker));
          if (/"content":"/.test(answer)) found.push('content');
          if (found.length > 0) leaks.push({ place, found, request, answer });
        }
      }),
    );
    expect(leaks.slice(0, 3)).toEqual([]);
    // Otherwise it would prove nothing: a good part of the questions is answered with what is agreed.
    expect(released).toBeGreaterThan(COUNT / 40);
    for (const node of nodes) expect(node.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
  },
  60_000 + COUNT * 100,
);
