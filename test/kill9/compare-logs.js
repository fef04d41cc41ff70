import { createHash } from 'node:crypto';
import pg from 'pg';
import { Frontier } from '../../dist/libs/audit-log/src/index.js';

const PAGE = 20_000;

/**
 * Reads both logs whole and holds them against each other and against what integrators were told.
 * @param {{ beijing: string, tianjin: string }} urls of the databases, as their owner
 * @param {{ answered: Map<string, { log: string, leaf: string }>, refused: Map, lost: Map }} told by case number
 */
export async function compareLogs(urls, told) {
  const faults = [];
  const beijing = await readLog('Beijing', urls.beijing, faults);
  const tianjin = await readLog('Tianjin', urls.tianjin, faults);
  const answers = by(
    beijing.entries.filter(({ entry }) => entry.kind === 'answer'),
    digestOf,
  );
  const refusals = by(
    beijing.entries.filter(({ entry }) => entry.kind === 'refusal'),
    digestOf,
  );
  const intents = by(
    tianjin.entries.filter(({ entry }) => entry.kind === 'intent'),
    digestOf,
  );
  const outcomes = by(
    tianjin.entries.filter(({ entry }) => entry.kind === 'outcome'),
    digestOf,
  );
  const byCase = by(
    tianjin.entries.filter(({ entry }) => entry.kind === 'intent'),
    caseOf,
  );

  // 1. Whoever was given an answer: intent and outcome here, the answer there, and the receipt is of that very entry.
  for (const [caseNumber, receipt] of told.answered) {
    const [intent, ...more] = byCase.get(caseNumber) ?? [];
    if (!intent || more.length > 0) {
      faults.push(`${caseNumber} was answered and has ${more.length + (intent ? 1 : 0)} intents`);
      continue;
    }
    const digest = digestOf(intent);
    const outcome = only(outcomes, digest);
    const answer = only(answers, digest);
    if (!outcome) faults.push(`${caseNumber} was answered and has no outcome at Tianjin`);
    else {
      if (outcome.entry.intent !== intent.entry.id)
        faults.push(`${caseNumber}: the outcome concludes another intent`);
      if (outcome.entry.receipt?.leaf !== receipt.leaf)
        faults.push(`${caseNumber}: the outcome holds another receipt`);
      if (!outcome.answerToken) faults.push(`${caseNumber}: the outcome keeps no answer token`);
    }
    if (!answer) faults.push(`${caseNumber} was answered and has no entry at Beijing`);
    else {
      if (answer.leaf !== receipt.leaf) faults.push(`${caseNumber}: the receipt is not of Beijing's entry`);
      if (!answer.requestToken || !answer.answerToken)
        faults.push(`${caseNumber}: Beijing keeps not both tokens`);
    }
  }

  // 2. Nothing is known to one side alone: what Beijing answered was announced in Tianjin's log before.
  for (const [digest, [answer]] of [...answers, ...refusals])
    if (!only(intents, digest)) faults.push(`Beijing's entry ${answer.index} has no intent at Tianjin`);
  for (const [digest, { length }] of [...answers, ...refusals, ...intents, ...outcomes].map(([key, list]) => [
    key,
    list,
  ]))
    if (length > 1) faults.push(`${length} entries of one kind for the request ${digest}`);

  // 3. An outcome that says "granted" stands on an entry at Beijing.
  for (const [digest, [outcome]] of outcomes) {
    const { receipt } = outcome.entry;
    const entry = only(answers, digest) ?? only(refusals, digest);
    if (receipt && entry?.leaf !== receipt.leaf)
      faults.push(`Tianjin's outcome ${outcome.index} holds a receipt of nothing`);
    if (!only(intents, digest)) faults.push(`Tianjin's outcome ${outcome.index} concludes no intent`);
  }

  // 4. An intent without an outcome is a request whose node died: nobody was given its answer.
  const open = [...intents].filter(([digest]) => !outcomes.has(digest)).map(([, [intent]]) => intent);
  for (const intent of open)
    if (told.answered.has(caseOf(intent)))
      faults.push(`${caseOf(intent)}: answered although its intent is open`);
    else if (!told.lost.has(caseOf(intent)) && !told.refused.has(caseOf(intent)))
      faults.push(`${caseOf(intent)}: an open intent of which no integrator knows`);
  const failed = [...outcomes.values()].filter(([{ entry }]) => entry.outcome === 'failed');
  const unheard = [...told.lost.keys(), ...told.refused.keys()].filter((one) => !byCase.has(one));

  return {
    faults,
    counts: {
      'lookups answered to integrators': told.answered.size,
      'refused (node or peer away)': told.refused.size,
      'connections lost': told.lost.size,
      'entries in Beijing': beijing.entries.length,
      'entries in Tianjin': tianjin.entries.length,
      'intents in Tianjin': intents.size,
      'outcomes in Tianjin': outcomes.size,
      'outcomes that say failed': failed.length,
      'intents without outcome': open.length,
      'of these answered by Beijing': open.filter((intent) => answers.has(digestOf(intent))).length,
      'answers in Beijing whose outcome at Tianjin says failed': failed.filter(([one]) =>
        answers.has(digestOf(one)),
      ).length,
      'asked in vain before any entry': unheard.length,
    },
  };
}

