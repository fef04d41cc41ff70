import { hash, randomBytes } from 'node:crypto';
import { hmacSha256 } from '../../../dist/apps/node/src/lookup/hmac-sha256.js';
import { canonicalBytes, checkEntry, Commitments } from '../../../dist/libs/audit-log/src/index.js';

/** Entries of one case, and of one person (one more or less), whatever the size of the log. */
export const PER_CASE = 4;
export const PER_SUBJECT = 5;
const CLERKS = 2_000;

/** In eight entries of a node: five answers, one lookup of its own, one question to a peer with its outcome. */
const KINDS = ['answer', 'answer', 'intent', 'outcome', 'answer', 'home', 'answer', 'answer'];

const TIANJIN = {
  kind: 'peer',
  id: 'https://127.0.0.1:7421',
  organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
};
const INTEGRATOR = {
  kind: 'client',
  id: 'sample-integrator',
  organisation: { code: '11110000TB90000160', name: '北京市政务服务样例机构' },
};
const TYPES = [
  '11100000MB0143028R001',
  '11100000000013338W032',
  '11100000000013127D001',
  '11100000MB03271699021',
];
const OUTCOMES = ['granted', 'granted', 'granted', 'reduced', 'reduced', 'not-found', 'denied'];

const digestOf = (text) => hash('sha256', text, 'base64url');
const twelve = (number) => number.toString(16).padStart(12, '0');

/** Who is looked up in an entry: an invented firm or person, in the log's own way (`type:code`). */
export const subjectOf = (number) =>
  number % 3 === 0
    ? `111:110101${1940 + (number % 70)}${String(number).padStart(8, '0')}`
    : `001:9111${String(number).padStart(14, '0')}`;
export const caseOf = (index) => `BJ-2026-${String(Math.floor(index / PER_CASE)).padStart(9, '0')}`;

/**
 * Makes the entries of an invented log, each as a node would: canonical bytes of a valid entry, real commitments with
 * salts, a request digest that joins intent and outcome. Made of one checked entry for each shape, whose changing values are
 * exchanged in its canonical text: a fortieth of the time that building each anew takes.
 */
export class EntryMaker {
  #node;
  #subjects;
  #shapes = new Map();
  #salts = Buffer.alloc(0);

  /** @param {{ node: string, count: number }} options entity id of the node whose log it is, and how many entries it will have */
  constructor({ node, count }) {
    this.#node = node;
    // Odd, so that no subject falls on one kind of entry alone.
    this.#subjects = Math.floor(count / PER_SUBJECT) | 1;
  }

  /** Number of the subject of an entry; the lookups of one are spread over the whole log. */
  subjectAt(index) {
    // Intent and outcome are of one lookup.
    return (KINDS[index % 8] === 'outcome' ? index - 1 : index) % this.#subjects;
  }

  /** @param at milliseconds since the epoch */
  make(index, at) {
    const kind = KINDS[index % 8];
    const first = kind === 'outcome' ? index - 1 : index;
    const subject = subjectOf(this.subjectAt(index));
    const outcome = kind === 'intent' ? 'asked' : OUTCOMES[first % OUTCOMES.length];
    const licenceType = TYPES[first % TYPES.length];
    const jti = `j-${twelve(first)}`;
    const personal = new Commitments((length) => this.#salt(length), hmacSha256);
    const values = {
      id: uuid7(at, index),
      at: new Date(at).toISOString(),
      person: personal.add('caller.person', `clerk-${first % CLERKS}`),
      personName: personal.add('caller.personName', `样例经办人${first % CLERKS}`),
      subject: personal.add('lookups.0.subject', subject),
      caseNumber: caseOf(first),
      identifier: `1.2.156.3005.2.${licenceType}.${twelve(first % this.#subjects)}.001.9`,
      digest: digestOf(jti),
      jti,
      bodyDigest: digestOf(`body ${jti}`),
      leaf: digestOf(`leaf ${jti}`),
      intent: uuid7(at, index - 1),
    };
    return {
      ...this.#shape(kind, outcome, licenceType).fill(values),
      values,
      kind,
      outcome,
      licenceType,
      personal: personal.values,
      evidence: {
        request: kind === 'home' ? null : `${jti}.request`,
        answer: kind === 'answer' || kind === 'outcome' ? `${jti}.answer` : null,
      },
    };
  }

  #shape(kind, outcome, licenceType) {
    const name = `${kind} ${outcome} ${licenceType}`;
    let shape = this.#shapes.get(name);
    if (!shape) this.#shapes.set(name, (shape = new Shape(this.#sample(kind, outcome, licenceType))));
    return shape;
  }

