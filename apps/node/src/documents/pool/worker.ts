/** A thread that verifies documents, one after the other. Started by `VerifierThread`. */
import { parentPort } from 'node:worker_threads';
import { Refusal } from '#libs/errors';
import { Sm2Engine, sm2VerifierInPlace } from '#libs/pki';
import { verifyDocument } from '#libs/seals';
import { joined } from './blocks.js';
import { movableReport } from './movable-report.js';
import type { FromThread, Task, TaskOutcome, ToThread, VerifyInput } from './protocol.js';
import { readSource } from './read-source.js';
import { RemoteFetcher } from './remote-fetcher.js';
import { TrustInThread } from './trust-in-thread.js';

const port = parentPort;
if (!port) throw new Error('this is a thread');
const say = (message: FromThread): void => port.postMessage(message);

const sm2 = sm2VerifierInPlace(new Sm2Engine());
const fetcher = new RemoteFetcher(say);
let trust: TrustInThread | undefined;

async function verify({ blocks, detached, now, asOf, maxBytes }: VerifyInput): Promise<TaskOutcome> {
  if (!trust) throw new Error('no trust was given');
  const document = joined(blocks);
  const report = await verifyDocument(document, {
    now,
    sm2,
    paths: trust.paths({ now, asOf, ports: { sm2, fetcher: trust.fetching ? fetcher : undefined } }),
    certificates: trust.certificates,
    maxBytes,
    ...(detached ? { detached: joined(detached) } : {}),
  });
  return { report: movableReport(report) };
}

async function outcomeOf(task: Task): Promise<TaskOutcome> {
  try {
    return task.kind === 'verify' ? await verify(task.input) : { source: await readSource(task.input) };
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      const { code, hint } = thrown;
      return { refusal: { code, ...(hint === undefined ? {} : { hint }) } };
    }
    const { message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { defect: { message, stack } };
  }
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'trust') {
    trust = new TrustInThread(message.trust, trust);
    say({ kind: 'ready' });
  } else if (message.kind === 'fetched') {
    fetcher.take(message);
  } else {
    void outcomeOf(message.task).then((outcome) => say({ kind: 'done', id: message.id, outcome }));
  }
});