/** Every entry, its leaf computed anew from its bytes, its index compared with its place. */
export async function readLog(name, url, faults) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const entries = [];
  try {
    for (;;) {
      const { rows } = await client.query(
        `SELECT e.index, e.body, e.leaf, v.request_token, v.answer_token
         FROM audit_entry e LEFT JOIN audit_evidence v ON v.index = e.index AND v.month = e.month
         WHERE e.index >= $1 ORDER BY e.index LIMIT $2`,
        [entries.length, PAGE],
      );
      for (const row of rows) {
        if (row.index !== String(entries.length))
          faults.push(`${name}: index ${row.index} stands at ${entries.length}`);
        const leaf = createHash('sha256').update(Uint8Array.of(0)).update(row.body).digest();
        if (!leaf.equals(row.leaf))
          faults.push(`${name}: entry ${row.index} has another leaf than its bytes`);
        entries.push({
          index: row.index,
          entry: JSON.parse(row.body.toString('utf8')),
          leaf: leaf.toString('base64url'),
          requestToken: row.request_token,
          answerToken: row.answer_token,
        });
      }
      if (rows.length < PAGE) break;
    }
    await compareCheckpoints(name, client, entries, faults);
    const { rows } = await client.query('SELECT size FROM audit_log');
    if (rows[0].size !== String(entries.length))
      faults.push(`${name}: ${entries.length} entries, but the log says ${rows[0].size}`);
  } finally {
    await client.end();
  }
  return { entries };
}

/** Every checkpoint that was signed is the root of the first entries: the log never forked, whenever its node died. */
async function compareCheckpoints(name, client, entries, faults) {
  const { rows } = await client.query('SELECT size, root FROM audit_checkpoint ORDER BY size');
  const frontier = Frontier.empty((data) => createHash('sha256').update(data).digest());
  for (const { size, root } of rows) {
    if (BigInt(size) > BigInt(entries.length)) {
      faults.push(`${name}: a checkpoint of ${size} entries, but there are ${entries.length}`);
      return;
    }
    while (frontier.size < BigInt(size))
      frontier.append(Buffer.from(entries[Number(frontier.size)].leaf, 'base64url'));
    if (!root.equals(frontier.root()))
      faults.push(`${name}: the checkpoint of ${size} entries has another root`);
  }
  if (rows.length === 0) faults.push(`${name}: no checkpoint was signed`);
}

const digestOf = ({ entry }) => entry.request?.digest ?? '';
const caseOf = ({ entry }) => entry.context?.caseNumber ?? '';

function by(entries, keyOf) {
  const groups = new Map();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}

function only(groups, key) {
  const group = groups.get(key);
  return group?.length === 1 ? group[0] : undefined;
}
