// Verify (核验): is this what the authority has on file? Yes or no per field, nothing is released.
import { context, SAMPLE, show, tianjin } from './demo.js';

const { status, matches, refusal } = await tianjin().verifyLicence({
  identifier: SAMPLE.identifier,
  claims: [
    { field: 'holderName', value: SAMPLE.holderName },
    { field: 'holderCode', value: '91110107TB0000002M' },
  ],
  context,
});
show({ status, matches, refusal });
