import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RegionCode } from '#libs/codes';
import { wellKnownSample } from '#libs/licences';
import type { SealPki } from '../certs/seals/seal-pki.js';
import type { Integrator } from '../integrator/client.js';
import { courtPaper } from '../samples/court-papers.js';
import { loadTrust } from '../verify/trust-folder.js';
import { verifier } from '../verify/verifier.js';
import { askField } from './ask-field.js';
import type { CheckFact } from './facts.js';

export interface CheckSources {
  /** Signed in at the node whose counter asks. */
  integrator: Integrator;
  organisation: { code: string; name: string };
  /** Where the firm is, and the court. */
  region: RegionCode;
  pki: SealPki;
  trustFolder: string;
  /** Where what was handed in and what came out is left, to be looked at. */
  folder: string;
  caseNumber: string;
}

/** Longer than the slowest department of the demo takes. */
const REPORTED_WITHIN_MS = 30_000;

const START = `mutation Check($input: InformationCheckInput!) {
  startInformationCheck(input: $input) { id }
}`;
const READ = `query Check($id: ID!) {
  informationCheck(id: $id) {
    number code state settled total
    sources { region titleZh titleEn department outcome records reasonZh reasonEn until askedAt answeredAt }
    editions { number pdfDigest pdfPath jsonPath evidencePath }
  }
}`;

interface Found {
  number: string;
  code: string;
  state: string;
  sources: (CheckFact['sources'][number] & Readonly<Record<'askedAt' | 'answeredAt', string | null>>)[];
  editions: { pdfDigest: string; pdfPath: string; jsonPath: string; evidencePath: string }[];
}

/**
 * 企业破产信息核查 as an administrator's counter asks for it: papers of the court handed in, every department asked at
 * once, one sealed report.
 * @throws Error where there is no report in time
 */
export async function collectCheck(sources: CheckSources): Promise<CheckFact> {
  const { integrator, organisation, region, pki, folder } = sources;
  const ask = askField('The check', integrator);
  const firm = wellKnownSample(region);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const proofs: { material: string; digest: string }[] = [];
  for (const [material, title, lines] of papers(firm.holderName)) {
    const bytes = await courtPaper(pki, region, { title, lines }, Date.now() - 60_000);
    writeFileSync(join(folder, `${material}.pdf`), bytes);
    const { digest } = (await integrator.send('/checks/proofs', bytes)) as { digest: string };
    proofs.push({ material, digest });
  }

  const began = performance.now();
  const { id } = await ask<{ id: string }>(
    START,
    {
      input: {
        subjectName: firm.holderName,
        subjectCode: firm.holderCode,
        regions: ['BEIJING', 'TIANJIN', 'HEBEI'],
        proofs,
        context: {
          itemCode: `${organisation.code}2002099002000`,
          itemName: '企业破产信息核查（样例）',
          caseNumber: sources.caseNumber,
          legalBasis: '企业破产法第二十五条',
          reason: '管理人接管债务人财产，核查财产状况',
          channel: 'COUNTER',
          person: { id: 'clerk-0042', name: '王小明（样例）' },
        },
      },
    },
    'startInformationCheck',
  );
  const until = began + REPORTED_WITHIN_MS;
  let found = await ask<Found>(READ, { id }, 'informationCheck');
  let [edition] = found.editions;
  while (!edition) {
    if (performance.now() > until) throw new Error(`The check has no report: ${found.state}`);
    await pause(100);
    found = await ask<Found>(READ, { id }, 'informationCheck');
    [edition] = found.editions;
  }
  const tookMs = Math.round(performance.now() - began);
  const { pdfDigest, pdfPath, jsonPath, evidencePath } = edition;
  const keep = async (path: string, name: string): Promise<{ file: string; bytes: Buffer }> => {
    const kept = { file: join(folder, name), bytes: await integrator.file(path) };
    writeFileSync(kept.file, kept.bytes);
    return kept;
  };
  const report = await keep(pdfPath, 'report.pdf');
  if (createHash('sha256').update(report.bytes).digest('base64url') !== pdfDigest)
    throw new Error('The report is not the one that the node named');
  const files = [report, await keep(jsonPath, 'report.json'), await keep(evidencePath, 'report.zip')];
  // By the same library and the same trust as `tongban verify`.
  const now = Date.now();
  const verify = verifier(await loadTrust(sources.trustFolder, [], now), now);
  const { indication } = await verify(report.bytes);
  return {
    subject: firm.holderName,
    number: found.number,
    code: found.code,
    tookMs,
    sources: found.sources.map(({ askedAt, answeredAt, ...source }) => ({
      ...source,
      tookMs: askedAt && answeredAt ? Date.parse(answeredAt) - Date.parse(askedAt) : null,
    })),
    indication,
    files: files.map(({ file }) => file),
  };
}

const papers = (firm: string): [material: string, title: string, lines: string[]][] => [
  ['ruling', '民事裁定书', ['（2026）样01破申1号', `受理${firm}的破产清算申请`]],
  ['decision', '决定书', ['（2026）样01破1号', '指定样例律师事务所', `担任${firm}管理人`]],
  ['power-of-attorney', '授权委托书', ['样例律师事务所', '委托王小明（样例）办理信息核查']],
];
