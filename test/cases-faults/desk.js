import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { wellKnownSample } from '../../dist/libs/licences/src/index.js';

/** People of two regions who draft, receive and handle cases over HTTP. */

const MARKET = { beijing: '1111000000TB03001W', tianjin: '1112000000TB030011' };
const COUNTER = { beijing: '11110000TB90000160', tianjin: '11120000TB9000024Y' };
const FIRM = { type: '001', code: wellKnownSample('110000').holderCode };
const ROLE = { window: 'windowClerk', handler: 'handler', approver: 'approver', applicant: 'holder' };

export class Desk {
  #tokens = new Map();

  constructor(node, now) {
    this.node = node;
    this.now = now;
  }

  /** @returns what was answered, or undefined where nobody knows whether it was done */
  async ask(who, query, variables) {
    let answer;
    try {
      const response = await fetch(`${this.node.publicUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.#token(who)}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(8_000),
      });
      answer = await response.json();
    } catch {
      return undefined;
    }
    const code = answer.errors?.[0]?.extensions?.code;
    // These do not say whether it happened before.
    if (['INTERNAL', 'STORE_UNAVAILABLE', 'SHUTTING_DOWN', 'TIMEOUT', 'OPERATION_TIMEOUT'].includes(code))
      return undefined;
    return { data: answer.data && Object.values(answer.data)[0], code };
  }

  draft() {
    return this.ask(
      'window',
      'mutation($applicant: HolderInput) { draftCase(matter: "signboard", applicant: $applicant) { id } }',
      { applicant: { type: 'USCC', code: FIRM.code } },
    );
  }

  receive(id, input, key) {
    return this.ask(
      'window',
      'mutation($id: ID!, $input: ReceiveCaseInput!, $key: String) { receiveCase(id: $id, input: $input, key: $key) { state } }',
      { id, input, key },
    );
  }

  step({ id, who, step, data, key }) {
    return this.ask(
      who,
      `mutation($id: ID!, $step: CaseStepKind!, $data: CaseStepInput, $key: String) {
         takeCaseStep(id: $id, step: $step, data: $data, key: $key) { state } }`,
      { id, step, data, key },
    );
  }

  async #token(who) {
    const now = this.now();
    const held = this.#tokens.get(who);
    if (held && held.until > now) return held.token;
    const { name, loaded, dataDir } = this.node;
    const { issuer, audience } = loaded.config.callers;
    const keys = JSON.parse(readFileSync(join(dataDir, 'keys/oidc/issuer-keys.json'), 'utf8'));
    const jwk = keys.signing[0].privateJwk;
    const seconds = Math.floor(now / 1000);
    const token = await new SignJWT({
      client_id: 'test',
      scope: 'tongban',
      role: ROLE[who],
      org_code: who === 'window' ? COUNTER[name] : MARKET[name],
      org_name: '样例',
      person_id: `${name}-${who}`,
      person_name: '样例人员',
      ...(who === 'applicant' ? { holder_type: FIRM.type, holder_code: FIRM.code } : {}),
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid })
      .setIssuer(issuer.url)
      .setSubject('test')
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 600)
      .sign(await importJWK(jwk, 'ES256'));
    this.#tokens.set(who, { token, until: now + 300_000 });
    return token;
  }
}

const form = { text: '样例餐厅', width: 3, permanent: false };
const remedy = '60 日内可申请行政复议';

/** Steps that somebody may try, and the states in which they likely would; the rules decide which are taken. */
export const TRIES = [
  ['handler', 'ACCEPT', {}, ['RECEIVED']],
  ['handler', 'ACCEPT', {}, ['RECEIVED']],
  ['window', 'ACCEPT', {}, ['RECEIVED']],
  ['window', 'HAND_OVER', { identityCheck: 'document' }, ['RECEIVED']],
  ['handler', 'BEGIN_REVIEW', {}, ['ACCEPTED']],
  ['handler', 'BEGIN_REVIEW', {}, ['ACCEPTED']],
  ['approver', 'APPROVE', {}, ['UNDER_REVIEW']],
  ['approver', 'REFUSE', { reason: '不符合条件', remedy }, ['UNDER_REVIEW']],
  ['handler', 'ASK_CORRECTION', { missing: [{ field: 'width', text: '宽度有误' }] }, ['RECEIVED']],
  ['window', 'ASK_CORRECTION', { missing: [{ field: 'text', text: '名称不符' }] }, ['RECEIVED']],
  ['applicant', 'CORRECT', { form: { ...form, width: 4 } }, ['CORRECTION_ASKED']],
  ['applicant', 'WITHDRAW', {}, ['RECEIVED', 'UNDER_REVIEW', 'ACCEPTED']],
  [
    'handler',
    'BEGIN_SPECIAL',
    { procedure: 'inspection', basis: '行政许可法 45', expectedDays: 3 },
    ['UNDER_REVIEW'],
  ],
  ['handler', 'END_SPECIAL', { text: '合格' }, ['SPECIAL_PROCEDURE']],
  ['approver', 'EXTEND', { days: 5, reason: '案情复杂' }, ['ACCEPTED', 'UNDER_REVIEW']],
  ['window', 'DELIVER', { way: 'counter' }, ['APPROVED', 'REFUSED']],
  ['handler', 'DELIVER', { way: 'online' }, ['APPROVED', 'REFUSED']],
  ['applicant', 'SIGN_FOR', {}, ['DELIVERED']],
  ['applicant', 'RATE', { stars: 1, comment: '太慢' }, ['DELIVERED', 'SIGNED_FOR', 'WITHDRAWN']],
  ['applicant', 'URGE', {}, ['RECEIVED', 'ACCEPTED', 'UNDER_REVIEW']],
  ['handler', 'ANSWER_RATING', { text: '已整改' }, ['RATED']],
  ['handler', 'POST', { what: 'notice', reference: '1' }, ['ACCEPTED', 'UNDER_REVIEW', 'APPROVED']],
];

export const RECEIVING = { model: 'ONLINE', modes: ['CROSS_REGION'], form };
