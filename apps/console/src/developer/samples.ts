import { fetchFile } from '../api.js';

/** A question that the demonstration's data answer, as the node's own query page has it. */
export interface Sample {
  query: string;
  variables: string;
}

/** @throws RefusedError */
export async function readSamples(): Promise<Sample[]> {
  const text = await (await fetchFile('/graphiql/config.json')).text();
  return (JSON.parse(text) as { samples: Sample[] }).samples;
}

/** The comment above a query says what it asks. */
export const titleOf = ({ query }: Sample): string => /^#\s*(.+)$/m.exec(query)?.[1] ?? query.slice(0, 40);
