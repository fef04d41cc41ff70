import { randomBytes } from 'node:crypto';
import { asRefusal, Refusal } from '#libs/errors';
import { configurationUrl } from '#libs/federation';
import { dayInChina, type Agreement } from '#libs/sharing';
import type { GovernanceJournal } from '../../audit/index.js';
import type { AskEvidence } from '../../auditing/index.js';
import type { ClientCaller } from '../../callers/index.js';
import type { PeerDirectory } from '../../federation/index.js';
import type { TlsMaterial } from '../../peers/index.js';
import { chainStanding } from '../chain-standing.js';
import type { ReadFederation } from '../read-federation.js';
import { judgeCertificate, judgeClock, judgeEcho, socketFault, tlsFault, type Handshake } from './judge.js';
import { failed, NEEDS, passed, STEP_NAMES, warned, type Found, type Step, type StepName } from './steps.js';
import { Way } from './way.js';

export interface ConnectionTest {
  peer: string;
  at: number;
  steps: Step[];
}

export interface TestConnectionParts {
  federation: Pick<ReadFederation, 'knows'>;
  directory: Pick<PeerDirectory, 'resolve' | 'renew' | 'looks'>;
  /** With lines of its own: neither does a test wait for the breaker, nor does it trip it. */
  echo: Pick<AskEvidence, 'ask'>;
  tls: () => TlsMaterial;
  timeoutMs: number;
  skewSeconds: number;
  agreements: () => readonly Pick<Agreement, 'partner' | 'validFrom' | 'validUntil'>[];
  journal: Pick<GovernanceJournal, 'record'>;
  clock: () => number;
}

type Shaken = Handshake & { date: string | undefined; asked: number; answered: number };

/**
 * Goes the way to a peer step by step and says where it ends and why. Only nodes of the federation are ever connected to, at
 * the address that their entity id names: nobody can have this node knock elsewhere.
 */
export class TestConnection {
  private readonly flights = new Map<string, Promise<ConnectionTest>>();

  constructor(private readonly parts: TestConnectionParts) {}

  /** @throws Refusal CONNECTION_PEER_UNKNOWN; AUDIT_UNAVAILABLE where it could not be logged, and nothing is told then */
  async test(caller: ClientCaller, peer: string): Promise<ConnectionTest> {
    if (!this.parts.federation.knows(peer)) throw new Refusal('CONNECTION_PEER_UNKNOWN');
    const test = await this.flight(peer);
    const end = test.steps.find(({ outcome }) => outcome === 'failed');
    await this.parts.journal.record({
      kind: 'administration',
      caller,
      governance: {
        action: 'configure',
        note: `connection tested: ${end ? `${end.name} failed, ${end.refusal?.code ?? ''}` : 'works'}`,
      },
      outcome: 'granted',
      counterpart: peer,
      startedAt: test.at,
    });
    return test;
  }

  /** Whoever asks while a test of the same peer is under way gets its result. */
  private flight(peer: string): Promise<ConnectionTest> {
    const under = this.flights.get(peer);
    if (under) return under;
    const started = this.run(peer).finally(() => this.flights.delete(peer));
    this.flights.set(peer, started);
    return started;
  }

  private async run(peer: string): Promise<ConnectionTest> {
    const { clock, timeoutMs, tls } = this.parts;
    const at = clock();
    const way = new Way(peer, timeoutMs, tls());
    let address = '';
    let shaken: Shaken | undefined;
    const tries: Record<StepName, () => Promise<Found> | Found> = {
      name: async () => {
        const addresses = await way.addresses();
        address = addresses[0] ?? '';
        return passed(['host', way.host], ['addresses', addresses.join(', ')]);
      },
      tcp: async () => {
        await way.reach(address);
        return passed(['address', `${address}:${String(way.port)}`]);
      },
      tls: async () => {
        const asked = clock();
        const made = await way.shakeHands(address, new URL(configurationUrl(peer)).pathname);
        shaken = { ...made, asked, answered: clock() };
        return passed(['protocol', made.protocol], ['cipher', made.cipher]);
      },
      certificate: () => judgeCertificate(of(shaken), peer, clock()),
      clock: () => judgeClock(of(shaken).date, of(shaken), this.parts.skewSeconds),
      chain: () => this.chain(peer),
      signature: () => this.echo(peer),
      policy: () => this.policy(peer),
    };
    const steps: Step[] = [];
    for (const name of STEP_NAMES) {
      const stands = (needed: StepName): boolean =>
        steps.some(
          (step) => step.name === needed && (step.outcome === 'passed' || step.outcome === 'warning'),
        );
      if (!NEEDS[name].every(stands)) {
        steps.push({ name, outcome: 'not-tried', facts: [], tookMs: 0 });
        continue;
      }
      const began = performance.now();
      const found = await Promise.resolve()
        .then(tries[name])
        .catch((error: unknown) => failed(faultOf(name, error)));
      steps.push({ name, ...found, tookMs: Math.round(performance.now() - began) });
    }
    return { peer, at, steps };
  }

  private async chain(peer: string): Promise<Found> {
    const { directory, clock } = this.parts;
    await directory.renew(peer);
    const { chain } = await directory.resolve(peer);
    const { state, path, refusal } = chainStanding(chain, directory.looks().get(peer), clock());
    const facts = [
      ['path', path.join(' → ')],
      ['expiresAt', new Date(chain.expiresAt).toISOString()],
      ['marks', String(chain.trustMarks.length)],
    ] as const;
    return state === 'valid'
      ? passed(...facts)
      : warned(refusal ?? new Refusal('CONNECTION_CHAIN_ENDS'), ...facts);
  }

  private async echo(peer: string): Promise<Found> {
    try {
      await this.parts.echo.ask(peer, randomBytes(32).toString('base64url'), 'provider');
    } catch (thrown) {
      return judgeEcho(thrown);
    }
    return failed(new Refusal('EVIDENCE_ANSWER_INVALID'));
  }

  private policy(peer: string): Found {
    const today = dayInChina(this.parts.clock()) ?? '';
    const standing = this.parts
      .agreements()
      .filter(
        ({ partner, validFrom, validUntil }) => partner === peer && validFrom <= today && today <= validUntil,
      );
    const fact = ['agreements', String(standing.length)] as const;
    return standing.length === 0 ? warned(new Refusal('CONNECTION_NO_AGREEMENT'), fact) : passed(fact);
  }
}

function faultOf(name: StepName, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (name === 'tls') return tlsFault(error);
  return name === 'name' || name === 'tcp' ? socketFault(error) : asRefusal(error);
}

function of(shaken: Shaken | undefined): Shaken {
  if (!shaken) throw new Error('a step was tried without what it needs');
  return shaken;
}
