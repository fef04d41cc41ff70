import { claims, question, token } from '../support/changes.js';
import { ExchangeStage } from '../support/exchange-stage.js';
import { twinOf, type Message, type Received } from '../support/forge.js';

let stage: ExchangeStage;
beforeAll(async () => {
  stage = await ExchangeStage.open();
}, 60_000);
afterAll(() => stage?.close());

const REPLAYED = { status: 409, code: 'REPLAYED' };

/** Exactly one of the answers carries data; each of the others is a signed, receipted denial. */
async function expectOneAnswered(messages: Message[], answers: Received[]): Promise<void> {
  const answered = answers.findIndex(({ status }) => status === 200);
  expect(answered).toBeGreaterThanOrEqual(0);
  for (const [place, answer] of answers.entries()) {
    if (place === answered) await stage.expectAnswered(messages[place]!, answer);
    else await stage.expectDenied(messages[place]!, answer, REPLAYED);
  }
}

it('one after the other: the second is denied, and every further one', async () => {
  const message = stage.forge();
  await stage.expectAnswered(message, await stage.send(message));
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
  await stage.expectHonest();
});

it('thirty at once: exactly one is answered, thirty entries stand in the log', async () => {
  const message = stage.forge();
  const before = await stage.logSize();
  const messages = Array.from({ length: 30 }, () => message);
  const answers = await Promise.all(messages.map((one) => stage.send(one)));
  await expectOneAnswered(messages, answers);
  expect(await stage.logSize()).toBe(before + 30n);
  await stage.expectHonest();
});

it('a signature and its twin at once: exactly one is answered', async () => {
  const message = stage.forge();
  const fields = { ...message.fields, 'tongban-request': twinOf(message.token as string) };
  const twin: Message = { ...message, token: fields['tongban-request'], fields };
  const messages = [message, twin, message, twin];
  await expectOneAnswered(messages, await Promise.all(messages.map((one) => stage.send(one))));
  await stage.expectDenied(twin, await stage.send(twin), REPLAYED);
  await stage.expectHonest();
});

it('the twin first: accepted once, and then the original is the replay', async () => {
  const jti = { jti: 'T'.repeat(32) };
  let original = '';
  const twin = stage.forge((draft) => {
    claims(jti)(draft);
    token((due) => twinOf((original = due)))(draft);
  });
  await stage.expectAnswered(twin, await stage.send(twin));
  const message: Message = {
    ...twin,
    token: original,
    fields: { ...twin.fields, 'tongban-request': original },
  };
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
});

it('the same jti for another question, freshly signed: denied', async () => {
  const jti = { jti: 'J'.repeat(32) };
  const first = stage.forge(claims(jti));
  await stage.expectAnswered(first, await stage.send(first));
  const second = stage.forge((draft) => {
    claims(jti)(draft);
    question(({ documentId, variables }) => ({ documentId, variables: { ...variables, withStatus: true } }))(
      draft,
    );
  });
  await stage.expectDenied(second, await stage.send(second), REPLAYED);
  await stage.expectHonest();
});

it('the same jti of another node: answered, because a request is known by issuer and jti', async () => {
  const { hebei } = stage.cluster.nodes;
  const jti = { jti: 'H'.repeat(32) };
  for (const from of [stage.tianjin, hebei]) {
    const message = stage.forge(claims(jti), from);
    await stage.expectAnswered(message, await stage.send(message), from);
  }
});

it('a request that was denied before it was answered cannot be kept for later', async () => {
  const { hebei } = stage.cluster.nodes;
  const message = stage.forge();
  const wrong: Message = { ...message, fields: { ...message.fields, 'content-digest': 'sha-256=:AAAA:' } };
  const denied = { status: 403, code: 'CONTENT_DIGEST_MALFORMED' };
  await stage.expectDenied(wrong, await stage.send(wrong), denied);
  // Not by another channel either.
  const stolen: Message = { ...message, tls: stage.forge(undefined, hebei).tls };
  stage.expectPlain(await stage.send(stolen), { status: 401, code: 'CHANNEL_MISMATCH' });
  await stage.expectHonest();
});

it('a sound request whose operation was denied: its denial uses it up', async () => {
  const message = stage.forge(question(() => ({ query: '{ __typename }' })));
  const denied = { status: 403, code: 'GRAPHQL_FREE_FORM_REFUSED' };
  await stage.expectDenied(message, await stage.send(message), denied);
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
  await stage.expectHonest();
});

it('at two replicas at once, and at the other one later: exactly one is answered', async () => {
  const replica = await stage.beijing.replica();
  try {
    const here = stage.forge();
    const there: Message = { ...here, port: replica.peerPort };
    const messages = Array.from({ length: 10 }, (_, place) => (place % 2 ? here : there));
    await expectOneAnswered(messages, await Promise.all(messages.map((one) => stage.send(one))));
    const next = stage.forge();
    await stage.expectAnswered(next, await stage.send({ ...next, port: replica.peerPort }));
    await stage.expectDenied(next, await stage.send(next), REPLAYED);
    await stage.expectHonest();
  } finally {
    await replica.stop();
  }
});

it('after a restart: denied', async () => {
  const message = stage.forge();
  await stage.expectAnswered(message, await stage.send(message));
  await stage.beijing.restart();
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
  await stage.expectHonest();
});

it('to the last moment of its life, and expired from then on', async () => {
  const message = stage.forge();
  await stage.expectAnswered(message, await stage.send(message));
  stage.cluster.advance(62_000);
  await stage.expectDenied(message, await stage.send(message), REPLAYED);
  stage.cluster.advance(4_000);
  await stage.expectDenied(message, await stage.send(message), { status: 403, code: 'REQUEST_EXPIRED' });
  await stage.expectHonest();
});

it('nothing of all this was a defect', () => {
  expect(stage.beijing.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
});