  /** An entry with the values of `SAMPLE` wherever they differ from entry to entry. */
  #sample(kind, outcome, licenceType) {
    const isPeers = kind === 'answer';
    const isAcross = kind === 'intent' || kind === 'outcome';
    return {
      v: 1,
      id: SAMPLE.id,
      kind,
      at: SAMPLE.at,
      tookMs: 4,
      node: this.#node,
      caller: {
        ...(isPeers ? TIANJIN : INTEGRATOR),
        person: SAMPLE.person,
        personName: SAMPLE.personName,
        role: isPeers ? 'window-clerk' : 'integrator',
        channel: 'counter',
      },
      ...(isAcross ? { counterpart: TIANJIN.id } : {}),
      context: {
        itemCode: '11110000MB1234567X4000112001000',
        itemName: '企业设立登记',
        caseNumber: SAMPLE.caseNumber,
        legalBasis: '《优化营商环境条例》第三十七条',
        reason: '核验申请人提交的证照',
      },
      operation: { document: `sha256:${'0123456789abcdef'.repeat(4)}`, name: 'Licence' },
      lookups: [
        {
          operation: 'byIdentifier',
          region: isAcross ? '120000' : '110000',
          licenceType,
          identifiers: [SAMPLE.identifier],
          subject: SAMPLE.subject,
          fieldsAsked: ['name', 'registeredCapital', 'address'],
          fieldsReleased: outcome === 'granted' || outcome === 'reduced' ? ['name', 'registeredCapital'] : [],
          outcome: outcome === 'asked' ? 'granted' : outcome,
          rule: 'business-licence/window',
        },
      ],
      outcome,
      ...(outcome === 'denied' ? { code: 'PURPOSE_NOT_AGREED' } : {}),
      ...(kind === 'home'
        ? {}
        : { request: { digest: SAMPLE.digest, iss: isPeers ? TIANJIN.id : this.#node, jti: SAMPLE.jti } }),
      ...(kind === 'intent' ? {} : { answer: { status: 200, bodyDigest: SAMPLE.bodyDigest } }),
      ...(kind === 'outcome'
        ? { intent: SAMPLE.intent, receipt: { log: '127.0.0.1:7421/log', leaf: SAMPLE.leaf } }
        : {}),
      ...(kind === 'home' ? {} : { chain: digestOf('chain') }),
    };
  }

  #salt(length) {
    if (this.#salts.length < length) this.#salts = randomBytes(64 * 1024);
    const salt = this.#salts.subarray(0, length);
    this.#salts = this.#salts.subarray(length);
    return salt;
  }
}

/** Valid values that stand nowhere else in an entry. */
const SAMPLE = {
  id: '01900000-0000-7000-8000-00000000a001',
  intent: '01900000-0000-7000-8000-00000000a002',
  at: '2026-01-02T03:04:05.678Z',
  caseNumber: 'sample-case',
  identifier: 'sample-identifier',
  jti: 'sample-jti',
  ...Object.fromEntries(
    ['person', 'personName', 'subject', 'digest', 'bodyDigest', 'leaf'].map((name) => [
      name,
      digestOf(`sample ${name}`),
    ]),
  ),
};
const ANY_SAMPLE = new RegExp(`(${Object.values(SAMPLE).join('|')})`);
const NAME_OF = new Map(Object.entries(SAMPLE).map(([name, value]) => [value, name]));

/** The canonical text of an entry, cut where values change; and what of it stands in columns. */
class Shape {
  #parts;
  #names;
  #columns;

  constructor(entry) {
    // The order of members is that of their names: values may change, the text around them stays.
    const parts = Buffer.from(canonicalBytes(checkEntry(entry)))
      .toString('utf8')
      .split(ANY_SAMPLE);
    this.#parts = parts.filter((_, at) => at % 2 === 0);
    this.#names = parts.filter((_, at) => at % 2 === 1).map((value) => NAME_OF.get(value));
    this.#columns = {
      caller: entry.caller.id,
      organisation: entry.caller.organisation.code,
      counterpart: entry.counterpart ?? null,
      itemCode: entry.context.itemCode,
      document: entry.operation.document,
      code: entry.code ?? null,
      hasRequest: entry.request !== undefined,
    };
  }

  fill(values) {
    let text = this.#parts[0];
    for (const [at, name] of this.#names.entries()) text += values[name] + this.#parts[at + 1];
    return { text, columns: this.#columns };
  }
}

/** In the order of the log; the same for the same instant and index. */
function uuid7(at, index) {
  const time = at.toString(16).padStart(12, '0');
  const tail = hash('sha256', `id ${index}`, 'hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(6, 18)}`;
}
