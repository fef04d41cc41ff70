import { z } from 'zod';
import { configurationReference, undescribedKeys } from './reference.js';
import { nodeConfiguration } from './schema.js';

it('describes every key of the real configuration', () => {
  expect(undescribedKeys(nodeConfiguration)).toEqual([]);
});

it('is the same text each time', () => {
  expect(configurationReference(nodeConfiguration)).toBe(configurationReference(nodeConfiguration));
});

it('shows required keys, defaults, ranges, lists and maps', () => {
  const schema = z.strictObject({
    http: z
      .strictObject({
        port: z.int().min(1).max(65_535).describe('Port | pipe.'),
        host: z.string().default('127.0.0.1').describe('Host.'),
        peers: z.array(z.strictObject({ id: z.url().describe('Id.') })).describe('Peers.'),
        weights: z.record(z.string(), z.number()).optional().describe('Weights.'),
      })
      .describe('The listener.'),
  });
  const page = configurationReference(schema);
  expect(page).toContain('| `http.port` | whole number 1-65535 | **required** | Port \\| pipe. |');
  expect(page).toContain('| `http.host` | text | `127.0.0.1` | Host. |');
  expect(page).toContain('| `http.peers` | list of section | **required** | Peers. |');
  expect(page).toContain('| `http.peers[].id` | URL | **required** | Id. |');
  expect(page).toContain('| `http.weights` | map to number |  | Weights. |');
});

it('names the keys that nobody described', () => {
  expect(undescribedKeys(z.strictObject({ a: z.strictObject({ b: z.string() }).describe('A.') }))).toEqual([
    'a.b',
  ]);
});
