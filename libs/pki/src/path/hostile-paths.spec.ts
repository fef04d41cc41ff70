import {
  certificate,
  crl,
  dn,
  ext,
  extension,
  general,
  newKey,
  NOW,
  type Key,
} from '../../../../test/support/pki.js';
import { cpuTime } from '../../../../test/support/cpu-time.js';
import { der } from '../asn1/index.js';
import { parseCertificate } from '../certificate/certificate.js';
import { OID } from '../oids.js';
import { parseCrl } from '../revocation/crl.js';
import { validateCertificate } from '../validation/validate-certificate.js';
import type { ValidationSettings } from '../validation/settings.js';
import { CertificatePool } from './certificate-pool.js';
import { anchorOf } from './trust-anchor.js';

const root = newKey();
const rootName = dn('root');
const rootCertificate = certificate({
  subject: rootName,
  key: root,
  extensions: [ext.ca(), ext.usage(5, 6)],
});
const anchors = [anchorOf(parseCertificate(rootCertificate))];

const middle = newKey();
const middleName = dn('middle');
const leaf = newKey();
const leafName = dn('leaf');
const middleOf = (extensions: Uint8Array[], more = {}) =>
  certificate({ subject: middleName, issuer: rootName, key: middle, signer: root, extensions, ...more });
const leafOf = (extensions: Uint8Array[] = [], more = {}) =>
  certificate({ subject: leafName, issuer: middleName, key: leaf, signer: middle, extensions, ...more });
const GOOD = [ext.ca(), ext.usage(5, 6)];

async function judge(target: Uint8Array, others: Uint8Array[], settings: Partial<ValidationSettings> = {}) {
  const pool = CertificatePool.fromDer(others);
  const result = await validateCertificate(parseCertificate(target), {
    at: NOW,
    anchors,
    pool,
    revocation: 'off',
    ...settings,
  });
  const bad = result.checks.filter(({ outcome, name }) => outcome !== 'passed' && name !== 'revocation');
  return { ...result, bad: bad.map(({ name }) => name) };
}

