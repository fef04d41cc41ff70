import { CHECK_WORDS, documentReport, INDICATION_WORDS, reportJson, type SignatureReport } from './index.js';

const signature: SignatureReport = {
  id: 's',
  kind: 'k',
  indication: 'TOTAL_FAILED',
  subIndication: 'HASH_FAILURE',
  checks: [{ name: 'seal-same', clause: 'c', outcome: 'failed', detail: 'd', decides: true }],
  pathChecks: [],
  times: { judged: 1 },
  appearances: [],
  seal: { picture: { bytes: Uint8Array.of(1, 2, 3) } } as never,
};

describe('a report as JSON', () => {
  it('is the report with bytes in base64 and words in both languages', () => {
    const json = JSON.parse(JSON.stringify(reportJson(documentReport('ofd', [signature])))) as never;
    expect(json).toMatchObject({
      format: 'ofd',
      indication: 'TOTAL_FAILED',
      words: { indication: { zh: expect.any(String), en: expect.any(String) }, reason: {} },
      signatures: [
        {
          seal: { picture: { bytes: 'AQID' } },
          times: { judged: 1 },
          checks: [{ name: 'seal-same', outcome: 'failed', words: CHECK_WORDS['seal-same'] }],
        },
      ],
    });
  });

  it('gives no reason where nothing is wrong', () => {
    const { subIndication: _none, ...rest } = signature;
    const passed = documentReport('pdf', [{ ...rest, indication: 'TOTAL_PASSED' }]);
    expect(reportJson(passed)['words']).toEqual({ indication: INDICATION_WORDS.TOTAL_PASSED });
  });
});
