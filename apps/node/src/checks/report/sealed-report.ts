import { drawReport, type ReportModel } from '#libs/reports';
import type { Font } from '#libs/typesetting';
import type { DocumentSealer } from '../../sealing/index.js';
import type { ReportDrawing } from '../ports.js';

/** Draws reports as PDF and seals them in the node's name, the seal over the signature line. */
export class SealedReport implements ReportDrawing {
  constructor(
    private readonly deps: {
      font: () => Font;
      sealer: () => Pick<DocumentSealer, 'sealPdf'>;
    },
  ) {}

  async draw(model: ReportModel): Promise<Uint8Array> {
    const { bytes, seal } = drawReport(model, { font: this.deps.font() });
    return this.deps.sealer().sealPdf(bytes, {
      reason: `${model.title.zh} ${model.number}`,
      appearance: seal,
    });
  }
}