describe('a path is refused', () => {
  const cases: [string, Uint8Array, Uint8Array[], string][] = [
    ['an issuer without basic constraints', leafOf(), [middleOf([ext.usage(5)])], 'basic-constraints'],
    [
      'basic constraints that deny it',
      leafOf(),
      [middleOf([extension(OID.basicConstraints, der.sequence(), true)])],
      'basic-constraints',
    ],
    [
      'an issuer whose key may not sign certificates',
      leafOf(),
      [middleOf([ext.ca(), ext.usage(6)])],
      'key-usage',
    ],
    ['an expired issuer', leafOf(), [middleOf(GOOD, { notAfter: NOW - 1000 })], 'validity'],
    ['an issuer from the future', leafOf(), [middleOf(GOOD, { notBefore: NOW + 1000 })], 'validity'],
    ['an expired certificate', leafOf([], { notAfter: NOW - 1000 }), [middleOf(GOOD)], 'validity'],
    [
      'a critical extension that is not known',
      leafOf([extension('1.2.3.4.5', der.null(), true)]),
      [middleOf(GOOD)],
      'critical-extensions',
    ],
    [
      'the same in the issuer',
      leafOf(),
      [middleOf([...GOOD, extension('1.2.3.4.5', der.null(), true)])],
      'critical-extensions',
    ],
    [
      'an extension that is malformed, critical or not',
      leafOf([extension(OID.subjectAltName, der.octets(Uint8Array.of(1)))]),
      [middleOf(GOOD)],
      'extensions',
    ],
    [
      'name constraints with a maximum',
      leafOf(),
      [
        middleOf([
          ...GOOD,
          extension(
            OID.nameConstraints,
            der.sequence(
              der.implicit(
                0,
                der.sequence(der.sequence(general.dns('a.test'), der.implicit(1, der.integer(5)))),
              ),
            ),
            true,
          ),
        ]),
      ],
      'extensions',
    ],
    ['a subject nowhere', leafOf([], { subject: dn('') }), [middleOf(GOOD)], 'profile'],
    ['a keyUsage without a usage', leafOf([ext.usage()]), [middleOf(GOOD)], 'profile'],
    [
      'name constraints in the end',
      leafOf([ext.names([general.dns('a.test')])]),
      [middleOf(GOOD)],
      'profile',
    ],
    [
      'a critical key identifier',
      leafOf([extension(OID.subjectKeyIdentifier, der.octets(Uint8Array.of(1)), true)]),
      [middleOf(GOOD)],
      'profile',
    ],
    [
      'mapping to anyPolicy',
      leafOf(),
      [middleOf([...GOOD, ext.mappings(['1.2.3', OID.anyPolicy])])],
      'policy-mappings',
    ],
    [
      'an explicit policy that is absent',
      leafOf(),
      [middleOf([...GOOD, ext.policyConstraints(0)])],
      'certificate-policies',
    ],
  ];
  it.each(cases)('for %s', async (_, target, others, name) => {
    const { outcome, bad } = await judge(target, others);
    expect(outcome).toBe('failed');
    expect(bad).toContain(name);
  });

  it('for a breach of the profile that is common, where all of the profile is asked for', async () => {
    const issuer = middleOf(GOOD);
    expect((await judge(leafOf(), [issuer])).outcome).toBe('passed');
    expect((await judge(leafOf(), [issuer], { profile: 'full' })).bad).toContain('profile');
  });

  it('for a signature that does not verify: there is no such path', async () => {
    const spoiled = Uint8Array.from(leafOf());
    spoiled[spoiled.length - 1]! ^= 1;
    const { outcome, bad } = await judge(spoiled, [middleOf(GOOD)]);
    expect([outcome, bad]).toEqual(['not-checked', ['path-building']]);
  });

  it('for a root that nobody trusts', async () => {
    const other = newKey();
    const name = dn('root');
    const impostor = certificate({ subject: name, key: other, extensions: GOOD });
    const target = certificate({ subject: leafName, issuer: name, key: leaf, signer: other });
    expect((await judge(target, [impostor])).outcome).toBe('not-checked');
    expect((await judge(impostor, [impostor])).outcome).toBe('not-checked');
  });

  it('for a path that is longer than an authority allows', async () => {
    const low = newKey();
    const lowName = dn('low');
    const below = certificate({
      subject: lowName,
      issuer: middleName,
      key: low,
      signer: middle,
      extensions: GOOD,
    });
    const target = certificate({ subject: leafName, issuer: lowName, key: leaf, signer: low });
    const { outcome, bad } = await judge(target, [middleOf([ext.ca(0), ext.usage(5)]), below]);
    expect([outcome, bad]).toEqual(['failed', ['path-length']]);
    expect((await judge(target, [middleOf([ext.ca(1), ext.usage(5)]), below])).outcome).toBe('passed');
  });

  it('for a key that is too small, by date', async () => {
    const small = newKey('rsa', 1024);
    const target = leafOf([], { key: small, notBefore: Date.UTC(2000, 0, 1) });
    const issuer = middleOf(GOOD, { notBefore: Date.UTC(2000, 0, 1) });
    expect((await judge(target, [issuer])).bad).toEqual(['key-size']);
    expect((await judge(target, [issuer], { at: Date.UTC(2009, 0, 1) })).outcome).toBe('passed');
  });

  it('for a purpose that the certificate, or an authority above it, does not have', async () => {
    const purposes = [OID.timeStamping];
    const rules = { purposes };
    const stated = leafOf([ext.purposes([OID.timeStamping])]);
    const issuer = middleOf([...GOOD, ext.purposes([OID.serverAuth])]);
    expect((await judge(leafOf([ext.purposes([OID.serverAuth])]), [middleOf(GOOD)], rules)).bad).toEqual([
      'extended-key-usage',
    ]);
    expect((await judge(stated, [issuer], rules)).bad).toEqual(['extended-key-usage']);
    expect((await judge(stated, [middleOf(GOOD)], rules)).outcome).toBe('passed');
    const alone = { purposes, purposeExclusive: true };
    expect((await judge(stated, [middleOf(GOOD)], alone)).bad).toEqual(['extended-key-usage']);
    const both = leafOf([ext.purposes([OID.timeStamping, OID.serverAuth], true)]);
    expect((await judge(both, [middleOf(GOOD)], alone)).bad).toEqual(['extended-key-usage']);
    expect((await judge(leafOf(), [middleOf(GOOD)], alone)).bad).toEqual(['extended-key-usage']);
  });
});

