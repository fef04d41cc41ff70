import type { Catalogue } from '#libs/licences';
import type { ErrorCode } from '#libs/errors';
import { enteredClaims, heldClaims } from '../conditions/condition.js';
import { formProblems } from '../forms/form-schema.js';
import { unlawfulClocks } from './clocks.js';
import { itemOrderProblems } from './item-order.js';
import type { Matter } from './matter.js';

export type MatterFindingCode = Extract<ErrorCode, `MATTER_${string}`>;

export interface MatterFinding {
  code: MatterFindingCode;
  /** `materials.ruling.supplier`: by ids, not by places. */
  path: string;
  /** What was named without being there. */
  value?: string;
  /** A definition with an error is not used; a warning is shown to whoever answers for it. */
  severity: 'error' | 'warning';
}

type Find = (code: MatterFindingCode, path: string, value?: string, severity?: 'warning') => void;

/**
 * Everything in a definition that does not fit together: what it names without having, what cannot come to an end, periods
 * longer than the law allows, and material that is asked of people although sharing gives it.
 * Not checked: whether codes marked as samples exist, and whether the law cited says what is claimed.
 */
export function checkMatter(matter: Matter, catalogue: Catalogue): MatterFinding[] {
  const findings: MatterFinding[] = [];
  const find: Find = (code, path, value, severity) =>
    findings.push({ code, path, ...(value === undefined ? {} : { value }), severity: severity ?? 'error' });
  checkNames(matter, find);
  checkReferences(matter, find);
  checkLicenceTypes(matter, catalogue, find);
  checkConditions(matter, catalogue, find);
  checkModes(matter, find);
  for (const name of formProblems(matter.form)) find('MATTER_FORM_FIELD_UNKNOWN', 'form', name);
  for (const id of itemOrderProblems(matter.items)) find('MATTER_ITEMS_CIRCULAR', `items.${id}.after`);
  for (const name of unlawfulClocks(matter.clocks)) find('MATTER_CLOCK_UNLAWFUL', `clocks.${name}`);
  checkProvenance(matter, '', find);
  return findings;
}

function checkNames({ departments, materials, items }: Matter, find: Find): void {
  const lists = {
    departments: departments.map(({ key }) => key),
    materials: idsOf(materials),
    items: idsOf(items),
  };
  for (const [path, names] of Object.entries(lists))
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index)))
      find('MATTER_ID_TWICE', path, name);
}

function checkReferences({ departments, materials, items, authority }: Matter, find: Find): void {
  const departmentKeys = new Set(departments.map(({ key }) => key));
  const [materialIds, itemIds] = [new Set(idsOf(materials)), new Set(idsOf(items))];
  const department = (path: string, key: string) => {
    if (!departmentKeys.has(key)) find('MATTER_DEPARTMENT_UNKNOWN', path, key);
  };
  department('authority.department', authority.department);
  for (const { id, suppliedBy, supplier } of materials) {
    if (suppliedBy === 'earlier-item') {
      if (!supplier || !itemIds.has(supplier))
        find('MATTER_ITEM_UNKNOWN', `materials.${id}.supplier`, supplier ?? '');
    } else if (supplier !== undefined) department(`materials.${id}.supplier`, supplier);
  }
  for (const item of items) {
    department(`items.${item.id}.department`, item.department);
    for (const id of item.materials)
      if (!materialIds.has(id)) find('MATTER_MATERIAL_UNKNOWN', `items.${item.id}.materials`, id);
    for (const id of item.after)
      if (!itemIds.has(id)) find('MATTER_ITEM_UNKNOWN', `items.${item.id}.after`, id);
  }
  const used = new Set(items.flatMap(({ department: key }) => key));
  for (const key of departmentKeys)
    if (!used.has(key) && key !== authority.department && !materials.some(({ supplier }) => supplier === key))
      find('MATTER_DEPARTMENT_IDLE', `departments.${key}`, undefined, 'warning');
}

