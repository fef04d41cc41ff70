import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { clientCredentials, createClient, type LookupContextInput, type TongbanClient } from '#libs/client';

/** A business licence of Beijing that stands in the sample data of every run. */
export const SAMPLE = {
  identifier: '1.2.156.3005.2.11100000MB0143028R001.11110107TBQDY0W69E.000000001.001.O',
  typeCode: '11100000MB0143028R001',
  number: '91110107TB0000001R',
  holderCode: '91110107TB0000001R',
  holderName: '北京澄森样例食品有限公司',
};

/** Why the lookup happens: every lookup about somebody has to say it. */
export const context: LookupContextInput = {
  itemCode: '1112000000TB02017D2000131026000',
  itemName: '食品经营许可（样例）',
  caseNumber: 'TJ-2026-000123',
  legalBasis: '食品经营许可和备案管理办法（市场监管总局令第78号）',
  reason: '核对申请人的营业执照',
  channel: 'COUNTER',
  person: { id: 'clerk-0042', name: '王小明（样例）' },
};

/** The case system of Tianjin, at the node that `npm start` runs. */
export function tianjin(): TongbanClient {
  const endpoint = 'http://127.0.0.1:7420/graphql';
  const dataDir = process.env['TONGBAN_DEMO_DATA'] ?? '.data';
  const keyFile = join(dataDir, 'tianjin/clients/sample-integrator.key.json');
  const key = JSON.parse(readFileSync(keyFile, 'utf8')) as JWK;
  const tokens = clientCredentials({
    issuer: 'http://127.0.0.1:7420/oidc',
    clientId: 'sample-integrator',
    key,
    resource: endpoint,
  });
  return createClient({ endpoint, tokens });
}

export function show(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