describe('name constraints', () => {
  const { dns, email, uri, ip, directory, other } = general;
  const cases: [string, Uint8Array[], Uint8Array[], Uint8Array[], boolean][] = [
    ['a host below the permitted one', [dns('example.org')], [], [dns('a.example.org')], true],
    ['the host itself, in other case', [dns('example.org')], [], [dns('EXAMPLE.org')], true],
    ['a host that only ends alike', [dns('example.org')], [], [dns('badexample.org')], false],
    ['a host below the excluded one', [], [dns('example.org')], [dns('a.example.org')], false],
    ['a wildcard that reaches an excluded host', [], [dns('www.example.org')], [dns('*.example.org')], false],
    ['an excluded host with a final dot', [], [dns('example.org')], [dns('a.example.org.')], false],
    ['one bad name among good ones', [dns('example.org')], [], [dns('a.example.org'), dns('b.test')], false],
    ['a mailbox at the host', [email('example.org')], [], [email('me@example.org')], true],
    ['a mailbox below the host', [email('example.org')], [], [email('me@a.example.org')], false],
    ['a mailbox below the domain', [email('.example.org')], [], [email('me@a.example.org')], true],
    ['a mailbox at the domain itself', [email('.example.org')], [], [email('me@example.org')], false],
    ['the very mailbox', [email('me@example.org')], [], [email('me@EXAMPLE.org')], true],
    ['another mailbox', [email('me@example.org')], [], [email('you@example.org')], false],
    ['a mailbox without a host', [email('example.org')], [], [email('me')], false],
    ['a URI at the host', [uri('example.org')], [], [uri('https://example.org:8443/x')], true],
    [
      'a URI with user info that names the host',
      [uri('example.org')],
      [],
      [uri('https://example.org@evil.test/')],
      false,
    ],
    ['a URI below the domain', [uri('.example.org')], [], [uri('https://a.example.org/')], true],
    ['a URI of an address', [uri('example.org')], [], [uri('https://192.0.2.1/')], false],
    ['a URI without authority', [], [uri('example.org')], [uri('urn:x:y')], false],
    ['an address inside the net', [ip(192, 0, 2, 0, 255, 255, 255, 0)], [], [ip(192, 0, 2, 9)], true],
    ['an address outside the net', [ip(192, 0, 2, 0, 255, 255, 255, 0)], [], [ip(192, 0, 3, 9)], false],
    [
      'an address of the other family',
      [ip(192, 0, 2, 0, 255, 255, 255, 0)],
      [],
      [ip(...new Array<number>(16).fill(1))],
      false,
    ],
    ['a mask with holes', [ip(192, 0, 2, 0, 255, 0, 255, 0)], [], [ip(192, 0, 2, 9)], false],
    ['an address of five octets', [ip(192, 0, 2, 0, 255, 255, 255, 0)], [], [ip(192, 0, 2, 9, 1)], false],
    ['an excluded net', [], [ip(10, 0, 0, 0, 255, 0, 0, 0)], [ip(10, 1, 2, 3)], false],
    ['a form that is not processed', [other('1.2.3')], [], [other('1.2.3')], false],
    ['a form that no constraint speaks of', [dns('example.org')], [], [email('me@evil.test')], true],
    ['a subject inside the permitted name', [directory(dn('leaf'))], [], [], true],
    ['a subject outside the permitted name', [directory(dn('another'))], [], [], false],
    ['an excluded subject in another case', [], [directory(dn('LEAF'))], [], false],
  ];
  it.each(cases)('%s', async (_, permitted, excluded, names, good) => {
    const issuer = middleOf([...GOOD, ext.names(permitted, excluded)]);
    const target = leafOf(names.length > 0 ? [ext.altNames(...names)] : []);
    const { outcome, bad } = await judge(target, [issuer]);
    expect([outcome, bad]).toEqual(good ? ['passed', []] : ['failed', ['name-constraints']]);
  });

  it('judge the mail address in the subject too', async () => {
    const issuer = middleOf([...GOOD, ext.names([email('example.org')])]);
    const subject = dn('leaf', [OID.emailAddress, 'me@evil.test']);
    expect((await judge(leafOf([], { subject }), [issuer])).bad).toEqual(['name-constraints']);
  });

  it('are intersected along the path, and bind the operator’s own constraints in', async () => {
    const issuer = middleOf([...GOOD, ext.names([dns('a.test'), dns('b.test')])]);
    const target = leafOf([ext.altNames(dns('b.test'))]);
    const confined = [
      anchorOf(parseCertificate(rootCertificate), {
        permitted: [{ kind: 'dns', value: 'a.test', raw: new Uint8Array() }],
        excluded: [],
      }),
    ];
    expect((await judge(target, [issuer])).outcome).toBe('passed');
    expect((await judge(target, [issuer], { anchors: confined })).bad).toEqual(['name-constraints']);
  });

  it('end quickly, and against the certificate, where they are too many', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => dns(`x${index}.test`));
    const issuer = middleOf([...GOOD, ext.names(many)]);
    const target = leafOf([ext.altNames(...many)]);
    const started = cpuTime();
    expect((await judge(target, [issuer])).bad).toEqual(['name-constraints']);
    expect(cpuTime() - started).toBeLessThan(2000);
  });
});

