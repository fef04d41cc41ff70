import { z } from 'zod';

/**
 * What is shared is a licence type or a dataset of a department. Decisions know either by one key: the licence type's code,
 * or `dataset:` and the dataset's.
 */
export const datasetKey = (code: string): string => `dataset:${code}`;

export const isDatasetKey = (key: string): boolean => key.startsWith('dataset:');

/** Short enough that its key fits an audit entry. */
export const datasetCodeSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,49}$/, 'the code of a dataset of the catalogue');

/** Keys of everything that an agreement or an entry of the list speaks of. */
export function thingsOf(of: {
  licenceTypes: readonly string[];
  datasets?: readonly string[] | undefined;
  dataset?: string | undefined;
}): string[] {
  return [
    ...of.licenceTypes,
    ...(of.datasets ?? []).map(datasetKey),
    ...(of.dataset === undefined ? [] : [datasetKey(of.dataset)]),
  ];
}
