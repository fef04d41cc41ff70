import { join } from 'node:path';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { refreshAuthority } from '../../../apps/anchor/src/authority/commands.js';
import type { ClientRole } from '../../../apps/node/src/callers/index.js';
import { sampleAgreement } from '../agreement.js';
import { caseSections } from '../case-calls.js';
import { startCluster, type Cluster } from '../cluster.js';
import type { Court } from '../court.js';
import type { Departments } from '../departments.js';
import { PLATFORM_MARK } from '../identity.js';
import type { SealingPki } from '../sealing-pki.js';
import { TEMPERS } from './checks.js';

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
/** What its counters and departments ask for. */
const MATTERS = ['basic:000131026000', 'basic:002099002000'];

/** Three regions whose Beijing has departments to ask, a seal, and agreements of each kind. */
export async function openCluster({
  folder,
  port,
  court,
  pki,
  departments,
  secondFactor,
  offsetMs,
}: {
  folder: string;
  port: number;
  court: Court;
  pki: SealingPki;
  departments: Departments;
  secondFactor: readonly ClientRole[];
  /** What the clocks are ahead by, milliseconds. */
  offsetMs: number;
}): Promise<Cluster> {
  const datasets = Object.keys(TEMPERS);
  const { fields } = sampleAgreement('x', '*', { licenceTypes: [] });
  const everything = {
    licenceTypes: [firm.typeCode, card.typeCode],
    purposes: MATTERS,
    fields: [...fields, 'issuerName', 'issuerCode', 'issueDate', 'holderType', 'validFrom', 'validUntil'],
  };
  return startCluster({
    offsetMs,
    names: {
      beijing: { zh: '北京市交换节点', en: 'Beijing node' },
      tianjin: { zh: '天津市交换节点', en: 'Tianjin node' },
      hebei: { zh: '河北省交换节点', en: 'Hebei node' },
    },
    sections: (anchorId) => ({
      console: { enabled: true },
      graphql: { graphiql: true },
      // Longer than the clocks are ahead in the end.
      callers: { secondFactor: { roles: secondFactor }, accessTokenSeconds: 3_600 },
      calendar: caseSections().calendar,
      matters: {
        directory: 'config/matters',
        departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
      },
      catalogue: { files: ['config/catalogue/evidence.yaml'] },
      // Rounds are asked for.
      messages: { pollSeconds: 3_600, retrySeconds: 60 },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 3_600, stopSeconds: 7_200 },
      reconciliation: { windowSeconds: 1_800, settleSeconds: 120, pollSeconds: 3_600, lookBackDays: 1 },
      auditing: { rules: { caseNumber: {}, workingHours: { enabled: false } }, followSeconds: 0.2 },
      documents: {
        threads: 1,
        trust: { ...court.trust, folders: [pki.writeTrust(join(folder, 'seals'))] },
      },
      authorisations: {
        requiredTrustMarks: [`${anchorId}/${PLATFORM_MARK}`],
        platform: `https://127.0.0.1:${String(port)}`,
        refreshSeconds: 1,
      },
    }),
    own: {
      beijing: {
        sealing: court.keysOf('node'),
        sources: { files: [departments.mappingFile(join(folder, 'beijing'), { deadlineMs: 2_000 })] },
        checks: { sample: true, graceSeconds: 1 },
      },
    },
    agreements: (ids) => ({
      beijing: [
        ...[ids.tianjin, ids.beijing].flatMap((partner, n) => [
          sampleAgreement(`open-${String(n)}`, partner, {
            licenceTypes: [firm.typeCode, card.typeCode],
            fields: ['name', 'number', 'holderName', 'status', 'documentVerdict'],
          }),
          sampleAgreement(`consent-${String(n)}`, partner, {
            licenceTypes: [card.typeCode],
            fields: ['name', 'holderName', 'validUntil'],
            requiresHolderAuthorisation: true,
          }),
        ]),
        sampleAgreement('matters', '*', everything),
        sampleAgreement('matters-tianjin', ids.tianjin, everything),
        sampleAgreement('checks', '*', {
          licenceTypes: [],
          datasets,
          operations: ['records'],
          purposes: ['basic:002099002000'],
          fields: datasets.flatMap((dataset) => departments.itemsOf(dataset)),
        }),
      ],
      tianjin: [sampleAgreement('matters', '*', everything)],
    }),
  });
}

/** Time goes by; the trust anchor's operator and the nodes do meanwhile what they do every day. */
export async function pass(cluster: Cluster, ms: number): Promise<void> {
  cluster.advance(ms);
  await refreshAuthority(cluster.anchor.directory, { clock: () => cluster.now() });
  for (let turn = 0; turn < 2; turn += 1)
    for (const node of Object.values(cluster.nodes)) await node.running.peers.refresh();
}
