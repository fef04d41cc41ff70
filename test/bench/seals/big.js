/** Verifies one file and says what it took: `node big.js FILE`, the answer in JSON. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { libs, pdf } from './support.js';

const before = process.memoryUsage().rss;
const bytes = new Uint8Array(readFileSync(process.argv[2]));
const options = { ...pdf.trusting(), maxBytes: 1 << 30 };
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before)), 5);
hash('sha256', bytes.subarray(0, 1 << 20));
const start = performance.now();
hash('sha256', bytes);
const hashed = performance.now();
const report = await libs.seals.verifyDocument(bytes, options);
const verified = performance.now();
clearInterval(watch);
peak = Math.max(peak, process.memoryUsage().rss - before);
const integrity = report.signatures[0]?.checks.find(({ name }) => name === 'integrity')?.outcome;
if (integrity !== 'passed') throw new Error(`integrity ${integrity}`);
console.log(JSON.stringify({ hash: hashed - start, verify: verified - hashed, peak, size: bytes.length }));
