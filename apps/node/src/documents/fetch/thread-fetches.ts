import { asRefusal } from '#libs/errors';
import type { FromThread, ToThread } from '../pool/protocol.js';
import type { CachingFetcher } from './caching-fetcher.js';

/** Fetches of the threads, made by the main thread. */
export class ThreadFetches {
  constructor(private readonly fetcher: CachingFetcher) {}

  async answer(
    asked: Extract<FromThread, { kind: 'fetch' }>,
  ): Promise<Extract<ToThread, { kind: 'fetched' }>> {
    const { fetch, url, resource, body } = asked;
    try {
      return { kind: 'fetched', fetch, outcome: await this.fetcher.fetch(url, resource, body) };
    } catch (thrown) {
      return { kind: 'fetched', fetch, outcome: { code: asRefusal(thrown).code } };
    }
  }

  keep({ url, resource, body, until }: Extract<FromThread, { kind: 'keep' }>): void {
    this.fetcher.keep(url, resource, body, until);
  }
}
