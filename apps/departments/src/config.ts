import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { regionCodes, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { parse } from 'yaml';
import { datasets } from './records.js';

const path = z.string().min(1);

const service = z.strictObject({
  region: z.enum(regionCodes as unknown as [RegionCode, ...RegionCode[]]),
  /** First part of the path, with the dataset the second: `/beijing/tax/...`. */
  name: z.string().regex(/^[a-z]{1,20}$/),
  dataset: z.enum(datasets),
  auth: z.enum(['private-key-jwt', 'client-secret']),
  /** How long it thinks, milliseconds. */
  delayMs: z.int().min(0).max(60_000).default(0),
  /** It is out of order and says when it hopes to be back. */
  brokenForSeconds: z.int().min(1).max(86_400).optional(),
});
export type ServiceConfig = z.infer<typeof service>;

export const departmentsConfig = z.strictObject({
  listen: z.strictObject({ host: z.string(), port: z.int().min(0).max(65_535) }),
  tls: z.strictObject({ certFile: path, keyFile: path }),
  /** `<name>-<dataset>.jwk.json` (public key) or `<name>-<dataset>.secret` of the node that may ask. */
  clientsDir: path,
  firms: z.strictObject({ seed: z.int(), count: z.int().min(1).max(5_000) }),
  services: z.array(service).min(1).max(50),
});
export type DepartmentsConfig = z.infer<typeof departmentsConfig>;

/** @throws Refusal CONFIG_INVALID */
export function loadDepartmentsConfig(file: string, dataDir: string): DepartmentsConfig {
  const place = (text: string): string =>
    text.startsWith('./') || text.startsWith('../')
      ? `${dirname(file)}/${text}`
      : text.replace(/^\$\{dataDir\}(?=\/|$)/, dataDir);
  let read: unknown;
  try {
    read = parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: file, cause });
  }
  const parsed = departmentsConfig.safeParse(read);
  if (!parsed.success) throw new Refusal('CONFIG_INVALID', { hint: file, cause: parsed.error });
  const { tls, clientsDir, ...rest } = parsed.data;
  return {
    ...rest,
    tls: { certFile: place(tls.certFile), keyFile: place(tls.keyFile) },
    clientsDir: place(clientsDir),
  };
}
