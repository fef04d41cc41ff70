/** The event loop while documents are verified in threads: alone, with small documents, and with large ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentsConfig, openDocuments } from '../../../dist/apps/node/src/documents/index.js';
import { bigPdf, documents as small } from '../seals/documents.js';
import { ofd, pdf, pki } from '../seals/support.js';
import { eventLoopUnderVerification } from './measure.js';

/** @param {{ seconds: number, big: number }} options length of one measurement; size of a large document in MiB */
export async function benchEventLoop({ seconds, big }) {
  const dir = mkdtempSync(join(tmpdir(), 'tongban-event-loop-'));
  const { root, crl } = pdf.authorityFiles();
  const lists = { thisUpdate: ofd.NOW - ofd.DAY, nextUpdate: ofd.NOW + ofd.DAY, number: 1n, revoked: [] };
  const files = {
    'pdf.crt': root,
    'pdf.crl': crl,
    'ofd.crt': ofd.root.certificate,
    'ofd-issuing.crt': ofd.authority.certificate,
    'ofd.crl': ofd.root.issueCrl(lists),
    'ofd-issuing.crl': ofd.authority.issueCrl(lists),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
  const { verifications, stop } = await openDocuments(
    documentsConfig.parse({ trust: { folders: [dir], historyDir: join(dir, 'history') } }),
    {
      federation: { anchors: () => [], fetcher: undefined },
      clock: Date.now,
      skewSeconds: 0,
      onTrustFault: (fault) => console.error(fault),
      onTrustChange: () => undefined,
      onDefect: (error) => console.error(error),
    },
  );
  const server = createServer((_request, response) => response.end('{"data":{}}'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lookup = () =>
    new Promise((resolve, reject) => {
      get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
        response.resume().on('end', resolve);
      }).on('error', reject);
    });
  try {
    const kinds = Object.entries(await small());
    const large = await bigPdf(big << 20);
    let turn = 0;
    const verifySmall = () => {
      const [name, { bytes }] = kinds[turn++ % kinds.length];
      return expectPassed(verifications.verify(bytes, { at: name.startsWith('OFD') ? ofd.NOW : pki.NOW }));
    };
    const verifyLarge = () => expectPassed(verifications.verify(large, { at: pki.NOW }));
    await Promise.all([verifySmall(), verifySmall()]);
    const rows = [
      ['nothing', () => new Promise((resolve) => setTimeout(resolve, 20)), 1],
      ['small documents, all formats', verifySmall, 4],
      [`PDF of ${String(big)} MiB`, verifyLarge, 2],
    ];
    const table = {};
    for (const [name, verify, parallel] of rows) {
      const { verified, lookupMs, delayMs, longestCpuMs } = await eventLoopUnderVerification({
        verify,
        lookup,
        parallel,
        seconds,
      });
      table[name] = {
        'documents/s': name === 'nothing' ? '' : (verified / seconds).toFixed(1),
        'lookup p50 ms': lookupMs.p50.toFixed(1),
        'lookup p99 ms': lookupMs.p99.toFixed(1),
        'delay p50 ms': delayMs.p50.toFixed(1),
        'delay p99 ms': delayMs.p99.toFixed(1),
        'delay max ms': delayMs.max.toFixed(1),
        'longest computing ms': longestCpuMs.toFixed(1),
      };
    }
    console.table(table);
  } finally {
    await stop();
    server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function expectPassed(verifying) {
  const { indication, subIndication } = await verifying;
  if (indication !== 'TOTAL_PASSED') throw new Error(`${indication} ${subIndication ?? ''}`);
}
