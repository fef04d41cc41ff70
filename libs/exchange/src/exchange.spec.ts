import { randomBytes } from 'node:crypto';
import { compactVerify, importJWK, type JWK } from 'jose';
import { Refusal } from '#libs/errors';
import {
  generateSigningKey,
  signCompact,
  signingKeyFromJwk,
  verificationKeyOf,
  type SigningSuiteName,
} from '#libs/jws';
import { signAnswer } from './answer.js';
import { lookupContextSchema, parseLookupContext, type LookupContext } from './context.js';
import { contentDigest, documentId, readContentDigest, sha256 } from './digest.js';
import { ENTITY_ID, TARGET_URI } from './forms.js';
import type { PeerKeys } from './ports.js';
import { AnswerRefused, RequestRefused } from './refused.js';
import { signRequest } from './request.js';
import { chooseSigningKey } from './suites.js';
import { verifyAnswer } from './verify-answer.js';
import { verifyRequest } from './verify-request.js';

const now = Date.UTC(2026, 10, 20, 2, 0, 0, 750);
const clock = () => now;
const beijing = 'https://127.0.0.1:7411';
const tianjin = 'https://127.0.0.1:7421';
const keyOf = (suite: SigningSuiteName) => signingKeyFromJwk(generateSigningKey(suite).privateJwk);
const keys = { ES256: keyOf('ES256'), EdDSA: keyOf('EdDSA'), SM2: keyOf('SM2') };

const peer = (entityId: string, more: Partial<PeerKeys> = {}): PeerKeys => ({
  entityId,
  keys: [keys.ES256, keys.EdDSA, keys.SM2].map(verificationKeyOf),
  suites: ['ES256', 'EdDSA'],
  jurisdictions: ['110000'],
  ...more,
});
const resolvePeer = (entityId: string) => peer(entityId);

const context: LookupContext = {
  purpose: { itemCode: '11100000MB0143028R2000101001000', itemName: '企业变更登记' },
  caseNumber: 'TJ-2026-1',
  legalBasis: '政务数据共享条例第二十一条',
  reason: '核验营业执照',
  organisation: { code: '11100000MB0143028R', name: '天津市政务服务办公室' },
  person: { id: 'w-7', name: '李四' },
  channel: 'counter',
};
const body = Buffer.from('{"documentId":"sha256:00"}');
const unsigned = {
  iss: tianjin,
  aud: beijing,
  method: 'POST',
  uri: `${beijing}/graphql`,
  contentType: 'application/json',
  body,
  context,
  ttlSeconds: 30,
};
const sign = (suite: SigningSuiteName = 'ES256', change = {}) =>
  signRequest({ ...unsigned, ...change }, { key: keys[suite], clock, randomBytes });
const rules = { self: beijing, clock, skewSeconds: 5, resolvePeer };
const received = (signed: Awaited<ReturnType<typeof sign>>) => ({
  token: signed.token,
  method: 'POST',
  uri: unsigned.uri,
  contentType: signed.headers['content-type'],
  contentDigest: signed.headers['content-digest'],
  body,
  channel: tianjin,
});
const refusalOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  );

