import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { canonicalBytes, toBase64, type AuditEntry } from '#libs/audit-log';
import type { ArchiveContent, ArchiveSigner } from '#libs/archive';
import { sha256 } from '#libs/exchange';
import type { TrustAnchor } from '#libs/federation';
import { readMatter, signEvent, termsOf, matterDigest, type CaseEvent } from '#libs/handling';
import { BEIJING, CASE_ID, Desk, HOUR, receiving, TIANJIN } from './case-desk.js';
import { logged, makeEvidence, party } from './evidence.js';
import { TestFederation } from './federation.js';

/** Another one than that of the evidence in the package: its lookup was made under a federation of its own. */
const ANCHOR = 'https://anchor.cases.example';
const FORM = { firmName: '样例企业', firmCode: '91110000TB00000K05' };
const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

/** A case that Tianjin received and Beijing decided, with what its archive is made of; Beijing makes the archive. */
export async function makeArchiveContent(): Promise<{
  content: ArchiveContent;
  signer: ArchiveSigner;
  anchors: TrustAnchor[];
}> {
  const { bundle, anchors: evidenceAnchors } = await makeEvidence();
  const federation = new TestFederation();
  federation.add(ANCHOR, []);
  const [beijing, tianjin] = await Promise.all([
    party(federation, 'https://node.beijing.example', BEIJING, ANCHOR),
    party(federation, 'https://node.tianjin.example', TIANJIN, ANCHOR),
  ]);
  const at = federation.clock();
  const matter = readMatter(parse(readFileSync('config/matters/credit-repair.yaml', 'utf8')));
  const terms = termsOf(matter, {
    form: FORM,
    modes: ['cross-region'],
    decision: BEIJING,
    today: '2027-01-15',
  });

  const brought = utf8('%PDF-1.7 a pledge');
  const licence = utf8('%PDF-1.7 a licence');
  const result = utf8('%PDF-1.7 a decision');
  const sheet = canonicalBytes({ v: 1, document: sha256(licence) });
  const receipt = JSON.parse(
    Buffer.from(bundle.sides[0]?.entries[1]?.bytes ?? '', 'base64').toString('utf8'),
  ) as { receipt: { log: string; leaf: string } };
  const receiptText = `${receipt.receipt.log}#${receipt.receipt.leaf}`;
  const materials = [
    {
      id: 'business-licence',
      digest: sha256(licence),
      origin: 'lookup' as const,
      trust: 'A' as const,
      verdict: 'passed' as const,
      receipt: receiptText,
    },
    {
      id: 'pledge',
      digest: sha256(brought),
      origin: 'upload' as const,
      trust: 'D' as const,
      verdict: 'undecided' as const,
    },
    ...['agent-identity', 'performance'].map((id) => ({
      id,
      digest: sha256(brought),
      origin: 'upload' as const,
      trust: 'A' as const,
      verdict: 'passed' as const,
    })),
  ];
  const desk = new Desk(undefined, at - 24 * HOUR);
  const events: CaseEvent[] = [
    desk.do('receive', {
      data: receiving({
        matter: {
          id: matter.id,
          version: matter.version,
          digest: matterDigest(matter),
          itemCode: `11110000TB90000160${'2'}${matter.basicCode.code}`,
        },
        modes: ['cross-region'],
        form: sha256(canonicalBytes(FORM)),
        materials,
        terms,
      }),
    }),
    desk.do('accept'),
    desk.do('begin-review'),
    desk.do('approve', { data: { result: sha256(result) } }),
  ];
  const signed = await Promise.all(
    events.map(async (event) => {
      const by = event.region === TIANJIN ? tianjin : beijing;
      return { event, token: await signEvent(event, by.id, by.key) };
    }),
  );
  const entries = events.map((event, index) =>
    canonicalBytes({
      v: 1,
      id: `019ab4f0-1c80-7a3b-8c4d-${(100 + index).toString(16).padStart(12, '0')}`,
      kind: 'case',
      at: new Date(event.at).toISOString(),
      tookMs: 3,
      node: beijing.id,
      caller: { kind: 'node' },
      lookups: [],
      outcome: 'granted',
      case: { id: CASE_ID, step: event.kind, state: 'received', event: event.id, matter: matter.id },
    } satisfies AuditEntry),
  );
  const proofs = await logged(beijing, entries, 300, 20, [tianjin], at);
  const file = (bytes: Uint8Array, purpose: 'material' | 'sheet' | 'result', more: object = {}) => ({
    digest: sha256(bytes),
    mediaType: purpose === 'sheet' ? 'application/json' : 'application/pdf',
    purpose,
    ...more,
    bytes,
    extension: purpose === 'sheet' ? 'json' : 'pdf',
  });
  return {
    anchors: [federation.anchor(ANCHOR), ...evidenceAnchors],
    signer: { issuer: beijing.id, key: beijing.key, at: at + 60_000 },
    content: {
      case: CASE_ID,
      events: signed,
      forms: [FORM],
      matter,
      files: [
        file(brought, 'material', { from: tianjin.id }),
        file(licence, 'material', { from: tianjin.id }),
        file(sheet, 'sheet', { from: tianjin.id, sheetOf: sha256(licence) }),
        file(result, 'result'),
      ],
      materials: materials.map((one) => ({ ...one })),
      evidence: [{ entry: '019ab4f0-1c80-7a3b-8c4d-000000000001', bundle }],
      entries: entries.map((bytes, index) => ({
        event: events[index]?.id ?? '',
        bytes: toBase64(bytes),
        ...(proofs[index] === undefined ? {} : { proof: proofs[index] }),
      })),
      chains: [beijing.chain, tianjin.chain],
    },
  };
}
