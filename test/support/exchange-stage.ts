import { wellKnownSample, type Licence } from '#libs/licences';
import type { Agreement } from '#libs/sharing';
import type { StoredEntry } from '../../apps/node/src/audit/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { peerDocuments } from '../../apps/node/src/lookup/peer-documents.js';
import { startCluster, type Cluster, type ClusterOptions, type TestNode } from './cluster.js';
import { newestOfExchange, sizeOfExchange } from './exchange-entries.js';
import { checkAnswer, forge, Wire, type Draft, type Message, type Received } from './forge.js';

/** Two or three nodes where Beijing shares its sample licence with every peer, and a client that speaks by hand. */
export class ExchangeStage {
  readonly wire = new Wire();
  readonly beijing: TestNode;
  readonly tianjin: TestNode;

  private constructor(
    readonly cluster: Cluster,
    readonly licence: Licence,
  ) {
    this.beijing = cluster.nodes.beijing;
    this.tianjin = cluster.nodes.tianjin;
  }

  static async open(options: ClusterOptions = {}): Promise<ExchangeStage> {
    const licence = wellKnownSample('110000');
    const agreement = (id: string, partner: string): Agreement => ({
      id,
      partner,
      licenceTypes: [licence.typeCode],
      operations: ['byIdentifier', 'byNumber', 'byHolder', 'verify', 'document'],
      purposes: ['basic:000131001000'],
      fields: ['name', 'typeCode', 'number', 'identifier', 'holderName', 'status'],
      legalBasis: '样例',
      requiresHolderAuthorisation: false,
      validFrom: '2026-01-01',
      validUntil: '2036-12-31',
    });
    const cluster = await startCluster({
      agreements: (ids) => ({
        beijing: Object.entries(ids)
          .filter(([name]) => name !== 'beijing')
          .map(([name, id]) => agreement(`bj-${name}`, id)),
      }),
      ...options,
    });
    const stage = new ExchangeStage(cluster, licence);
    try {
      const { running, dataDir } = cluster.nodes.beijing;
      const documents = new FileDocumentStore({ directory: `${dataDir}/documents`, maxBytes: 1 << 20 });
      await seedSamples(running.database.pool, documents, { region: '110000', seed: 7, count: 3 });
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.wire.close();
    await this.cluster.stop();
  }

  /** The body of the question that Beijing answers. */
  question(changes: Record<string, unknown> = {}): { documentId: string; variables: object } {
    return {
      documentId: peerDocuments.byIdentifier.id,
      variables: {
        identifier: this.licence.identifier,
        region: 'BEIJING',
        withName: true,
        withNumber: true,
        ...changes,
      },
    };
  }

  /** A request to Beijing, by Tianjin unless told, with whatever is wrong about it. */
  forge(change?: (draft: Draft) => void, from: TestNode = this.tianjin): Message {
    return forge(from, this.beijing, this.cluster.now(), this.question(), change);
  }

  send(message: Message): Promise<Received> {
    return this.wire.send(message);
  }

  async newest(count: number, node: TestNode = this.beijing): Promise<StoredEntry[]> {
    return newestOfExchange(node, count);
  }

  async logSize(node: TestNode = this.beijing): Promise<bigint> {
    return sizeOfExchange(node);
  }

  /** An honest question is answered with data, signed, and in the log. */
  async expectHonest(from: TestNode = this.tianjin): Promise<void> {
    const message = this.forge(undefined, from);
    await this.expectAnswered(message, await this.send(message), from);
  }

  async expectAnswered(message: Message, answer: Received, from: TestNode = this.tianjin): Promise<void> {
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 200, code: undefined });
    expect(answer.data?.licence).toMatchObject({ status: 'FOUND', licence: { name: this.licence.name } });
    await this.expectReceipted(message, answer, from, { kind: 'answer' });
  }

  /** A denial to an identified peer: signed, receipted, and in the log under its code. */
  async expectDenied(
    message: Message,
    answer: Received,
    expected: { status: number; code: string },
    from: TestNode = this.tianjin,
  ): Promise<void> {
    expect({ status: answer.status, code: answer.code }).toEqual(expected);
    expect(answer.data).toBeUndefined();
    await this.expectReceipted(message, answer, from, {
      kind: 'refusal',
      code: expected.code,
      outcome: 'denied',
    });
  }

  /** A refusal to nobody in particular: plain, and without a trace in the log. */
  expectPlain(answer: Received, expected: { status: number; code: string | undefined }): void {
    expect({ status: answer.status, code: answer.code }).toEqual(expected);
    expect(answer.headers['tongban-answer']).toBeUndefined();
    expect(answer.data).toBeUndefined();
  }

  private async expectReceipted(
    message: Message,
    answer: Received,
    from: TestNode,
    entry: Record<string, unknown>,
  ): Promise<void> {
    const { receipt } = await checkAnswer(answer, message, this.beijing, from.entityId);
    const recent = await this.newest(100);
    const logged = recent.find(({ leaf }) => Buffer.from(leaf).toString('base64url') === receipt.leaf);
    expect(logged?.entry).toMatchObject({ ...entry, caller: { kind: 'peer', id: from.entityId } });
    expect(logged?.entry.answer?.status).toBe(answer.status);
  }
}