describe('a request', () => {
  it.each(['ES256', 'EdDSA'] as const)(
    'that was signed with %s verifies, with us and with jose',
    async (suite) => {
      const signed = await sign(suite);
      const verified = await verifyRequest(received(signed), rules);
      expect(verified).toMatchObject({
        context,
        tokenDigest: signed.tokenDigest,
        replayKey: { iss: tianjin, jti: signed.jti },
        claims: { iat: Math.floor(now / 1000), exp: Math.floor(now / 1000) + 30, aud: beijing },
      });
      const theirs = await compactVerify(signed.token, await importJWK(keys[suite].publicJwk as JWK, suite));
      expect(JSON.parse(Buffer.from(theirs.payload).toString())).toEqual(verified.claims);
      expect(theirs.protectedHeader).toEqual({
        alg: suite,
        kid: keys[suite].kid,
        typ: 'tongban-request+jwt',
      });
    },
  );

  it('that was signed with SM2 verifies where the verifier lists the suite, and only there', async () => {
    const signed = await sign('SM2');
    const verified = await verifyRequest(received(signed), { ...rules, suites: ['SM2'] });
    expect(verified).toMatchObject({ context, tokenDigest: signed.tokenDigest });
    await expect(verifyRequest(received(signed), rules)).rejects.toMatchObject({ code: 'SUITE_NOT_AGREED' });
    const es256 = await sign('ES256');
    await expect(verifyRequest(received(es256), { ...rules, suites: ['SM2'] })).rejects.toMatchObject({
      code: 'SUITE_NOT_AGREED',
    });
  });

  it('never has a jti twice', async () => {
    const jtis = new Set(await Promise.all(Array.from({ length: 50 }, async () => (await sign()).jti)));
    expect(jtis.size).toBe(50);
  });

  it.each([0, -1, 61, NaN, Infinity])('is not signed for %p seconds', async (ttlSeconds) => {
    await expect(sign('ES256', { ttlSeconds })).rejects.toMatchObject({ code: 'REQUEST_LIFETIME' });
  });

  it('without a certificate says that the channel was not checked', async () => {
    const { channel: _channel, ...request } = received(await sign());
    const { checks } = await verifyRequest(request, rules);
    expect(checks.find((check) => check.name === 'channel')?.outcome).toBe('not-checked');
  });

  it('of a node whose chain has expired is refused with the code of the federation, unidentified', async () => {
    const failing = async () => {
      throw new Refusal('PEER_UNKNOWN', { details: { why: 'chain' } });
    };
    const thrown = await refusalOf(verifyRequest(received(await sign()), { ...rules, resolvePeer: failing }));
    expect(thrown).toBeInstanceOf(RequestRefused);
    expect(thrown).toMatchObject({ code: 'PEER_UNKNOWN', status: 401, identified: undefined });
  });

  it('is not believed where the directory answers with another node', async () => {
    const thrown = await refusalOf(
      verifyRequest(received(await sign()), { ...rules, resolvePeer: () => peer(beijing) }),
    );
    expect(thrown).toMatchObject({ code: 'PEER_UNKNOWN' });
  });

  it('meets a defect of ours as a defect', async () => {
    const broken = () => {
      throw new TypeError('defect');
    };
    await expect(verifyRequest(received(await sign()), { ...rules, resolvePeer: broken })).rejects.toThrow(
      TypeError,
    );
  });

  it('that is refused after its signature names caller, jti and digest; the checks say how far it came', async () => {
    const signed = await sign();
    const thrown = (await refusalOf(
      verifyRequest({ ...received(signed), method: 'PUT' }, rules),
    )) as RequestRefused;
    expect(thrown.identified).toEqual({ iss: tianjin, jti: signed.jti, tokenDigest: signed.tokenDigest });
    expect(thrown.status).toBe(403);
    expect(thrown.checks.map((check) => check.outcome).join()).toMatch(/^(passed,)+failed(,not-checked)+$/);
    expect(thrown.checks.find((check) => check.outcome === 'failed')).toEqual({
      name: 'method',
      outcome: 'failed',
      clause: '5.2 (13)',
      detail: 'METHOD_MISMATCH',
    });
  });

  it('with a malformed jti is denied to an identified caller without a jti', async () => {
    const claims = { v: 1, iss: tianjin, jti: 'x' };
    const token = await signCompact({
      header: { typ: 'tongban-request+jwt' },
      payload: claims,
      key: keys.ES256,
    });
    const thrown = await refusalOf(verifyRequest({ ...received(await sign()), token }, rules));
    expect(thrown).toMatchObject({ identified: { iss: tianjin, tokenDigest: sha256(token) } });
    expect((thrown as RequestRefused).identified).not.toHaveProperty('jti');
  });

  it.each([
    ['a number', 7],
    ['text', 'PEER'],
    ['null', null],
    ['a list', ['https://127.0.0.1:7421']],
    ['a very long text', `https://${'a'.repeat(300)}`],
  ])('whose issuer is %s never reaches the directory', async (_what, iss) => {
    let asked = false;
    const token = await signCompact({
      header: { typ: 'tongban-request+jwt' },
      payload: { iss },
      key: keys.ES256,
    });
    const { channel: _channel, ...request } = received(await sign());
    const thrown = await refusalOf(
      verifyRequest({ ...request, token }, { ...rules, resolvePeer: () => void (asked = true) }),
    );
    expect(thrown).toMatchObject({ code: 'REQUEST_ISSUER_INVALID' });
    expect(asked).toBe(false);
  });
});