describe('policies', () => {
  it('do not grow beyond what the certificates say, where the tree of RFC 5280 doubles with each', async () => {
    const policies = Array.from({ length: 40 }, (_, index) => `1.2.3.${index}`);
    const everyPair = policies.flatMap((from) => policies.map((to): [string, string] => [from, to]));
    const chain: Uint8Array[] = [];
    let [name, key] = [rootName, root];
    for (let depth = 0; depth < 8; depth++) {
      const [nextName, nextKey] = [dn(`level ${depth}`), newKey()];
      const extensions = [...GOOD, ext.policies(...policies), ext.mappings(...everyPair)];
      chain.push(certificate({ subject: nextName, issuer: name, key: nextKey, signer: key, extensions }));
      [name, key] = [nextName, nextKey];
    }
    const target = certificate({
      subject: leafName,
      issuer: name,
      key: leaf,
      signer: key,
      extensions: [ext.policies(...policies)],
    });
    const started = cpuTime();
    const result = await judge(target, chain, { requireExplicitPolicy: true, policies: ['1.2.3.7'] });
    expect(result.outcome).toBe('passed');
    expect([...result.policies.keys()]).toEqual(['1.2.3.7']);
    expect(cpuTime() - started).toBeLessThan(2000);
  });
});

describe('the search ends quickly', () => {
  /** Every authority certifies every other one; none of them is certified by the root. */
  function tangle(size: number, issuer: (from: number) => { name: Uint8Array; key: Key }): Uint8Array[] {
    const all = Array.from({ length: size }, (_, index) => issuer(index));
    return all.flatMap((from, a) =>
      all.flatMap((to, b) =>
        a === b
          ? []
          : [
              certificate({
                subject: to.name,
                issuer: from.name,
                key: to.key,
                signer: from.key,
                extensions: GOOD,
              }),
            ],
      ),
    );
  }
  const timed = async <T>(act: () => Promise<T>): Promise<[T, number]> => {
    const started = cpuTime();
    return [await act(), cpuTime() - started];
  };

  it('in two authorities that certify each other', async () => {
    const keys = [newKey(), newKey()];
    const pool = tangle(2, (index) => ({ name: dn(`ring ${index}`), key: keys[index]! }));
    const target = certificate({ subject: leafName, issuer: dn('ring 0'), key: leaf, signer: keys[0]! });
    const [result, took] = await timed(() => judge(target, pool));
    expect(result.bad).toEqual(['path-building']);
    expect(took).toBeLessThan(500);
  });

  it('in a tangle of cross-certificates that seems to hang from the root', async () => {
    const keys = Array.from({ length: 30 }, () => newKey());
    const forged = newKey();
    const pool = tangle(30, (index) => ({ name: dn(`tangle ${index}`), key: keys[index]! }));
    // Bears the root's name as issuer, so that no shortcut by names helps.
    pool.push(
      certificate({
        subject: dn('tangle 3'),
        issuer: rootName,
        key: keys[3]!,
        signer: forged,
        extensions: GOOD,
      }),
    );
    const target = certificate({ subject: leafName, issuer: dn('tangle 0'), key: leaf, signer: keys[0]! });
    const [result, took] = await timed(() => judge(target, pool));
    expect(result.outcome).toBe('not-checked');
    expect(took).toBeLessThan(2000);
  });

  it('in a mesh of cross-certificates, by the shortest path to the root', async () => {
    const keys = Array.from({ length: 30 }, () => newKey());
    const pool = tangle(30, (index) => ({ name: dn(`mesh ${index}`), key: keys[index]! }));
    pool.push(
      certificate({ subject: dn('mesh 3'), issuer: rootName, key: keys[3]!, signer: root, extensions: GOOD }),
    );
    const target = certificate({ subject: leafName, issuer: dn('mesh 0'), key: leaf, signer: keys[0]! });
    const [result, took] = await timed(() => judge(target, pool));
    expect([result.outcome, result.path.length]).toEqual(['passed', 3]);
    expect(took).toBeLessThan(1000);
    const [late, lateTook] = await timed(() => judge(target, pool, { at: NOW + 9e11 }));
    expect(late.outcome).toBe('failed');
    expect(lateTook).toBeLessThan(2000);
  });

  it('among thousands of certificates of one name, and still finds the right one', async () => {
    const impostors = Array.from({ length: 3000 }, () => newKey());
    const pool = impostors.map((key) =>
      certificate({ subject: middleName, issuer: rootName, key, signer: key, extensions: GOOD }),
    );
    const keyId = extension(OID.subjectKeyIdentifier, der.octets(Uint8Array.of(7)));
    const target = leafOf([
      extension(OID.authorityKeyIdentifier, der.sequence(der.implicit(0, der.octets(Uint8Array.of(7))))),
    ]);
    const [lost, took] = await timed(() => judge(target, pool));
    expect(lost.outcome).toBe('not-checked');
    expect(took).toBeLessThan(3000);
    const [found] = await timed(() => judge(target, [...pool, middleOf([...GOOD, keyId])]));
    expect(found.outcome).toBe('passed');
  });

  it('and takes the path that holds where another with the same name does not', async () => {
    const expired = middleOf(GOOD, { notAfter: NOW - 1000 });
    const { outcome, path } = await judge(leafOf(), [expired, middleOf(GOOD)]);
    expect([outcome, path.length]).toEqual(['passed', 2]);
  });
});

