import { setTimeout as pause } from 'node:timers/promises';
import { wellKnownPersonSample } from '#libs/licences';
import { filled, formOf, HolderBrowser, shownCode } from '../holder/holder-browser.js';
import type { Integrator } from '../integrator/client.js';
import { askField } from './ask-field.js';
import type { ConsentFact, RefusalFact } from './facts.js';

export interface ConsentSources {
  /** Signed in at the node of the region whose counter asks. */
  integrator: Integrator;
  /** The asking organisation, whose matter it is. */
  organisation: { code: string; name: string };
  platform: { origin: string; ca: string; username: string; password: string };
  caseNumber: string;
}

/** What the counter wants to know; the address is kept by the responsibility list, whoever agrees. */
const WANTED = ['holderName', 'validUntil', 'attributes.KZ_CSRQ', 'attributes.KZ_XB', 'attributes.KZ_ZZ'];
const UNTICKED = 'attributes.KZ_XB';
/** A withdrawal counts once the kept status list is over. */
const WITHDRAWN_WITHIN_MS = 20_000;

const LOOKUP = `query Consent($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, context: $context) {
    status refusal { code } withheld { field reason }
    licence { holderName validUntil attributes(codes: ["KZ_CSRQ", "KZ_XB", "KZ_ZZ"]) { code value } }
  }
}`;
const REQUEST = `mutation Ask($licences: [AuthorisationLicenceInput!]!, $context: LookupContextInput!) {
  requestHolderAuthorisation(region: BEIJING, licences: $licences, context: $context) { id url }
}`;
const READ = `query Asked($id: ID!) {
  holderAuthorisation(id: $id) { state granted { id licences { fields } } }
}`;

interface Found {
  status: string;
  withheld: RefusalFact[];
  licence: {
    holderName: string | null;
    validUntil: string | null;
    attributes: { code: string; value: string }[];
  };
}

/**
 * A counter asks for more than was agreed, the holder agrees to a part of it on the platform's own pages, and takes it back.
 * @throws Error where it does not go as the sample agreements say: the story would be a lie
 */
export async function collectConsent(sources: ConsentSources): Promise<ConsentFact> {
  const { integrator, organisation, platform, caseNumber } = sources;
  const card = wellKnownPersonSample('110000');
  const context = {
    itemCode: `${organisation.code}2000720001000`,
    itemName: '新生儿出生一件事（样例）',
    caseNumber,
    legalBasis: '居民身份证法；个人信息保护法第十三条',
    reason: '核对新生儿父母的身份信息',
    channel: 'COUNTER',
    person: { id: 'clerk-0301', name: '李小红（样例）' },
  };
  const ask = askField('The consent', integrator);
  const look = (more: object = {}): Promise<Found> =>
    ask(LOOKUP, { id: card.identifier, context: { ...context, ...more } }, 'licence');

  const before = await look();
  const licences = [{ typeCode: card.typeCode, fields: WANTED }];
  const asked = await ask<{ id: string; url: string }>(
    REQUEST,
    { licences, context },
    'requestHolderAuthorisation',
  );
  const browser = new HolderBrowser(platform.origin, platform.ca);
  try {
    await browser.signIn(platform.username, platform.password, shownCode);
    const page = await browser.open(new URL(asked.url).pathname);
    const form = filled(formOf(page, /^\/a\//), { decision: 'confirm' });
    await browser.submit({ ...form, fields: form.fields.filter(([, value]) => value !== `0:${UNTICKED}`) });
    const granted = await ask<{
      state: string;
      granted: { id: string; licences: { fields: string[] }[] } | null;
    }>(READ, { id: asked.id }, 'holderAuthorisation');
    if (!granted.granted) throw new Error(`The holder agreed, and the counter hears ${granted.state}`);
    const given = { holderAuthorisationId: asked.id };
    const after = await look(given);
    await browser.submit(formOf(await browser.open('/given'), new RegExp(granted.granted.id)));
    return {
      licenceType: card.name,
      organisation: organisation.name,
      itemName: context.itemName,
      before: told(before),
      url: asked.url,
      preview: linesOf(page.text),
      unticked: UNTICKED,
      agreed: granted.granted.licences.flatMap(({ fields }) => fields),
      after: told(after),
      withdrawn: await untilWithdrawn(() => look(given)),
    };
  } finally {
    await browser.close();
  }
}

async function untilWithdrawn(look: () => Promise<Found>): Promise<RefusalFact[]> {
  const until = performance.now() + WITHDRAWN_WITHIN_MS;
  for (;;) {
    const { withheld } = await look();
    if (withheld.some(({ reason }) => reason === 'AUTHORISATION_WITHDRAWN')) return withheld;
    if (performance.now() > until) throw new Error('A withdrawn authorisation still counts');
    await pause(500);
  }
}

function told({ status, licence, withheld }: Found): ConsentFact['before'] {
  const { holderName, validUntil, attributes } = licence;
  const fields = { holderName, validUntil };
  const released = Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [name]));
  return {
    status,
    released: [...released, ...attributes.map(({ code }) => `attributes.${code}`)],
    withheld,
  };
}

/** What stands beside each box of the holder's page. */
function linesOf(text: string): string[] {
  return [...text.matchAll(/<label\s*>\s*<input type="checkbox"[^>]*>([^<]*)<small\s*>([^<]*)<\/small/g)].map(
    ([, label = '', remark = '']) => `${label.trim()}: ${remark.trim()}`,
  );
}
