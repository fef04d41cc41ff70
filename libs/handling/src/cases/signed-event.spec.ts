import { generateSigningKey, signCompact, signingKeyFromJwk, verificationKeyOf } from '#libs/jws';
import type { RegionCode } from '#libs/codes';
import { Desk, TIANJIN } from '../../../../test/support/case-desk.js';
import type { CaseEvent } from './event.js';
import { CASE_EVENT_TYP, signEvent, verifyEvent } from './signed-event.js';

const NODE = 'https://tianjin.example';
const key = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const other = signingKeyFromJwk(generateSigningKey('ES256').privateJwk);
const ports = {
  keyOf: (issuer: string, kid: string) =>
    issuer === NODE && kid === key.kid ? verificationKeyOf(key) : undefined,
  actsFor: (issuer: string, region: RegionCode) => issuer === NODE && region === TIANJIN,
};
const event = new Desk().propose('receive') as CaseEvent;
const { id: _, ...body } = event;
const sign = (payload: object, typ = CASE_EVENT_TYP, by = key) =>
  signCompact({ header: { typ }, payload, key: by });

describe('a signed event', () => {
  it.each<[string, string, () => Promise<string>]>([
    ['signed by another key', 'JWS_KID_UNKNOWN', () => signEvent(event, NODE, other)],
    ['of an issuer that is not known', 'JWS_KID_UNKNOWN', () => signEvent(event, 'https://x.example', key)],
    ['of another kind', 'JWS_TYP_WRONG', () => sign({ iss: NODE, ...body }, 'message+jwt')],
    [
      'for a region that the node does not act for',
      'CASE_EVENT_OTHER_REGION',
      () => sign({ iss: NODE, ...body, region: '130000' }),
    ],
    ['with an id of its own choice', 'CASE_EVENT_INVALID', () => sign({ iss: NODE, ...event })],
    ['without an issuer', 'JWS_KID_UNKNOWN', () => sign(body)],
  ])('is refused %s', async (_, code, make) => {
    await expect(make().then((token) => verifyEvent(token, ports))).rejects.toMatchObject({ code });
  });

  it('comes back as it was, with its id', async () =>
    expect(await verifyEvent(await signEvent(event, NODE, key), ports)).toEqual(event));

  it('is refused where a character was changed', async () => {
    const [header, , signature] = (await signEvent(event, NODE, key)).split('.');
    const forged = Buffer.from(JSON.stringify({ iss: NODE, ...body, at: event.at + 1 })).toString(
      'base64url',
    );
    await expect(verifyEvent(`${header}.${forged}.${signature}`, ports)).rejects.toMatchObject({
      code: 'JWS_SIGNATURE_WRONG',
    });
  });
});
