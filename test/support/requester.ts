import { accessToken, ask, CONTEXT } from './ask.js';
import { ExchangeStage } from './exchange-stage.js';
import { exchangeKeyOf, tlsOf, type ExchangeKey } from './forge.js';
import type { Front, FrontTls } from './front.js';
import type { Behaviour } from './hostile-peer.js';

export const TIMEOUT_MS = 1300;
export const MAX_ANSWER = 1024 * 1024;

const selection = (licence: string): string =>
  `status refusal { code } licence { ${licence} } verification { passed } receipt { leaf }`;
export const BY_IDENTIFIER = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, context: $context) { ${selection('name')} }
}`;
export const WITH_VERDICT = BY_IDENTIFIER.replace(
  '{ name }',
  '{ name documentVerdict { indication issuer } }',
);
export const BY_NUMBER = `query($type: LicenceTypeCode!, $number: String!, $context: LookupContextInput) {
  licence: licenceByNumber(typeCode: $type, number: $number, region: BEIJING, context: $context) {
    ${selection('name identifier')}
  }
}`;

/** Tianjin asking Beijing, while something else stands where Beijing should be. */
export class Requester {
  readonly key: ExchangeKey;
  readonly tls: FrontTls;
  readonly front: Front;
  private token = '';

  private constructor(readonly stage: ExchangeStage) {
    this.key = exchangeKeyOf(stage.beijing);
    this.tls = tlsOf(stage.beijing) as FrontTls;
    this.front = stage.beijing.front!;
  }

  static async open(): Promise<Requester> {
    const requester = new Requester(
      await ExchangeStage.open({
        regions: ['beijing', 'tianjin'],
        fronted: ['beijing'],
        sections: {
          peers: { timeoutMs: TIMEOUT_MS, maxAnswerBytes: MAX_ANSWER },
          // No checkpoints, so that none is submitted: what reaches the front is what the test sent.
          transparency: { intervalMs: 60_000 },
        },
      }),
    );
    requester.token = await accessToken(requester.stage.tianjin);
    return requester;
  }

  close(): Promise<void> {
    return this.stage.close();
  }

  async lookup(query = BY_IDENTIFIER): Promise<{ licence: Record<string, unknown>; tookMs: number }> {
    const began = performance.now();
    const { identifier, typeCode, number } = this.stage.licence;
    const variables =
      query === BY_IDENTIFIER || query === WITH_VERDICT
        ? { id: identifier, context: CONTEXT }
        : { type: typeCode, number, context: CONTEXT };
    const { data, errors } = await ask(this.stage.tianjin, this.token, { query, variables });
    expect(errors).toBeUndefined();
    return { licence: data.licence, tookMs: performance.now() - began };
  }

  /** The integrator learns why, in time; the log holds that it was asked, and what came of it. */
  async expectUnavailable(code: string, { receipted = false, query = BY_IDENTIFIER } = {}): Promise<void> {
    const { tianjin, beijing } = this.stage;
    const before = await this.stage.logSize(tianjin);
    const { licence, tookMs } = await this.lookup(query);
    expect(licence).toMatchObject({ status: 'UNAVAILABLE', refusal: { code }, licence: null });
    if (!receipted) expect(licence).toMatchObject({ verification: null, receipt: null });
    // The node's own patience and a busy machine's; far below that of the operation (10 s).
    expect(tookMs).toBeLessThan(TIMEOUT_MS + 5_000);
    expect(await this.stage.logSize(tianjin)).toBe(before + 2n);
    const [outcome, intent] = (await this.stage.newest(2, tianjin)).map(({ entry }) => entry);
    expect(intent).toMatchObject({ kind: 'intent', outcome: 'asked', counterpart: beijing.entityId });
    expect(outcome).toMatchObject({ kind: 'outcome', outcome: 'failed', code, intent: intent!.id });
    expect(outcome?.request?.digest).toBe(intent?.request?.digest);
  }

  async expectHonest(): Promise<void> {
    const { licence } = await this.lookup();
    expect(licence).toMatchObject({
      status: 'FOUND',
      refusal: null,
      licence: { name: this.stage.licence.name },
      verification: { passed: true },
    });
  }

  /** Tianjin begins anew with Beijing: no idle connection, no blame. */
  forget(): Promise<void> {
    return this.stage.tianjin.running.transport.forget(this.stage.beijing.entityId);
  }

  /** Installs something hostile, checks, and sees that the next honest question is answered. */
  async underAttack(install: () => unknown, check: () => Promise<void>): Promise<void> {
    await this.forget();
    await install();
    try {
      await check();
    } finally {
      await this.front.listen();
      this.front.honest();
    }
    await this.expectHonest();
  }

  /** Beijing's own certificate before a bad answer. Only questions get one; the federation's requests find nobody. */
  answerBy(behaviour: Behaviour): void {
    this.front.hostile(this.tls, (socket, request) =>
      request.head.startsWith('POST /graphql ') ? behaviour(socket, request) : void socket.destroy(),
    );
  }

  /** Nothing that went wrong was a fault of a node's own. */
  expectNoDefect(): void {
    for (const node of [this.stage.tianjin, this.stage.beijing])
      expect(node.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
  }
}
