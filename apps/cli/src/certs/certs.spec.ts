import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSampleCerts, type SampleSubject } from './index.js';

const NOW = Date.parse('2026-11-24T00:00:00Z');
const DAY = 86_400_000;
const beijing: SampleSubject = { name: 'beijing', entityId: 'https://127.0.0.1:7411' };

describe('ensureSampleCerts', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tongban-certs-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const at = (now: number) => ({ clock: () => now });
  const one = async (subject: SampleSubject, now = NOW) =>
    (await ensureSampleCerts(dir, [subject], at(now)))[0]!;

  it('names the entity, this machine, both uses, and says that it is a sample', async () => {
    const files = await one(beijing);
    const cert = new X509Certificate(await readFile(files.certFile));
    const ca = new X509Certificate(await readFile(files.caFile));
    expect(cert.subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost, URI:https://127.0.0.1:7411');
    expect(cert.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(cert.subject).toContain('SAMPLE - NOT FOR PRODUCTION');
    expect(cert.validToDate.getTime()).toBe(NOW + 365 * DAY);
    expect(cert.checkIssued(ca) && cert.verify(ca.publicKey)).toBe(true);
    expect([cert.ca, ca.ca]).toEqual([false, true]);
    expect((await stat(files.keyFile)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'ca.key'))).mode & 0o777).toBe(0o600);
  });

  it('keeps what is valid', async () => {
    await one(beijing);
    const before = await readFile(join(dir, 'beijing.crt'), 'utf8');
    expect(await one(beijing, NOW + 300 * DAY)).toMatchObject({ outcome: 'kept' });
    expect(await readFile(join(dir, 'beijing.crt'), 'utf8')).toBe(before);
  });

  it.each([
    ['close to expiry', async () => one(beijing, NOW + 336 * DAY)],
    ['names another entity', async () => one({ ...beijing, entityId: 'https://127.0.0.1:9' })],
    ['not readable', async () => writeFile(join(dir, 'beijing.crt'), 'x').then(() => one(beijing))],
    ['issued by another authority', async () => rm(join(dir, 'ca.key')).then(() => one(beijing))],
    [
      'certificate and key do not match',
      async () => {
        await one({ ...beijing, name: 'other' });
        await writeFile(join(dir, 'beijing.key'), await readFile(join(dir, 'other.key')));
        return one(beijing);
      },
    ],
  ])('renews (%s)', async (reason, again) => {
    await one(beijing);
    expect(await again()).toMatchObject({ outcome: 'renewed', reason });
  });

  it('makes an expired one and one of an unknown CA on demand, and keeps them', async () => {
    const stale = { ...beijing, name: 'stale', validity: { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY } };
    const stranger = { ...beijing, name: 'stranger', authority: 'unknown' };
    const made = await ensureSampleCerts(dir, [stale, stranger], at(NOW));
    expect(made.map((file) => file.outcome)).toEqual(['created', 'created']);
    expect(new X509Certificate(await readFile(made[0]!.certFile)).validToDate.getTime()).toBe(NOW - DAY);
    expect(made[1]!.caFile).toBe(join(dir, 'unknown.crt'));
    const again = await ensureSampleCerts(dir, [stale, stranger], at(NOW));
    expect(again.map((file) => file.outcome)).toEqual(['kept', 'kept']);
  });

  it.each(['../x', 'a/b', '', '.hidden'])('refuses %j as a file name', async (name) => {
    await expect(one({ ...beijing, name })).rejects.toThrow('cannot be a file name');
  });
});
