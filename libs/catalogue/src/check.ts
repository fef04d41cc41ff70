import type { ErrorCode } from '#libs/errors';
import { findField, type Catalogue as LicenceTypes } from '#libs/licences';
import { keyOf, type EvidenceCatalogue } from './catalogue.js';
import type { Evidence, Provision, Thing } from './schema.js';

export interface CatalogueProblem {
  code: Extract<ErrorCode, `CATALOGUE_${string}`>;
  /** Part and name of the entry: `requirements/food-premises`. */
  place: string;
  detail: string;
}

const OF_LICENCES = new Set(['byIdentifier', 'byNumber', 'byHolder', 'document']);

/** Every reference of the catalogue that leads nowhere, and every entry that contradicts another. */
export function checkCatalogue(catalogue: EvidenceCatalogue, types: LicenceTypes): CatalogueProblem[] {
  const problems: CatalogueProblem[] = [];
  const tell = (code: CatalogueProblem['code'], place: string, detail: string): void =>
    void problems.push({ code, place, detail });
  const datasets = new Map(catalogue.datasets.map((dataset) => [dataset.code, dataset]));

  const duplicates = (part: string, ids: readonly string[]): void => {
    const seen = new Set<string>();
    for (const id of ids) {
      if (seen.has(id)) tell('CATALOGUE_DUPLICATE', `${part}/${id}`, id);
      seen.add(id);
    }
  };
  const thing = (place: string, { licenceType, dataset }: Thing): void => {
    if (licenceType !== undefined && !types.find(licenceType))
      tell('CATALOGUE_TYPE_UNKNOWN', place, licenceType);
    if (dataset !== undefined && !datasets.has(dataset)) tell('CATALOGUE_DATASET_UNKNOWN', place, dataset);
  };
  const fields = (place: string, { licenceType, dataset, fields: named }: Evidence): void => {
    const type = licenceType === undefined ? undefined : types.find(licenceType);
    const items = datasets.get(dataset ?? '')?.items;
    for (const field of named) {
      if (type && field !== 'attributes.*' && !findField(type, field))
        tell('CATALOGUE_FIELD_UNKNOWN', place, `${field} of ${type.code}`);
      if (items && !items.some(({ code }) => code === field))
        tell('CATALOGUE_FIELD_UNKNOWN', place, `${field} of ${dataset ?? ''}`);
    }
  };

  duplicates(
    'datasets',
    catalogue.datasets.map(({ code }) => code),
  );
  for (const part of ['provisions', 'equivalences', 'requirements', 'verticalSystems'] as const)
    duplicates(
      part,
      catalogue[part].map(({ id }) => id),
    );

  for (const provision of catalogue.provisions) {
    const place = `provisions/${provision.id}`;
    thing(place, provision);
    const unfit = provision.operations.filter((operation) =>
      provision.dataset === undefined ? operation === 'query' : OF_LICENCES.has(operation),
    );
    if (unfit.length > 0) tell('CATALOGUE_OPERATION_UNFIT', place, unfit.join(', '));
  }
  for (const [one, other] of clashes(catalogue.provisions))
    tell('CATALOGUE_PROVISION_CLASH', `provisions/${other.id}`, `${one.id}: ${one.provider.name}`);
  for (const { id, from, to } of catalogue.equivalences) {
    const place = `equivalences/${id}`;
    thing(place, from);
    thing(place, to);
    if (from.licenceType === to.licenceType && from.jurisdiction === to.jurisdiction)
      tell('CATALOGUE_EQUIVALENCE_SELF', place, from.licenceType);
  }
  for (const { id, satisfiedBy } of catalogue.requirements) {
    const place = `requirements/${id}`;
    duplicates(
      place,
      satisfiedBy.map((alternative) => alternative.id),
    );
    for (const evidence of satisfiedBy.flatMap((alternative) => alternative.evidence)) {
      thing(place, evidence);
      fields(place, evidence);
    }
  }
  for (const { id, data } of catalogue.verticalSystems)
    for (const flow of data) thing(`verticalSystems/${id}`, flow);
  return problems;
}

function clashes(provisions: readonly Provision[]): [Provision, Provision][] {
  const byThing = new Map<string, Provision[]>();
  const found: [Provision, Provision][] = [];
  for (const provision of provisions) {
    const key = `${provision.jurisdiction} ${keyOf(provision)}`;
    const others = byThing.get(key) ?? [];
    for (const other of others) {
      const apart =
        (other.validUntil !== undefined && other.validUntil < provision.validFrom) ||
        (provision.validUntil !== undefined && provision.validUntil < other.validFrom);
      if (!apart && other.provider.name !== provision.provider.name) found.push([other, provision]);
    }
    byThing.set(key, [...others, provision]);
  }
  return found;
}
