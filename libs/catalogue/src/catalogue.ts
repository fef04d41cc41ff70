import { Refusal } from '#libs/errors';
import {
  catalogueFileSchema,
  type CatalogueFile,
  type Dataset,
  type Equivalence,
  type Provision,
  type Requirement,
  type Thing,
  type VerticalSystem,
} from './schema.js';

/** What exists where and what proves what, of one edition. */
export interface EvidenceCatalogue {
  edition: string;
  sources: readonly string[];
  datasets: readonly Dataset[];
  provisions: readonly Provision[];
  equivalences: readonly Equivalence[];
  requirements: readonly Requirement[];
  verticalSystems: readonly VerticalSystem[];
}

/**
 * Puts the files of a catalogue together. References between them are the matter of `checkCatalogue`.
 * @throws Refusal CATALOGUE_INVALID, CATALOGUE_EDITIONS_DIFFER
 */
export function readCatalogue(files: readonly { name: string; content: unknown }[]): EvidenceCatalogue {
  const parsed = files.map(({ name, content }): CatalogueFile => {
    const file = catalogueFileSchema.safeParse(content);
    if (file.success) return file.data;
    const [issue] = file.error.issues;
    const hint = `${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw new Refusal('CATALOGUE_INVALID', { hint, cause: file.error });
  });
  const editions = [...new Set(parsed.map(({ edition }) => edition))];
  if (editions.length > 1) throw new Refusal('CATALOGUE_EDITIONS_DIFFER', { hint: editions.join(', ') });
  return {
    edition: editions[0] ?? '',
    sources: [...new Set(parsed.map(({ source }) => source))],
    datasets: parsed.flatMap(({ datasets }) => datasets),
    provisions: parsed.flatMap(({ provisions }) => provisions),
    equivalences: parsed.flatMap(({ equivalences }) => equivalences),
    requirements: parsed.flatMap(({ requirements }) => requirements),
    verticalSystems: parsed.flatMap(({ verticalSystems }) => verticalSystems),
  };
}

/** One key for a licence type or a dataset, for maps. */
export const keyOf = ({ licenceType, dataset }: Thing): string =>
  licenceType === undefined ? `dataset:${dataset ?? ''}` : `licence:${licenceType}`;

/** Whether an entry with a period holds on a day, both ends included. */
export const holdsOn = (
  { validFrom, validUntil }: { validFrom: string; validUntil?: string | undefined },
  day: string,
): boolean => validFrom <= day && (validUntil === undefined || day <= validUntil);
