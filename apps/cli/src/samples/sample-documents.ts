import type { RegionCode } from '#libs/codes';
import type { SampleDocuments } from '../../../node/src/licences/index.js';
import type { SealPki } from '../certs/seals/seal-pki.js';
import { SAMPLE_DOCUMENTS } from './recipes.js';
import { SampleSealer } from './seal-sample.js';

/** The documents with which a region of the demo is filled. */
export function sampleDocuments(pki: SealPki, region: RegionCode, now: number): SampleDocuments {
  const sealer = new SampleSealer(pki, region, now);
  const recipes = new Map(SAMPLE_DOCUMENTS.map((recipe) => [recipe.index, recipe]));
  return {
    indexes: [...recipes.keys()],
    async make(licence, index) {
      const recipe = recipes.get(index);
      if (!recipe) throw new RangeError(`sample ${String(index)} has no document`);
      return sealer.seal(licence, recipe);
    },
  };
}
