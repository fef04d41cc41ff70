import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import { standardCatalogue } from '#libs/licences';
import { termsOf } from '../cases/terms.js';
import { judgeCondition, queriesOf } from '../conditions/judge.js';
import { adoptionOf, readDepartmentMapping } from './adoption.js';
import { checkMatter } from './check-matter.js';
import { diffMatters } from './diff.js';
import { itemWaves } from './item-order.js';
import { readMatter, type Matter } from './matter.js';
import { MATTER_PACKAGE_TYP, matterDigest, signMatterPackage, verifyMatterPackage } from './package.js';

const FOLDER = 'config/matters';
const raw = (file: string) => parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, unknown>;
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const matters = new Map(files.map((name) => [name.replace('.yaml', ''), readMatter(raw(name))]));
/** Not `structuredClone`: under the test runner its objects are of another realm, and not plain here. */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const the = (id: string): Matter => copy(matters.get(id)!);
const mappings = readdirSync(join(FOLDER, 'departments')).map((name) =>
  readDepartmentMapping(raw(`departments/${name}`)),
);
const codes = (matter: Matter) =>
  checkMatter(matter, standardCatalogue).map(({ code, path }) => `${code} ${path}`);

describe('the thirteen first items of config/matters', () => {
  it('are thirteen, named as their files, each with form, materials, items and a lead', () => {
    expect([...matters.keys()].sort()).toEqual([
      'bankruptcy-check',
      'credit-repair',
      'disabled-persons',
      'enterprise-cancellation',
      'enterprise-change',
      'listing-compliance-check',
      'newborn',
      'open-restaurant',
      'open-transport-firm',
      'retirement',
      'school-enrolment',
      'social-security-card',
      'utility-connection',
    ]);
    for (const [name, matter] of matters) {
      expect(matter.id).toBe(name);
      expect(matter.items.filter(({ role }) => role === 'lead')).toHaveLength(1);
      expect([matter.materials.length, matter.items.length].every((count) => count >= 3)).toBe(true);
    }
  });

  it.each(files)('%s fits together, without a finding of any kind', (file) =>
    expect(checkMatter(readMatter(raw(file)), standardCatalogue)).toEqual([]),
  );

  it('can be used by each of the three regions, with samples for codes', () => {
    for (const mapping of mappings)
      for (const matter of matters.values()) {
        const adoption = adoptionOf(matter, mapping, standardCatalogue);
        expect(adoption).toMatchObject({
          ready: true,
          itemCode: expect.stringContaining(matter.basicCode.code),
        });
        expect(adoption.provisional).toHaveLength(matter.departments.length);
      }
  });

  it('ask nine departments at once about a bankrupt firm', () => {
    const { items } = the('bankruptcy-check');
    const sources = items.filter(({ role }) => role === 'supporting');
    expect(sources).toHaveLength(10);
    expect(new Set(sources.map(({ department }) => department)).size).toBe(9);
    expect(itemWaves(items)).toHaveLength(1);
  });

  it('give a child its papers in the order in which they rest on one another', () => {
    expect(itemWaves(the('newborn').items).map((wave) => wave.slice(0, 2))).toEqual([
      ['birth-certificate'],
      ['vaccination', 'household-registration'],
      ['medical-insurance', 'social-security-card'],
    ]);
  });

  it('judge a subsidy without releasing anything', () => {
    const condition = the('disabled-persons').eligibility!;
    const judging = { today: '2026-03-01', candidate: { code: '11010519491231002X' } };
    const queries = queriesOf(condition, judging);
    expect(queries.map(({ field, way }) => `${field} ${way}`)).toEqual([
      'holderCode verify',
      'status verify',
      'attributes.KZ_CJDJ verify',
      'attributes.KZ_CJDJ verify',
      'member verify',
    ]);
    const yes = Object.fromEntries(queries.map(({ id }) => [id, 'yes' as const]));
    expect(judgeCondition(condition, yes, judging)).toEqual({ verdict: 'eligible', open: [] });
  });
});

describe('the terms of one case', () => {
  const restaurant = () => the('open-restaurant');
  const input = {
    modes: ['integrated', 'pledge'] as const,
    decision: '110000' as const,
    today: '2026-03-02',
  };

  it('follow what was filled in, and leave out what was not chosen', () => {
    const owned = termsOf(restaurant(), {
      ...input,
      form: { premisesOwned: true, area: 120 },
      chosen: ['signboard'],
    });
    expect(owned.items.map(({ id }) => id)).toEqual(['licence-check', 'food-licence', 'signboard']);
    const required = (terms: typeof owned) =>
      terms.materials.filter((one) => one.required).map(({ id }) => id);
    expect(required(owned)).toEqual(expect.arrayContaining(['business-licence', 'premises', 'layout']));
    expect(required(owned)).not.toEqual(expect.arrayContaining(['lease']));
    const rented = termsOf(restaurant(), {
      ...input,
      form: { premisesOwned: false, area: 500 },
      chosen: ['fire-check'],
    });
    expect(required(rented)).toEqual(expect.arrayContaining(['lease', 'fire-pledge']));
    expect(rented.days).toMatchObject({ decision: 45, extension: 15, promised: 10 });
  });

  it('ask for what cannot be judged rather than go without', () => {
    const { materials } = termsOf(restaurant(), { ...input, form: {} });
    expect(materials.find(({ id }) => id === 'lease')?.required).toBe(true);
  });

  it('wait for nothing that was left out, and for an authority only until the decision', () => {
    const move = termsOf(the('enterprise-change'), { ...input, form: { changes: 'name' } });
    expect(move.items.find(({ id }) => id === 'registration-change')?.after).toEqual([]);
    const born = termsOf(the('newborn'), { ...input, form: {} });
    expect(born.materials.find(({ id }) => id === 'birth-facts')).toMatchObject({
      required: true,
      due: 'decision',
    });
    expect(born.materials.find(({ id }) => id === 'birth-certificate')).toMatchObject({ required: false });
  });
});

