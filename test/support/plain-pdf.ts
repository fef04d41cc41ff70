import { writePdf } from '#libs/typesetting';
import { sampleFont } from '../../apps/node/src/licences/index.js';

/** A PDF as somebody brings it, without any seal. */
export const plainPdf = (title: string): Buffer =>
  writePdf({
    font: sampleFont(),
    pages: [{ width: 210, height: 297, marks: [] }],
    title,
    creator: 'test',
    createdAt: 0,
  });
