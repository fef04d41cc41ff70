import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { Commitments } from '../../../dist/libs/audit-log/src/index.js';
import { subjectOf } from './entry-maker.js';

const digestOf = (text) => createHash('sha256').update(text).digest('base64url');
const hmac = (key, data) => createHmac('sha256', key).update(data).digest();
const token = (bytes) => randomBytes(bytes).toString('base64url');
export const requestToken = token(900);
export const answerToken = token(700);
const chain = digestOf('chain');
let serial = 0;

/** An answered lookup as a node writes it: ~1 KB of entry, both tokens (2.1 KB), two personal values, a replay key. */
export function makeDraft(log) {
  serial += 1;
  const personal = new Commitments(randomBytes, hmac);
  const at = Date.now();
  const id = randomBytes(16);
  id.writeUIntBE(at, 0, 6);
  id[6] = 0x70 | (id[6] & 0x0f);
  id[8] = 0x80 | (id[8] & 0x3f);
  const jti = `${process.pid}-${serial}`;
  const prepared = log.prepare({
    v: 1,
    id: id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    kind: 'answer',
    at: new Date(at).toISOString(),
    tookMs: 4,
    node: 'https://127.0.0.1:7411',
    caller: {
      kind: 'peer',
      id: 'https://127.0.0.1:7421',
      organisation: { code: '12120000MB1234567X', name: '天津市政务服务办公室' },
      person: personal.add('caller.person', `clerk-${serial % 2_000}`),
      role: 'clerk',
      channel: 'counter',
    },
    context: {
      itemCode: '11120000MB1234567X4000112001000',
      itemName: '企业设立登记',
      caseNumber: `TJ-2026-${serial}`,
      legalBasis: '《优化营商环境条例》第三十七条',
      reason: '核验企业营业执照',
    },
    operation: { document: `sha256:${'0123456789abcdef'.repeat(4)}`, name: 'Licence' },
    lookups: [
      {
        operation: 'byIdentifier',
        region: '110000',
        licenceType: '11100000000013127D001',
        identifiers: [`1.2.156.3005.2.11100000000013127D001.${randomInt(2_000_000)}.001.9`],
        subject: personal.add('lookups.0.subject', subjectOf(randomInt(2_000_000))),
        fieldsAsked: ['name', 'registeredCapital', 'address'],
        fieldsReleased: ['name', 'registeredCapital'],
        outcome: 'reduced',
        rule: 'business-licence/window',
      },
    ],
    outcome: 'reduced',
    request: { digest: digestOf(jti), iss: 'https://127.0.0.1:7421', jti },
    answer: { status: 200, bodyDigest: digestOf(`body ${serial}`) },
    chain,
  });
  return {
    prepared,
    personal: personal.values,
    evidence: { requestToken, answerToken },
    replayKey: { iss: 'https://127.0.0.1:7421', jti, expiresAt: at + 60_000 },
  };
}