describe('a definition', () => {
  it.each<[string, (matter: Record<string, unknown>) => unknown]>([
    ['nothing', () => undefined],
    ['a member that is not known', (m) => ({ ...m, hidden: 1 })],
    ['a day that does not exist', (m) => ({ ...m, validFrom: '2026-02-30' })],
    ['a title in one language', (m) => ({ ...m, title: { zh: '名称' } })],
    ['a basic code of another length', (m) => ({ ...m, basicCode: { code: '1' } })],
    [
      'a conditional material without a condition',
      (m) => ({
        ...m,
        materials: [
          { id: 'a', name: { zh: '甲', en: 'a' }, need: 'conditional', suppliedBy: 'applicant', trust: 'C' },
        ],
      }),
    ],
  ])('is refused with %s', (_, change) =>
    expect(() => readMatter(change(raw('newborn.yaml')))).toThrow(
      expect.objectContaining({ code: 'MATTER_INVALID' }),
    ),
  );

  it.each<[string, (matter: Matter) => void]>([
    ['MATTER_DEPARTMENT_UNKNOWN authority.department', (m) => void (m.authority.department = 'gone')],
    ['MATTER_DEPARTMENT_UNKNOWN items.vaccination.department', (m) => void (m.items[1]!.department = 'gone')],
    ['MATTER_MATERIAL_UNKNOWN items.vaccination.materials', (m) => void m.items[1]!.materials.push('gone')],
    ['MATTER_ITEM_UNKNOWN items.vaccination.after', (m) => void m.items[1]!.after.push('gone')],
    [
      'MATTER_ITEM_UNKNOWN materials.birth-certificate.supplier',
      (m) => void (m.materials[5]!.supplier = 'gone'),
    ],
    [
      'MATTER_ITEMS_CIRCULAR items.birth-certificate.after',
      (m) => void m.items[0]!.after.push('vaccination'),
    ],
    ['MATTER_ID_TWICE materials', (m) => void m.materials.push(m.materials[0]!)],
    ['MATTER_LEAD_MISSING items', (m) => void (m.items[0]!.role = 'supporting')],
    [
      'MATTER_LICENCE_TYPE_UNKNOWN outcome.licenceType',
      (m) => void (m.outcome.licenceType = '11100000MB0143028R999'),
    ],
    [
      'MATTER_LICENCE_TYPE_UNKNOWN materials.household.proves',
      (m) => void m.materials[2]!.proves.push('11100000MB0143028R999'),
    ],
    ['MATTER_MATERIAL_UNPROVEN materials.household', (m) => void (m.materials[2]!.proves = [])],
    [
      'MATTER_MATERIAL_SHARED materials.household.suppliedBy',
      (m) => void (m.materials[2]!.suppliedBy = 'applicant'),
    ],
    ['MATTER_FORM_FIELD_UNKNOWN form', (m) => void m.form.required.push('gone')],
    [
      'MATTER_FORM_FIELD_UNKNOWN materials.father-identity.when',
      (m) => void delete m.form.properties['fatherKnown'],
    ],
    ['MATTER_CLOCK_UNLAWFUL clocks.acceptance', (m) => void (m.clocks.acceptance.days = 6)],
    ['MATTER_CLOCK_UNLAWFUL clocks.decision', (m) => void (m.clocks.decision.days = 21)],
    ['MATTER_CLOCK_UNLAWFUL clocks.joint', (m) => void (m.clocks.joint.extension = 16)],
    ['MATTER_CLOCK_UNLAWFUL clocks.delivery', (m) => void (m.clocks.delivery.days = 11)],
    ['MATTER_MODE_UNFOUNDED modes', (m) => void m.modes.push('pledge')],
    ['MATTER_MODE_UNFOUNDED modes', (m) => void m.modes.push('no-application')],
    ['MATTER_MODE_UNFOUNDED modes', (m) => void (m.models = ['online'])],
    [
      'MATTER_FIELD_UNKNOWN eligibility',
      (m) => {
        m.modes.push('no-application');
        m.eligibility = {
          held: { licence: '11100000000013127D001', field: 'attributes.KZ_GONE', is: 'eq', value: 'x' },
        };
      },
    ],
    ['MATTER_ASSUMPTION_UNEXPLAINED basicCode', (m) => void delete m.basicCode.note],
    [
      'MATTER_DEPARTMENT_IDLE departments.culture',
      (m) => void m.departments.push({ key: 'culture', name: { zh: '文旅', en: 'culture' } }),
    ],
  ])('is found with %s', (finding, change) => {
    const matter = the('newborn');
    change(matter);
    expect(codes(matter)).toContain(finding);
  });

  it('may take a longer period where another law gives it', () => {
    const matter = the('newborn');
    matter.clocks.decision = { days: 60, extension: 10, basis: '某法第一条' };
    expect(codes(matter)).toEqual([]);
  });
});

