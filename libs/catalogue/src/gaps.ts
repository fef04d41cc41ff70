import { holdsOn, keyOf, type EvidenceCatalogue } from './catalogue.js';

/** What of an entry of the responsibility list is compared here; libs/sharing has the whole. */
export interface ListedEntry {
  id: string;
  licenceTypes: readonly string[];
  dataset?: string | undefined;
  attribute: 'unconditional' | 'conditional' | 'not-shared';
}

/** What of an agreement is compared here. */
export interface AgreedTypes {
  id: string;
  licenceTypes: readonly string[];
  validUntil?: string;
}

export type SharingGapKind =
  /** The list promises it and nobody provides it. */
  | 'promised-not-provided'
  /** An agreement names it and the list does not. */
  | 'agreed-not-listed'
  /** An agreement names what the list says is not shared. */
  | 'agreed-not-shared'
  /** It is provided and stands on no list. */
  | 'provided-not-listed'
  /** A requirement needs it and nobody provides it. */
  | 'required-not-provided';

export interface SharingGap {
  kind: SharingGapKind;
  /** `licence:<type code>` or `dataset:<code>`. */
  thing: string;
  /** Names of the entries that say so. */
  by: readonly string[];
}

/**
 * Compares what a region's responsibility list promises, what its agreements name, what the matters need and what is
 * provided. A promise that is not kept comes first, in the order of the kinds.
 */
export function sharingGaps(
  catalogue: EvidenceCatalogue,
  {
    jurisdiction,
    list,
    agreements,
    day,
  }: { jurisdiction: string; list: readonly ListedEntry[]; agreements: readonly AgreedTypes[]; day: string },
): SharingGap[] {
  const listed = group(list.flatMap((entry) => thingsOf(entry).map((thing) => [thing, entry] as const)));
  const agreed = group(
    agreements
      .filter(({ validUntil }) => validUntil === undefined || validUntil >= day)
      .flatMap((agreement) => thingsOf(agreement).map((thing) => [thing, agreement] as const)),
  );
  const provided = group(
    catalogue.provisions
      .filter((each) => each.jurisdiction === jurisdiction && holdsOn(each, day))
      .map((provision) => [keyOf(provision), provision] as const),
  );
  const anywhere = new Set(catalogue.provisions.filter((each) => holdsOn(each, day)).map(keyOf));
  const required = group(
    catalogue.requirements.flatMap((requirement) =>
      requirement.satisfiedBy
        .flatMap(({ evidence }) => evidence)
        .map((evidence) => [keyOf(evidence), requirement] as const),
    ),
  );
  const shared = ({ attribute }: ListedEntry): boolean => attribute !== 'not-shared';
  return [
    ...gaps('promised-not-provided', listed, (thing, by) => by.some(shared) && !provided.has(thing)),
    ...gaps('agreed-not-listed', agreed, (thing) => !listed.has(thing)),
    ...gaps('agreed-not-shared', agreed, (thing) => listed.get(thing)?.some(shared) === false),
    ...gaps('provided-not-listed', provided, (thing) => !listed.has(thing)),
    ...gaps('required-not-provided', required, (thing) => !anywhere.has(thing)),
  ];
}

const thingsOf = ({
  licenceTypes,
  dataset,
}: {
  licenceTypes: readonly string[];
  dataset?: string | undefined;
}) => [
  ...licenceTypes.map((licenceType) => keyOf({ licenceType })),
  ...(dataset === undefined ? [] : [keyOf({ dataset })]),
];

function group<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}

function gaps<T extends { id: string }>(
  kind: SharingGapKind,
  groups: ReadonlyMap<string, readonly T[]>,
  missing: (thing: string, by: readonly T[]) => boolean,
): SharingGap[] {
  return [...groups]
    .filter(([thing, by]) => missing(thing, by))
    .map(([thing, by]) => ({ kind, thing, by: [...new Set(by.map(({ id }) => id))] }))
    .toSorted((a, b) => (a.thing < b.thing ? -1 : 1));
}