describe('revocation', () => {
  const lists = (...encoded: Uint8Array[]) => ({
    revocation: 'required' as const,
    crls: encoded.map(parseCrl),
  });
  const rootList = crl({ issuer: rootName, signer: root });

  it('must be known of every certificate of the path', async () => {
    const target = leafOf([], { serial: 5 });
    const pool = [middleOf(GOOD)];
    expect((await validate(target, pool, lists())).outcome).toBe('not-checked');
    expect((await validate(target, pool, lists(rootList))).outcome).toBe('not-checked');
    const list = crl({ issuer: middleName, signer: middle });
    expect((await validate(target, pool, lists(rootList, list))).outcome).toBe('passed');
    const revoked = crl({ issuer: middleName, signer: middle, revoked: [{ serial: 5, reason: 1 }] });
    expect((await validate(target, pool, lists(rootList, revoked))).outcome).toBe('failed');
    const forged = crl({ issuer: middleName, signer: newKey() });
    expect((await validate(target, pool, lists(rootList, forged))).outcome).toBe('not-checked');
    const stale = crl({ issuer: middleName, signer: middle, nextUpdate: NOW - 1 });
    expect((await validate(target, pool, lists(rootList, stale))).outcome).toBe('not-checked');
    const endless = crl({ issuer: middleName, signer: middle, nextUpdate: null });
    expect((await validate(target, pool, lists(rootList, endless))).outcome).toBe('not-checked');
  });

  it('counts from its own instant on', async () => {
    const target = leafOf([], { serial: 6 });
    const list = crl({ issuer: middleName, signer: middle, revoked: [{ serial: 6, at: NOW - 10_000 }] });
    const at = NOW - 20_000;
    const settings = { ...lists(rootList, list), now: NOW };
    expect((await validate(target, [middleOf(GOOD)], { ...settings, at })).outcome).toBe('passed');
    expect((await validate(target, [middleOf(GOOD)], { ...settings, at: NOW })).outcome).toBe('failed');
  });

  it('is not told by the leaf’s own list', async () => {
    const target = leafOf([ext.usage(6)], { serial: 7, subject: middleName });
    const own = crl({ issuer: middleName, signer: leaf });
    const { outcome } = await validate(target, [middleOf(GOOD), target], lists(rootList, own));
    expect(outcome).toBe('not-checked');
  });

  async function validate(target: Uint8Array, others: Uint8Array[], settings: Partial<ValidationSettings>) {
    return judge(target, others, settings);
  }
});