describe('a package between regions', () => {
  const NODE = 'https://beijing.example';
  const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
  const ports = {
    keyOf: (issuer: string, kid: string) =>
      issuer === NODE && kid === key.kid ? verificationKeyOf(key) : undefined,
    catalogue: standardCatalogue,
  };
  const by = { issuer: NODE, issuedAt: 1_772_000_000 };
  const claims = (matter: unknown, more: object = {}) => ({
    v: 1,
    iss: NODE,
    iat: by.issuedAt,
    digest: matterDigest(the('newborn')),
    matter,
    ...more,
  });
  const forge = (payload: object, typ = MATTER_PACKAGE_TYP) => signCompact({ header: { typ }, payload, key });

  it.each<[string, string, () => Promise<string>]>([
    [
      'of an issuer that nobody vouches for',
      'JWS_KID_UNKNOWN',
      () => signMatterPackage(the('newborn'), { ...by, issuer: 'https://x.example' }, key),
    ],
    ['that is another kind of token', 'JWS_TYP_WRONG', () => forge(claims(the('newborn')), 'jwt')],
    [
      'whose definition is not the one named',
      'MATTER_PACKAGE_DIGEST',
      () => forge(claims(the('retirement'))),
    ],
    ['with members of its own', 'MATTER_PACKAGE_INVALID', () => forge(claims(the('newborn'), { run: 'x' }))],
    ['without a definition', 'MATTER_INVALID', () => forge(claims({}))],
    [
      'with a definition that has errors',
      'MATTER_PACKAGE_FAULTY',
      () => {
        const matter = the('newborn');
        matter.clocks.acceptance.days = 30;
        return signMatterPackage(matter, by, key);
      },
    ],
  ])('is refused %s', async (_, code, make) =>
    expect(make().then((token) => verifyMatterPackage(token, ports))).rejects.toMatchObject({ code }),
  );

  it.each(files)('brings %s as it was', async (file) => {
    const matter = readMatter(raw(file));
    const read = await verifyMatterPackage(
      await signMatterPackage(matter, { ...by, previous: matterDigest(matter) }, key),
      ports,
    );
    expect(read).toMatchObject({ issuer: NODE, issuedAt: by.issuedAt, digest: matterDigest(matter), matter });
  });

  it('has one digest however its members are ordered', () => {
    const turned = Object.fromEntries(Object.entries(the('newborn')).reverse()) as Matter;
    expect(matterDigest(turned)).toBe(matterDigest(the('newborn')));
  });

  it('is compared with another version by ids, not by places', () => {
    const [before, after] = [the('newborn'), the('newborn')];
    after.version = 2;
    after.materials.reverse();
    after.items.splice(6, 1);
    after.materials.find(({ id }) => id === 'household')!.trust = 'B';
    after.channels.push('hall');
    after.channels.pop();
    expect(diffMatters(before, after)).toEqual([
      { path: 'version', kind: 'changed', before: 1, after: 2 },
      { path: 'materials.household.trust', kind: 'changed', before: 'A', after: 'B' },
      { path: 'items.guidance', kind: 'removed', before: before.items[6] },
    ]);
    expect(diffMatters(before, before)).toEqual([]);
  });

  it('names the equivalents of a region that are recognised', () => {
    const matter = the('open-restaurant');
    const mapping = mappings.find(({ region }) => region === '130000')!;
    const accepts = [
      { region: '130000' as const, licenceType: '11100000TB0000028B001' },
      { region: '120000' as const, licenceType: '11100000TB00000441001' },
    ];
    matter.materials.find(({ id }) => id === 'health-certificates')!.accepts = accepts;
    expect(adoptionOf(matter, mapping, standardCatalogue).recognised).toEqual([
      { material: 'health-certificates', licenceType: '11100000TB0000028B001' },
    ]);
  });

  it('says what a region lacks for it', () => {
    const [mapping] = mappings.map((one) => copy(one));
    const matter = the('newborn');
    delete mapping!.departments['disease-control'];
    mapping!.departments['health'] = { ...mappings[1]!.departments['health']! };
    matter.outcome.licenceType = '11100000MB0143028R999';
    expect(adoptionOf(matter, mapping!, standardCatalogue)).toMatchObject({
      ready: false,
      unknownLicenceTypes: ['11100000MB0143028R999'],
      departments: expect.arrayContaining([
        { key: 'disease-control', problem: 'unmapped' },
        expect.objectContaining({ key: 'health', problem: 'other-region' }),
      ]),
    });
  });
});
