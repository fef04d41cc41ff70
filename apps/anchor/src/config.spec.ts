import { parseAnchorConfig } from './config.js';

const least = { listen: { port: 7400 }, authorities: ['published'] };

describe('the configuration of an anchor', () => {
  it.each([
    ['nothing', {}],
    ['no authority', { ...least, authorities: [] }],
    ['an unknown key', { ...least, keyFile: 'x' }],
    ['a port beyond the last', { ...least, listen: { port: 65_536 } }],
    ['a certificate without key', { ...least, tls: { certFile: 'x' } }],
    ['a data directory that is not told', { ...least, authorities: ['${dataDir}/published'] }],
  ])('refuses %s', (_case, value) => {
    expect(() => parseAnchorConfig(value, '/etc/tongban')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  it('takes paths from the folder of the file and from the data directory', () => {
    const config = parseAnchorConfig(
      { ...least, authorities: ['published', '${dataDir}/region/published'], fetch: { caFile: '../ca.crt' } },
      '/etc/tongban',
      '/var/tongban',
    );
    expect(config.authorities).toEqual(['/etc/tongban/published', '/var/tongban/region/published']);
    expect(config.fetch).toEqual({ caFile: '/etc/ca.crt', timeoutMs: 5_000 });
  });
});