describe('an answer', () => {
  const receipt = { log: 'beijing/log', leaf: sha256('leaf') };
  const answerBody = Buffer.from('{"data":null}');
  const unsignedAnswer = {
    iss: beijing,
    aud: tianjin,
    requestDigest: sha256('request'),
    status: 200,
    contentType: 'application/graphql-response+json',
    body: answerBody,
    receipt,
  };
  const answerRules = {
    expectedIss: beijing,
    self: tianjin,
    requestDigest: sha256('request'),
    clock,
    skewSeconds: 5,
    resolvePeer,
  };
  const arrived = (token: string) => ({
    token,
    status: 200,
    contentType: unsignedAnswer.contentType,
    body: answerBody,
  });

  it.each(['ES256', 'EdDSA'] as const)(
    'that was signed with %s verifies, with us and with jose',
    async (suite) => {
      const token = await signAnswer(unsignedAnswer, { key: keys[suite], clock });
      const verified = await verifyAnswer(arrived(token), { ...answerRules, jurisdiction: '110000' });
      expect(verified.receipt).toEqual(receipt);
      expect(verified.checks.every((check) => check.outcome === 'passed')).toBe(true);
      const theirs = await compactVerify(token, await importJWK(keys[suite].publicJwk as JWK, suite));
      expect(JSON.parse(Buffer.from(theirs.payload).toString())).toEqual(verified.claims);
    },
  );

  it('that was signed with SM2 verifies where the verifier lists the suite, and only there', async () => {
    const token = await signAnswer(unsignedAnswer, { key: keys.SM2, clock });
    const verified = await verifyAnswer(arrived(token), { ...answerRules, suites: ['ES256', 'SM2'] });
    expect(verified.receipt).toEqual(receipt);
    await expect(verifyAnswer(arrived(token), answerRules)).rejects.toMatchObject({
      code: 'SUITE_NOT_AGREED',
    });
  });

  it('by a node that the federation no longer knows is refused as a bad gateway', async () => {
    const token = await signAnswer(unsignedAnswer, { key: keys.ES256, clock });
    const thrown = await refusalOf(
      verifyAnswer(arrived(token), { ...answerRules, resolvePeer: () => undefined }),
    );
    expect(thrown).toBeInstanceOf(AnswerRefused);
    expect(thrown).toMatchObject({ code: 'PEER_UNKNOWN', status: 502 });
  });

  it('by a key that was retired since is refused so', async () => {
    const token = await signAnswer(unsignedAnswer, { key: keys.ES256, clock });
    const resolve = () => peer(beijing, { keys: [], retiredKids: [keys.ES256.kid] });
    await expect(
      verifyAnswer(arrived(token), { ...answerRules, resolvePeer: resolve }),
    ).rejects.toMatchObject({
      code: 'KEY_RETIRED',
    });
  });
});

describe('chooseSigningKey', () => {
  it('follows the preference of the peer', () => {
    const own = [keys.ES256, keys.EdDSA];
    expect(chooseSigningKey(own, ['EdDSA', 'ES256'])).toBe(keys.EdDSA);
    expect(chooseSigningKey(own, ['SM2', 'ES256'])).toBe(keys.ES256);
    expect(() => chooseSigningKey(own, ['SM2'])).toThrow(
      expect.objectContaining({ code: 'SUITE_NOT_AGREED' }),
    );
    expect(() => chooseSigningKey([], ['ES256'])).toThrow(
      expect.objectContaining({ code: 'SUITE_NOT_AGREED' }),
    );
  });
});