function checkLicenceTypes({ materials, items, outcome }: Matter, catalogue: Catalogue, find: Find): void {
  const known = (path: string, code: string | undefined) => {
    if (code !== undefined && !catalogue.find(code)) find('MATTER_LICENCE_TYPE_UNKNOWN', path, code);
  };
  known('outcome.licenceType', outcome.licenceType);
  for (const { id, outcome: issued } of items) known(`items.${id}.outcome`, issued);
  for (const { id, proves, accepts, suppliedBy, dataset, trust, pledge, note } of materials) {
    for (const code of proves) known(`materials.${id}.proves`, code);
    for (const { licenceType } of accepts) known(`materials.${id}.accepts`, licenceType);
    if (suppliedBy === 'sharing' && proves.length === 0 && dataset === undefined)
      find('MATTER_MATERIAL_UNPROVEN', `materials.${id}`);
    // 国发〔2024〕3号: what sharing gives is not asked for, unless the definition says why.
    if (suppliedBy === 'applicant' && proves.length > 0 && note === undefined)
      find('MATTER_MATERIAL_SHARED', `materials.${id}.suppliedBy`, undefined, 'warning');
    if (trust === 'D' && pledge)
      find('MATTER_PLEDGE_POINTLESS', `materials.${id}.pledge`, undefined, 'warning');
  }
}

function checkConditions(matter: Matter, catalogue: Catalogue, find: Find): void {
  const conditions = [
    ...matter.materials.map(({ id, when }) => ({ path: `materials.${id}.when`, when })),
    { path: 'eligibility', when: matter.eligibility },
  ];
  for (const { path, when } of conditions) {
    if (!when) continue;
    for (const { form } of enteredClaims(when))
      if (!Object.hasOwn(matter.form.properties, form)) find('MATTER_FORM_FIELD_UNKNOWN', path, form);
    for (const { licence, field } of heldClaims(when)) {
      if (licence === undefined) continue;
      const type = catalogue.find(licence);
      if (!type) find('MATTER_LICENCE_TYPE_UNKNOWN', path, licence);
      else if (field.startsWith('attributes.') && !type.fields.some(({ name }) => name === field))
        find('MATTER_FIELD_UNKNOWN', path, field);
    }
  }
}

function checkModes({ modes, models, items, materials, eligibility }: Matter, find: Find): void {
  const without = (mode: string) => find('MATTER_MODE_UNFOUNDED', 'modes', mode);
  if (modes.includes('integrated') && items.length < 2) without('integrated');
  if (modes.includes('pledge') && !materials.some(({ pledge }) => pledge)) without('pledge');
  if (!modes.includes('pledge') && materials.some(({ pledge }) => pledge)) without('materials.pledge');
  if (modes.includes('no-application') !== (eligibility !== undefined)) without('no-application');
  if (modes.includes('cross-region') !== models.some((model) => model !== 'online')) without('cross-region');
  if (models.includes('joint') && !modes.includes('integrated'))
    find('MATTER_MODE_UNFOUNDED', 'models', 'joint');
  if (items.length > 0 && items.filter(({ role }) => role === 'lead').length === 0)
    find('MATTER_LEAD_MISSING', 'items');
}

/** What was assumed must say what: a bare mark helps nobody who is to replace it. */
function checkProvenance(value: unknown, path: string, find: Find): void {
  if (typeof value !== 'object' || value === null) return;
  const members = value as Record<string, unknown>;
  if ((members['assumed'] === true || members['sample'] === true) && typeof members['note'] !== 'string')
    find('MATTER_ASSUMPTION_UNEXPLAINED', path || 'the whole');
  for (const [name, member] of Object.entries(members)) {
    const id =
      (member as { id?: unknown; key?: unknown } | null)?.id ?? (member as { key?: unknown } | null)?.key;
    const step = Array.isArray(value) && typeof id === 'string' ? id : name;
    checkProvenance(member, path === '' ? step : `${path}.${step}`, find);
  }
}

const idsOf = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);
