import { requestsConfig } from './requests.config.js';

const accepts = (webhook: string, allowHosts: string[]): boolean =>
  requestsConfig.safeParse({ overdue: { webhooks: [webhook], allowHosts } }).success;

describe('the address of a webhook', () => {
  it.each<[string, string, string[], boolean]>([
    ['https of an allowed host', 'https://hall.example/overdue', ['hall.example'], true],
    ['https with a port that is allowed', 'https://hall.example:8443/x', ['hall.example:8443'], true],
    ['http on the loopback interface', 'http://127.0.0.1:9000/x', ['127.0.0.1:9000'], true],
    ['http elsewhere', 'http://hall.example/x', ['hall.example'], false],
    [
      'http on a name that begins like the loopback',
      'http://127.0.0.1.example/x',
      ['127.0.0.1.example'],
      false,
    ],
    ['a host that is not allowed', 'https://hall.example/x', [], false],
    ['another port than the allowed one', 'https://hall.example:8443/x', ['hall.example'], false],
    ['a host below an allowed one', 'https://a.hall.example/x', ['hall.example'], false],
    ['a user before the host', 'https://hall.example@evil.example/x', ['evil.example'], false],
    ['a query', 'https://hall.example/x?to=1', ['hall.example'], false],
    ['a file', 'file:///etc/passwd', [''], false],
    ['no address', 'hall.example', ['hall.example'], false],
  ])('%s: %s', (_name, url, hosts, expected) => {
    expect(accepts(url, hosts)).toBe(expected);
  });

  it('unknown settings are refused', () => {
    expect(requestsConfig.safeParse({ overdue: { webhook: 'x' } }).success).toBe(false);
  });
});