describe('digests', () => {
  it('stand in claims and in the field in their own forms', () => {
    // RFC 9530 appendix D: {"hello": "world"} with a line feed
    const digest = sha256(Buffer.from('{"hello": "world"}\n'));
    expect(contentDigest(digest)).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
    expect(readContentDigest(contentDigest(digest))).toBe(digest);
    expect(documentId('{ a }')).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each([
    [undefined, 'CONTENT_DIGEST_MISSING'],
    ['', 'CONTENT_DIGEST_MISSING'],
    ['sha-256=RK', 'CONTENT_DIGEST_MALFORMED'],
    ['SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:', 'CONTENT_DIGEST_MALFORMED'],
    ['sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDh=:', 'CONTENT_DIGEST_MALFORMED'],
    ['sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:;q=1', 'CONTENT_DIGEST_MALFORMED'],
    [' sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:', 'CONTENT_DIGEST_MALFORMED'],
    ['sha-512=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:', 'CONTENT_DIGEST_MALFORMED'],
  ])('refuse the field %p', (field, code) => {
    expect(() => readContentDigest(field)).toThrow(expect.objectContaining({ code }));
  });
});

describe('URIs with one spelling', () => {
  it.each([
    'https://127.0.0.1:7411/graphql',
    'https://beijing.example/graphql',
    'https://[2001:db8::1]:8443/a/b.c/d_e~f',
  ])('%s is one', (uri) => {
    expect(TARGET_URI.test(uri)).toBe(true);
    expect(new URL(uri).href).toBe(uri);
  });

  it.each([
    'http://beijing.example/graphql',
    'HTTPS://beijing.example/graphql',
    'https://Beijing.example/graphql',
    'https://beijing.example:443/graphql',
    'https://beijing.example:/graphql',
    'https://beijing.example:08443/graphql',
    'https://user@beijing.example/graphql',
    'https://beijing.example/graphql?x',
    'https://beijing.example/graphql#x',
    'https://beijing.example/a/../graphql',
    'https://beijing.example/./graphql',
    'https://beijing.example//graphql',
    'https://beijing.example/graphql/',
    'https://beijing.example/%67raphql',
    'https://beijing.example',
    'https://beijing.example./graphql',
    'https://北京.example/graphql',
    'https://beijing.example/graphql\n',
  ])('%s is none', (uri) => {
    expect(TARGET_URI.test(uri)).toBe(false);
  });

  it('an entity id has no trailing slash and may have no path', () => {
    expect(ENTITY_ID.test('https://127.0.0.1:7411')).toBe(true);
    expect(ENTITY_ID.test('https://127.0.0.1:7411/')).toBe(false);
    expect(ENTITY_ID.test('https://hebei.example/xiongan')).toBe(true);
  });
});

describe('the lookup context', () => {
  it.each<[string, object, string, string]>([
    ['no purpose', { purpose: undefined }, 'CONTEXT_INVALID', 'purpose'],
    [
      'no item name',
      { purpose: { itemCode: context.purpose.itemCode } },
      'CONTEXT_INVALID',
      'purpose.itemName',
    ],
    ['no legal basis', { legalBasis: undefined }, 'CONTEXT_INVALID', 'legalBasis'],
    ['an empty reason', { reason: '' }, 'CONTEXT_INVALID', 'reason'],
    ['a person without a name', { person: { id: 'x' } }, 'CONTEXT_INVALID', 'person.name'],
    ['text that reorders', { reason: 'a\u202eb' }, 'CONTEXT_INVALID', 'reason'],
    ['a line separator', { reason: 'a\u2028b' }, 'CONTEXT_INVALID', 'reason'],
    ['a case number with blanks', { caseNumber: 'a b' }, 'CONTEXT_INVALID', 'caseNumber'],
    [
      '51 characters of name',
      { person: { id: 'x', name: '名'.repeat(51) } },
      'CONTEXT_INVALID',
      'person.name',
    ],
    ['a surplus member', { secret: 'value' }, 'CONTEXT_INVALID', 'a surplus member'],
    [
      'a surplus member inside',
      { person: { id: 'x', name: 'x', idCard: '1' } },
      'CONTEXT_INVALID',
      'person: a surplus member',
    ],
    [
      'an authorisation with blanks',
      { holderAuthorisation: 'a b' },
      'CONTEXT_INVALID',
      'holderAuthorisation',
    ],
    [
      'a malformed organisation',
      { organisation: { code: 'x', name: 'x' } },
      'USCC_MALFORMED',
      'organisation.code',
    ],
    [
      'a wrong check character',
      { organisation: { code: '11100000MB01430288', name: 'x' } },
      'USCC_CHECK_CHARACTER',
      'organisation.code',
    ],
    [
      'an item of no authority',
      { purpose: { itemCode: '11100000MB01430288' + '2000101001000', itemName: 'x' } },
      'ITEM_CODE_AUTHORITY',
      'purpose.itemCode',
    ],
  ])('with %s is refused, naming the member and not its value', (_what, change, code, hint) => {
    expect(() => parseLookupContext({ ...context, ...change })).toThrow(
      expect.objectContaining({ code, hint }),
    );
  });

  it.each([undefined, null])('that is %p is missing', (value) => {
    expect(() => parseLookupContext(value)).toThrow(expect.objectContaining({ code: 'CONTEXT_MISSING' }));
  });

  it('counts code points: 50 rare characters are 50', () => {
    const person = { id: 'x', name: '𠀀'.repeat(50) };
    expect(lookupContextSchema.safeParse({ ...context, person }).success).toBe(true);
  });
});
