/**
 * The load: a process of its own that writes requests prepared as bytes and does no more with an answer than to find
 * its end and its status. Signing happens between the timed windows. Told what to do over IPC by lookup/load.js.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect as connectTls } from 'node:tls';
import { signRequest } from '../../../dist/libs/exchange/src/index.js';
import { signingKeyFromJwk } from '../../../dist/libs/jws/src/index.js';

let prepared = { next: () => undefined };
let sockets = [];
let target = '';

process.on('message', async ({ id, prepare, run }) => {
  try {
    const value = prepare ? await makeReady(prepare) : await load(run);
    process.send({ id, value });
  } catch (error) {
    process.send({ id, error: String(error.stack ?? error) });
  }
});
process.on('disconnect', () => process.exit(0));

const CRLF = '\r\n';

function bytes(host, path, headers, body) {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
    '',
    '',
  ].join(CRLF);
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/** Bodies that are sent again and again, or requests that are each signed and sent once. */
async function makeReady({ kind, host, path, headers, bodies, sign, count }) {
  if (kind === 'repeat') {
    const requests = bodies.map((body) => bytes(host, path, headers, Buffer.from(body)));
    let at = 0;
    prepared = { next: () => requests[at++ % requests.length] };
    return requests.length;
  }
  const key = signingKeyFromJwk(sign.jwk);
  const requests = [];
  for (let at = 0; at < count; at += 1) {
    const body = Buffer.from(bodies[at % bodies.length]);
    const { context } = sign;
    const { headers: signed } = await signRequest(
      {
        ...sign.request,
        context: { ...context, caseNumber: `${context.caseNumber}-${at}` },
        body,
        ttlSeconds: 60,
      },
      { key, clock: Date.now, randomBytes },
    );
    requests.push(bytes(host, path, { ...headers, ...signed }, body));
  }
  let at = 0;
  prepared = {
    next() {
      const request = requests[at];
      requests[at++] = undefined;
      return request;
    },
  };
  return requests.length;
}

async function load({ port, tls, connections, seconds }) {
  await dial({ port, tls, connections });
  const times = [];
  const statuses = {};
  const samples = [];
  let over = false;
  const cpu = process.cpuUsage();
  const started = performance.now();
  const end = started + seconds * 1000;
  let last = started;
  await Promise.all(
    sockets.slice(0, connections).map(
      (socket) =>
        new Promise((resolve, reject) => {
          let begun = 0;
          let waiting = [];
          let missing = -1;
          const next = () => {
            const request = performance.now() < end && !over ? prepared.next() : undefined;
            if (!request) {
              over = true;
              socket.removeAllListeners('data');
              socket.removeListener('close', lost);
              resolve();
              return;
            }
            begun = performance.now();
            socket.write(request);
          };
          const lost = () => reject(new Error('connection lost'));
          socket.on('close', lost);
          socket.on('data', (chunk) => {
            waiting.push(chunk);
            if (missing < 0) {
              const all = waiting.length === 1 ? chunk : Buffer.concat(waiting);
              waiting = [all];
              const head = all.indexOf('\r\n\r\n');
              if (head < 0) return;
              const text = all.latin1Slice(0, head);
              const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
              missing = head + 4 + length - all.length;
              const status = text.slice(9, 12);
              statuses[status] = (statuses[status] ?? 0) + 1;
            } else missing -= chunk.length;
            if (missing > 0) return;
            last = performance.now();
            times.push(last - begun);
            if (samples.length < 3 || (statuses['200'] ?? 0) < times.length)
              if (samples.length < 10) samples.push(Buffer.concat(waiting).toString('utf8'));
            waiting = [];
            missing = -1;
            next();
          });
          next();
        }),
    ),
  );
  const used = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    requests: times.length,
    elapsedMs: last - started,
    p50: at(0.5),
    p99: at(0.99),
    max: times.at(-1) ?? 0,
    statuses,
    samples,
    cpuMs: (used.user + used.system) / 1000,
  };
}

/** Keep-alive connections, kept from one window to the next. */
async function dial({ port, tls, connections }) {
  const wanted = JSON.stringify({ port, tls });
  if (wanted !== target) {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    target = wanted;
  }
  sockets = sockets.filter((socket) => !socket.destroyed);
  const files = tls && {
    cert: readFileSync(tls.cert),
    key: readFileSync(tls.key),
    ca: readFileSync(tls.ca),
  };
  while (sockets.length < connections) {
    const more = Math.min(16, connections - sockets.length);
    sockets.push(
      ...(await Promise.all(
        Array.from(
          { length: more },
          () =>
            new Promise((resolve, reject) => {
              const socket = files
                ? connectTls({ host: '127.0.0.1', port, ...files }, () => resolve(socket))
                : connect(port, '127.0.0.1', () => resolve(socket));
              socket.setNoDelay(true);
              socket.once('error', reject);
            }),
        ),
      )),
    );
  }
}
