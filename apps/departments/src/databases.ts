import pg from 'pg';
import type { RegionCode } from '#libs/codes';
import { lowIncomeOf, recordsOf, type DatasetName, type Row } from './records.js';
import type { Firm, Person } from './subjects.js';

interface Table {
  /** Schema of the department, below the region's prefix. */
  schema: string;
  name: string;
  /** Columns with their types, as the department made them. */
  columns: Readonly<Record<string, string>>;
  subject: string;
  rows(place: RegionCode, subjects: Subjects): Row[];
}

export interface Subjects {
  firms: readonly Firm[];
  /** Of a region; asked for only where a table is made of them. */
  persons: (region: RegionCode) => readonly Person[];
}

const ofFirms =
  (dataset: DatasetName): Table['rows'] =>
  (place, { firms }) =>
    firms.flatMap((firm) => recordsOf(dataset, place, firm));

/** Departments that let the node read their database. */
export const tables: readonly Table[] = [
  {
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
    rows: ofFirms('registration'),
  },
  {
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
    rows: ofFirms('vehicles'),
  },
  {
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
    rows: ofFirms('real-estate'),
  },
  {
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
    rows: ofFirms('social-insurance'),
  },
  {
    schema: 'ybj',
    name: 'dwcbjf',
    columns: { tyshxydm: 'varchar(18)', dwbh: 'varchar(20)', cbrs: 'integer', qfje: 'numeric(14,2)' },
    subject: 'tyshxydm',
    rows: ofFirms('medical-insurance'),
  },
  {
    schema: 'mzj',
    name: 'dbdx',
    columns: {
      gmsfhm: 'char(18)',
      jtbh: 'varchar(20)',
      bzlb: 'char(1)',
      qbrq: 'date',
      zt: 'char(1)',
      ybzje: 'numeric(10,2)',
    },
    subject: 'gmsfhm',
    rows: (place, { persons }) => lowIncomeOf(place, persons(place)),
  },
];

/** Department whose shareholders and branches stand in tables of their own. */
const REGISTRAR = 'scjg';
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
  subjects: Subjects,
  reader: { role: string; password: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // told by the statement that it breaks
  await client.connect();
  try {
    await client.query('BEGIN');
    await ensureReader(client, reader);
    for (const region of regions) await makeRegion(client, region, subjects, reader.role);
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
  subjects: Subjects,
  role: string,
): Promise<void> {
  const who = client.escapeIdentifier(role);
  for (const department of new Set(tables.map(({ schema }) => schema))) {
    const name = `${region.name}_${department}`;
    const schema = client.escapeIdentifier(name);
    const { rows } = await client.query<{ there: boolean }>(
      'SELECT to_regnamespace($1) IS NOT NULL AS there',
      [schema],
    );
    if (rows[0]?.there) continue;
    await client.query(`CREATE SCHEMA ${schema}`);
    for (const table of tables.filter((one) => one.schema === department)) {
      const columns = Object.entries(table.columns).map(([column, type]) => `${column} ${type}`);
      const all = table.rows(region.code, subjects);
      await makeTable(
        client,
        `${schema}.${client.escapeIdentifier(table.name)}`,
        columns,
        table.subject,
        all,
      );
    }
    if (department === REGISTRAR) await makeLists(client, region, schema, subjects.firms);
    await client.query(
      `GRANT USAGE ON SCHEMA ${schema} TO ${who}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${who}`,
    );
  }
}

async function makeLists(
  client: pg.Client,
  region: DemoRegion,
  schema: string,
  firms: readonly Firm[],
): Promise<void> {
  const own = firms.filter((firm) => firm.region === region.code);
  for (const { name, column } of LISTS) {
    const rows = own.flatMap((firm) =>
      listed(name, firm).map((value) => ({ tyshxydm: firm.code, [column]: value })),
    );
    const columns = ['tyshxydm char(18)', `${column} varchar(200)`];
    await makeTable(client, `${schema}.${name}`, columns, 'tyshxydm', rows);
  }
}

async function makeTable(
  client: pg.Client,
  name: string,
  columns: readonly string[],
  subject: string,
  rows: readonly Row[],
): Promise<void> {
  await client.query(`CREATE TABLE ${name} (${columns.join(', ')})`);
  await client.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1::jsonb)`, [
    JSON.stringify(rows),
  ]);
  await client.query(`CREATE INDEX ON ${name} (${subject})`);
}

function listed(name: (typeof LISTS)[number]['name'], firm: Firm): string[] {
  if (name === 'qy_gd')
    return [firm.legalRepresentative, ...(firm.debtor ? ['样例投资合伙企业（有限合伙）'] : [])];
  return firm.debtor ? [`${firm.name}第一分公司`] : [];
}
