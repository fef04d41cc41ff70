import pg from 'pg';
import type { RegionCode } from '#libs/codes';
import { recordsOf, type DatasetName } from './records.js';
import type { Firm } from './subjects.js';

interface Table {
  dataset: DatasetName;
  /** Schema of the department, below the region's prefix. */
  schema: string;
  name: string;
  /** Columns with their types, as the department made them. */
  columns: Readonly<Record<string, string>>;
  subject: string;
}

/** Departments that let the node read their database. */
export const tables: readonly Table[] = [
  {
    dataset: 'registration',
    schema: 'scjg',
    name: 'qy_jbxx',
    columns: {
      tyshxydm: 'char(18)',
      qymc: 'varchar(200)',
      djzt: 'char(1)',
      fddbr: 'varchar(100)',
      zczb: 'numeric(18,2)',
    },
    subject: 'tyshxydm',
  },
  {
    dataset: 'vehicles',
    schema: 'jgj',
    name: 'jdc',
    columns: {
      syr_dm: 'varchar(18)',
      syr: 'varchar(200)',
      hphm: 'varchar(20)',
      hpzl: 'char(2)',
      clsbdh: 'char(17)',
      dyzt: 'char(1)',
      cfzt: 'char(1)',
    },
    subject: 'syr_dm',
  },
  {
    dataset: 'real-estate',
    schema: 'gtzy',
    name: 'bdc_djb',
    columns: {
      qlr_dm: 'varchar(18)',
      bdcdyh: 'char(28)',
      zl: 'varchar(300)',
      mj: 'numeric(14,2)',
      qllx: 'varchar(2)',
      dyqk: 'text',
      cfqk: 'text',
    },
    subject: 'qlr_dm',
  },
  {
    dataset: 'social-insurance',
    schema: 'rsj',
    name: 'dwcbjf',
    columns: {
      tyshxydm: 'varchar(18)',
      dwbh: 'varchar(20)',
      fkssq: 'char(6)',
      cbrs: 'integer',
      qfje: 'numeric(14,2)',
      zt: 'char(1)',
    },
    subject: 'tyshxydm',
  },
  {
    dataset: 'medical-insurance',
    schema: 'ybj',
    name: 'dwcbjf',
    columns: { tyshxydm: 'varchar(18)', dwbh: 'varchar(20)', cbrs: 'integer', qfje: 'numeric(14,2)' },
    subject: 'tyshxydm',
  },
];

/** Shareholders and branches stand in tables of their own. */
const LISTS = [
  { name: 'qy_gd', column: 'gdmc' },
  { name: 'qy_fzjg', column: 'fzjgmc' },
] as const;

export interface DemoRegion {
  /** `beijing`: begins the names of its departments' schemas. */
  name: string;
  code: RegionCode;
}

/**
 * Makes the departments' schemas with their data where they are not there yet, and a login that may only read them.
 * @param url connection string of the departments' database, as its owner
 */
export async function seedDatabases(
  url: string,
  regions: readonly DemoRegion[],
  firms: readonly Firm[],
  reader: { role: string; password: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // told by the statement that it breaks
  await client.connect();
  try {
    await client.query('BEGIN');
    await ensureReader(client, reader);
    for (const region of regions) {
      const { rows } = await client.query<{ there: boolean }>(
        'SELECT to_regnamespace($1) IS NOT NULL AS there',
        [`${region.name}_scjg`],
      );
      if (!rows[0]?.there) await makeRegion(client, region, firms, reader.role);
    }
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** A new password at each start: nobody has to keep it. */
async function ensureReader(
  client: pg.Client,
  { role, password }: { role: string; password: string },
): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(
    `${verb} ROLE ${client.escapeIdentifier(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
  );
}

async function makeRegion(
  client: pg.Client,
  region: DemoRegion,
  firms: readonly Firm[],
  role: string,
): Promise<void> {
  const made = new Set<string>();
  for (const table of tables) {
    const schema = client.escapeIdentifier(`${region.name}_${table.schema}`);
    if (!made.has(schema)) await client.query(`CREATE SCHEMA ${schema}`);
    made.add(schema);
    const name = `${schema}.${client.escapeIdentifier(table.name)}`;
    const columns = Object.entries(table.columns);
    await client.query(
      `CREATE TABLE ${name} (${columns.map(([column, type]) => `${column} ${type}`).join(', ')})`,
    );
    const rows = firms.flatMap((firm) => recordsOf(table.dataset, region.code, firm));
    await client.query(
      `INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
    await client.query(`CREATE INDEX ON ${name} (${table.subject})`);
  }
  const scjg = client.escapeIdentifier(`${region.name}_scjg`);
  for (const { name, column } of LISTS) {
    const own = firms.filter((firm) => firm.region === region.code);
    const rows = own.flatMap((firm) =>
      listed(name, firm).map((value) => ({ tyshxydm: firm.code, [column]: value })),
    );
    await client.query(`CREATE TABLE ${scjg}.${name} (tyshxydm char(18), ${column} varchar(200))`);
    await client.query(
      `INSERT INTO ${scjg}.${name} SELECT * FROM jsonb_populate_recordset(NULL::${scjg}.${name}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
    await client.query(`CREATE INDEX ON ${scjg}.${name} (tyshxydm)`);
  }
  const who = client.escapeIdentifier(role);
  for (const schema of made)
    await client.query(
      `GRANT USAGE ON SCHEMA ${schema} TO ${who}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${who}`,
    );
}

function listed(name: (typeof LISTS)[number]['name'], firm: Firm): string[] {
  if (name === 'qy_gd')
    return [firm.legalRepresentative, ...(firm.debtor ? ['样例投资合伙企业（有限合伙）'] : [])];
  return firm.debtor ? [`${firm.name}第一分公司`] : [];
}
