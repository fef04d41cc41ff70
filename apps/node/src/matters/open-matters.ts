import type { RegionCode } from '#libs/codes';
import type { Catalogue } from '#libs/licences';
import { KnownMatters } from './known-matters.js';
import { loadMatters } from './load-matters.js';
import type { MattersConfig } from './matters.config.js';
import type { Matters } from './ports.js';

export interface MattersParts {
  region: RegionCode;
  catalogue: Catalogue;
  clock: () => number;
}

/** What other rooms and resolvers are given. */
export interface MattersRoom {
  known: Matters;
}

/** Everything of this room, put together. @throws Refusal of {@link loadMatters} */
export function openMatters(config: MattersConfig, { region, catalogue, clock }: MattersParts): MattersRoom {
  const { matters, mappings } = loadMatters(config, { region, catalogue });
  const known = new KnownMatters({ region, mappings, clock });
  known.add(matters);
  return { known };
}
