import { Refusal } from '#libs/errors';
import type { CaseFiles } from './ports.js';

/** Where no room keeps files: none is held, so a step that names one cannot be taken. */
export const noFiles: CaseFiles = {
  assertHeld: async (_client, _id, digests) => {
    if (digests.length > 0) throw new Refusal('CASE_MATERIAL_ABSENT');
    return Promise.resolve();
  },
  assertBroughtAs: async (_client, _id, papers) => {
    if (papers.length > 0) throw new Refusal('CASE_MATERIAL_ABSENT');
    return Promise.resolve();
  },
  materials: async (_client, _id, [first]) => {
    if (first) throw new Refusal('CASE_MATERIAL_ABSENT', { hint: first.slice(0, 64) });
    return Promise.resolve([]);
  },
  ship: () => Promise.resolve(),
};
